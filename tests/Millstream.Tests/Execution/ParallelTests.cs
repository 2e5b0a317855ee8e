using System.Diagnostics;

namespace Millstream.Execution;

[Collection(nameof(Alone))]
public sealed class ParallelTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "FLU-167")]
    public async Task A_hundred_thousand_items_keep_their_order_with_four_calls_at_once_and_few_threads()
    {
        using var process = Process.GetCurrentProcess();
        int threads = process.Threads.Count;
        int running = 0;
        int most = 0;

        IReadOnlyList<int> items = await Flow.Range(0, 100_000)
            .Then(
                x =>
                {
                    int now = Interlocked.Increment(ref running);
                    if (now > Volatile.Read(ref most))
                    {
                        Volatile.Write(ref most, now);
                    }

                    Interlocked.Decrement(ref running);
                    return x;
                },
                o => o.Parallel(4))
            .RunAsync().WaitAsync(Deadline);

        process.Refresh();
        Assert.Equal(Enumerable.Range(0, 100_000), items);
        Assert.InRange(most, 1, 4);
        Assert.InRange(process.Threads.Count - threads, -1000, 12);
    }
}
