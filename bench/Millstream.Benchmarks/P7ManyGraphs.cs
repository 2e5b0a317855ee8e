using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P7: a chain of 100 tasks (source, 98 steps, sum) takes one item and is torn down, again and again.
/// Counted are graphs: an item here is a graph.</summary>
internal static class P7ManyGraphs
{
    private const int Steps = 98;

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        Case("P7-unfused", "raw channels",
        [
            new("raw channels", graphs => RepeatAsync(graphs, () => ChannelChain.RunAsync<long, LongWork>(1, Steps))),
            new("Millstream", graphs => RepeatMillstreamAsync(graphs, fuse: false)),
            new("Dataflow", graphs => RepeatAsync(graphs, () => DataflowChain.RunAsync<long, LongWork>(1, Steps)))
            {
                Items = 1_000,
            },
        ]),
        Case("P7-fused", "fused enumerables",
        [
            new("fused enumerables", FusedEnumerables) { Items = 50_000 },
            new("Millstream", graphs => RepeatMillstreamAsync(graphs, fuse: true)) { Items = 20_000 },
            new("LINQ", Linq) { Items = 50_000 },
            new("fused asynchronous enumerables", graphs => RepeatAsync(graphs, FusedAsync)) { Items = 20_000 },
        ]),
    ];

    private static ThroughputCase Case(string name, string reference, IReadOnlyList<Variant> variants) => new(name)
    {
        Items = 5_000,
        Expected = graphs => graphs * Steps,
        Reference = reference,
        Variants = variants,
    };

    private static async Task<long> RepeatAsync(long graphs, Func<Task<long>> runAsync)
    {
        long sum = 0;
        for (long graph = 0; graph < graphs; graph++)
        {
            sum += await runAsync();
        }

        return sum;
    }

    private static Task<long> RepeatMillstreamAsync(long graphs, bool fuse)
    {
        Flow<long> flow = Flow.From(0L);
        for (int step = 0; step < Steps; step++)
        {
            flow = flow.Then(x => x + 1);
        }

        FlowValue<long> sum = flow.Reduce((total, x) => total + x, 0L);
        var options = new RunOptions { Fuse = fuse };
        return RepeatAsync(graphs, () => sum.RunAsync(options));
    }

    private static long FusedEnumerables(long graphs)
    {
        long sum = 0;
        for (long graph = 0; graph < graphs; graph++)
        {
            IEnumerable<long> items = LongWork.Items(1);
            for (int step = 0; step < Steps; step++)
            {
                items = Step(items);
            }

            sum += items.Sum();
        }

        return sum;
    }

    private static IEnumerable<long> Step(IEnumerable<long> items)
    {
        foreach (long item in items)
        {
            yield return LongWork.Step(item);
        }
    }

    private static long Linq(long graphs)
    {
        long sum = 0;
        for (long graph = 0; graph < graphs; graph++)
        {
            IEnumerable<long> items = LongWork.Items(1);
            for (int step = 0; step < Steps; step++)
            {
                items = items.Select(LongWork.Step);
            }

            sum += items.Sum();
        }

        return sum;
    }

    private static async Task<long> FusedAsync()
    {
        IAsyncEnumerable<long> items = LongWork.Items(1).ToAsyncEnumerable();
        for (int step = 0; step < Steps; step++)
        {
            items = StepAsync(items);
        }

        long sum = 0;
        await foreach (long item in items)
        {
            sum += item;
        }

        return sum;
    }

    private static async IAsyncEnumerable<long> StepAsync(IAsyncEnumerable<long> items)
    {
        await foreach (long item in items)
        {
            yield return LongWork.Step(item);
        }
    }
}
