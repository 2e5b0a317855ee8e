using System.Diagnostics;
using System.Numerics;
using Millstream.Telemetry;

namespace Millstream.Regions;

/// <summary>Section 12, and what else measures memory or time: cost at rest and at speed. Runs alone, as other tests would be measured too.</summary>
[Collection(nameof(Alone))]
public sealed class CostTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-20")]
    public async Task What_nobody_reads_is_discarded_and_counted()
    {
        var counter = new Counter();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(counter.Next, o => o.MaxEvaluations(1_000_000)));
        await EndedAsync(source);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;

        TaskStatistics statistics = source.Run.Snapshot().Task("Next");
        Assert.Equal(RunStatus.Completed, source.Status);
        Assert.Equal((1_000_000, 1_000_000, 1_000_000L), (counter.Evaluations, statistics.Emitted, statistics.Discarded));
        Assert.True(grown <= 4 * 1024 * 1024, $"The heap grew by {grown} bytes.");
    }

    [Fact]
    [Trait("Proves", "REG-114")]
    [Trait("Category", "Long")]
    public async Task A_thousand_regions_leave_nothing_behind()
    {
        await StartAndKillAsync(100);
        (long heap, int threads, long timers) before = Measure();

        await StartAndKillAsync(1000);
        (long heap, int threads, long timers) after = Measure();

        Assert.InRange(after.heap - before.heap, long.MinValue, 4 * 1024 * 1024);
        Assert.InRange(after.threads - before.threads, int.MinValue, 8);
        Assert.InRange(after.timers - before.timers, long.MinValue, 8);

        static async Task StartAndKillAsync(int regions)
        {
            for (int i = 0; i < regions; i++)
            {
                StreamTaskHandle<int> source = await Engine.StreamAsync(
                    r =>
                    {
                        StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                        r.Spawn(r.Spawn(counter, x => x + 1), _ => { });
                        return counter;
                    },
                    options: Four);
                await Deadline.Within(source.KillAsync());
            }
        }

        static (long Heap, int Threads, long Timers) Measure() =>
            (GC.GetTotalMemory(forceFullCollection: true), ThreadPool.ThreadCount, Timer.ActiveCount);
    }

    [Fact]
    [Trait("Proves", "REG-135")]
    public async Task Items_of_value_types_are_not_boxed()
    {
        long decimals = await AllocatedAsync(() => 1.5m);
        long integers = await AllocatedAsync(() => 7);
        long structs = await AllocatedAsync(() => new KeyValuePair<long, long>(1, 2));
        long bigs = await AllocatedAsync(() => BigInteger.One);

        // A box has at least 24 bytes; 10,000 items pass.
        Assert.All([decimals, integers, structs, bigs], (long bytes) => Assert.InRange(bytes, 0, 100_000));
    }

    [Fact]
    [Trait("Proves", "REG-145")]
    public async Task Tasks_that_wait_use_no_processor()
    {
        TimeSpan most = TimeSpan.FromMilliseconds(100);
        var feed = new Feed<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> silent = r.From(feed.Reader);
            StreamTaskHandle<int> last = silent;
            for (int i = 0; i < 50; i++)
            {
                last = r.Spawn(last, x => x + 1);
                r.Spawn(silent, async x => await Task.Yield());
            }

            return silent;
        });
        feed.Push(1);
        await PassAsync(500);
        using Process process = Process.GetCurrentProcess();
        TimeSpan used = TimeSpan.MaxValue;

        // What the runtime still does for tests before this one ends by itself; tasks that do not just wait would go on.
        for (int round = 0; round < 10 && used > most; round++)
        {
            process.Refresh();
            TimeSpan before = process.TotalProcessorTime;
            await PassAsync(2000);
            process.Refresh();
            used = process.TotalProcessorTime - before;
        }

        await Deadline.Within(source.KillAsync());
        Assert.InRange(used, TimeSpan.Zero, most);
    }

    [Fact]
    [Trait("Proves", "REG-146")]
    public async Task A_chain_allocates_nothing_for_an_item()
    {
        const int WarmUp = 10_000;
        const int Measured = 1_000_000;
        long before = 0;
        long after = 0;

        StreamTaskHandle sink = await Engine.StreamAsync(r => r.Spawn(
            r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(WarmUp + Measured)), x => x + 1),
            x =>
            {
                if (x == WarmUp)
                {
                    before = GC.GetTotalAllocatedBytes(precise: true);
                }
                else if (x == WarmUp + Measured)
                {
                    after = GC.GetTotalAllocatedBytes(precise: true);
                }
            }));
        await Deadline.Within(sink.WaitAsync(), TimeSpan.FromSeconds(30));

        Assert.InRange(after - before, 0, 100_000);
    }

    [Fact]
    [Trait("Proves", "REG-147")]
    [Trait("Category", "Long")]
    public async Task Ten_million_kibibytes_pass_in_bounded_memory()
    {
        const int Count = 10_000_000;
        int taken = 0;
        long first = 0;
        long last = 0;

        StreamTaskHandle sink = await Engine.StreamAsync(r => r.Spawn(
            r.Spawn(r.Spawn(() => new byte[1024], o => o.MaxEvaluations(Count)), x => x),
            x =>
            {
                if (++taken == 10_000)
                {
                    first = GC.GetTotalMemory(forceFullCollection: true);
                }
                else if (taken == Count - 1)
                {
                    last = GC.GetTotalMemory(forceFullCollection: true);
                }
            }));
        await Deadline.Within(sink.WaitAsync(), TimeSpan.FromSeconds(180));

        Assert.Equal(Count, taken);
        Assert.InRange(last - first, long.MinValue, 16 * 1024 * 1024);
    }

    /// <summary>Tells how many bytes 10,000 items of a chain with an edge need, after as many that warm it up.</summary>
    private static async Task<long> AllocatedAsync<T>(Func<T> make)
    {
        int taken = 0;
        long before = 0;
        long after = 0;
        StreamTaskHandle sink = await Engine.StreamAsync(r => r.Spawn(
            r.Spawn(r.Spawn(make, o => o.MaxEvaluations(20_000)), x => x),
            x =>
            {
                if (++taken == 10_000)
                {
                    before = GC.GetTotalAllocatedBytes(precise: true);
                }
                else if (taken == 20_000)
                {
                    after = GC.GetTotalAllocatedBytes(precise: true);
                }
            }));
        await Deadline.Within(sink.WaitAsync());
        return after - before;
    }
}
