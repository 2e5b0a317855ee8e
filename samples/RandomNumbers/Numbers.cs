using System.Globalization;
using Millstream;

namespace RandomNumbers;

internal static class Numbers
{
    public static async Task PrintAsync(int count, Random random, TextWriter output)
    {
        #region random-numbers
        var printed = await LocalEngine.Shared.StreamAsync(r =>
        {
            // Nothing runs in here: both tasks start as one, when the region closes.
            var numbers = r.Spawn(random.NextDouble, o => o.MaxEvaluations(count));
            return r.Spawn(numbers, x => output.WriteLine(x.ToString(CultureInfo.InvariantCulture)));
        });
        await printed.FetchAsync();
        #endregion
    }
}
