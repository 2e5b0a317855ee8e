using System.Runtime.CompilerServices;

namespace Millstream.Ending;

/// <summary>What many cancelled runs leave behind. Runs alone, as other tests would be measured too.</summary>
[Collection(nameof(Alone))]
public sealed class ManyRunsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "FLU-162")]
    [Trait("Category", "Long")]
    public async Task A_thousand_cancelled_runs_leave_nothing_behind()
    {
        int open = 0;
        await RunAndCancelAsync(200);
        (long heap, int threads, long timers) before = Measure();

        await RunAndCancelAsync(1000);
        (long heap, int threads, long timers) after = Measure();

        // Every generator, body and delay that a run began has ended: no task is left.
        Assert.Equal(0, open);
        Assert.InRange(after.heap - before.heap, long.MinValue, 4 * 1024 * 1024);
        Assert.InRange(after.threads - before.threads, int.MinValue, 8);
        Assert.InRange(after.timers - before.timers, long.MinValue, 8);

        async Task RunAndCancelAsync(int runs)
        {
            Flow<int>[] flows =
            [
                Flow.Iter(Endless).Then(x => x + 1),
                Flow.Iter(Endless).Then(WaitAsync, o => o.Parallel(4).Timeout(TimeSpan.FromHours(1))),
                Flow.Iter(EndlessAsync()).Then(x => x + 1, o => o.Capacity(4)),
                Flow.Iter(Endless).Then(x => x > 2 ? throw new IOException("not yet") : x, o => o.Retry(5, TimeSpan.FromHours(1))),
            ];
            for (int i = 0; i < runs; i++)
            {
                using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                FlowValue<long> sum = flows[i % flows.Length].Reduce((long total, int x) => total + x, 0L);
                RunOptions options = new() { Fuse = i % 3 != 0 };

                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sum.RunAsync(options, cancel.Token).WaitAsync(Deadline));
            }
        }

        static (long Heap, int Threads, long Timers) Measure() =>
            (GC.GetTotalMemory(forceFullCollection: true), ThreadPool.ThreadCount, Timer.ActiveCount);

        IEnumerable<int> Endless()
        {
            Interlocked.Increment(ref open);
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }

        async IAsyncEnumerable<int> EndlessAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            Interlocked.Increment(ref open);
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, token);
                }
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }

        async Task<int> WaitAsync(int x, CancellationToken token)
        {
            Interlocked.Increment(ref open);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return x;
            }
            finally
            {
                Interlocked.Decrement(ref open);
            }
        }
    }
}
