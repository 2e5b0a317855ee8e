using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>TG36: graphs of 1,000 tasks, a chain of them and a fan-out to them, each run once for a single value; counted are
/// graphs. TG119: 100,000 integers from a source to a task that reads them, over one edge.</summary>
internal static class TaskGraphSizes
{
    private const int Tasks = 1_000;

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new ThroughputCase("TG36-chain")
        {
            Items = 20,
            Expected = graphs => graphs * Tasks,
            Reference = "raw channels",
            Variants =
            [
                new("raw channels", graphs => RepeatAsync(graphs, () => ChannelChain.RunAsync<long, LongWork>(1, Tasks))),
                new("Millstream", graphs => RepeatAsync(graphs, Chain(), new RunOptions())),
                new("Millstream, not fused", graphs => RepeatAsync(graphs, Chain(), new RunOptions { Fuse = false })),
                new("Millstream, one at a time", graphs => RepeatAsync(graphs, Chain(), new RunOptions { Fuse = false, MaxParallelism = 1 })),
            ],
        },
        new ThroughputCase("TG36-fan")
        {
            Items = 20,
            Expected = graphs => graphs * 2 * Tasks,
            Reference = "tasks of the platform",
            Variants =
            [
                new("tasks of the platform", graphs => RepeatAsync(graphs, FanOfTasksAsync)),
                new("Millstream", graphs => RepeatAsync(graphs, Fan(), new RunOptions())),
                new("Millstream, one at a time", graphs => RepeatAsync(graphs, Fan(), new RunOptions { MaxParallelism = 1 })),
            ],
        },
        new ThroughputCase("TG119-integers")
        {
            Items = 100_000,
            Expected = items => items * (items - 1) / 2,
            Reference = "raw channels",
            Variants =
            [
                new("raw channels", items => ChannelChain.RunAsync<long, LongWork>(items, 0)),
                new("Millstream", items => Integers(items).RunAsync(new RunOptions { Fuse = false })),
                new("Millstream, fused", items => Integers(items).RunAsync()),
                new("Millstream, live", items => Integers(items, isLive: true).RunAsync()),
            ],
        },
    ];

    private static FlowValue<long> Chain()
    {
        Flow<long> flow = Flow.From(0L);
        for (int task = 0; task < Tasks; task++)
        {
            flow = flow.Then(x => x + 1);
        }

        return flow.Reduce((total, x) => total + x, 0L);
    }

    private static FlowValue<long> Fan()
    {
        Flow<long> source = Flow.From(1L);
        return Flow.Merge([.. Enumerable.Range(0, Tasks).Select(_ => source.Then(x => x + 1))]).Reduce((total, x) => total + x, 0L);
    }

    private static async Task<long> FanOfTasksAsync()
    {
        long[] all = await Task.WhenAll(Enumerable.Range(0, Tasks).Select(_ => Task.Run(() => 2L)));
        return all.Sum();
    }

    private static FlowValue<long> Integers(long items, bool isLive = false)
    {
        Flow<long> source = Flow.Range(0L, items);
        return (isLive ? source.Then(PassAsync) : source).Reduce((total, x) => total + x, 0L);
    }

    private static async IAsyncEnumerable<long> PassAsync(IAsyncEnumerable<long> items)
    {
        await foreach (long item in items)
        {
            yield return item;
        }
    }

    private static Task<long> RepeatAsync(long graphs, FlowValue<long> value, RunOptions options) => RepeatAsync(graphs, () => value.RunAsync(options));

    private static async Task<long> RepeatAsync(long graphs, Func<Task<long>> runAsync)
    {
        long sum = 0;
        for (long graph = 0; graph < graphs; graph++)
        {
            sum += await runAsync();
        }

        return sum;
    }
}
