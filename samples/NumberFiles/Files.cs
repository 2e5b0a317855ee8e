using System.Globalization;
using Millstream;

namespace NumberFiles;

internal static class Files
{
    public static async Task WriteAsync(string folder, int count, int seed, TextWriter output)
    {
        #region number-files
        var sums = await LocalEngine.Shared.StreamAsync(r =>
        {
            var sources = Enumerable.Range(1, 4).Select(i =>
            {
                var random = new Random(seed + i);
                return r.Spawn(random.NextDouble, o => o.MaxEvaluations(count));
            });
            var written = sources.Select((source, i) => r.Spawn(source, async x =>
            {
                await File.AppendAllTextAsync(Path.Combine(folder, $"results_{i + 1}.txt"), $"{Text(x)}\n");
                return x;
            }));
            return r.Spawn(written, numbers => output.WriteLine(Text(numbers.Sum())));
        });
        await sums.FetchAsync();
        #endregion
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
