using System.Diagnostics;

namespace Millstream.Http;

/// <summary>Waits until something that grows grows no more, as whoever makes it waits: what a test of back-pressure looks at.</summary>
internal static class Quiet
{
    /// <param name="value">What grows.</param>
    /// <param name="least">From where on it may stand still.</param>
    public static async Task<long> AtAsync(Func<long> value, long least = 1)
    {
        long last = -1;
        var deadline = Stopwatch.StartNew();
        while (value() is var now && (now != last || now < least))
        {
            Assert.True(deadline.Elapsed < Runs.Deadline, $"It goes on, or has not begun: {now}.");
            last = now;
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return last;
    }
}
