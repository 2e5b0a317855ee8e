using System.Globalization;
using Millstream;

namespace LuckyDraw;

internal static class Draw
{
    public static async Task UntilLuckyAsync(Random random, TextWriter output)
    {
        long draws = 0;

        #region lucky-draw
        var numbers = await LocalEngine.Shared.StreamAsync(r => r.Spawn(() =>
        {
            draws++;
            double x = random.NextDouble();
            return x < 0.001 ? Step<double>.Finish("Finished!") : x;
        }));
        object? result = await numbers.FetchAsync();
        #endregion

        await output.WriteLineAsync($"{result} after {draws.ToString(CultureInfo.InvariantCulture)} draws");
    }
}
