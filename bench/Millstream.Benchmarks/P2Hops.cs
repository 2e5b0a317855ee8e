using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P2: source, three steps and a sum, each a task of its own, joined by edges of capacity 1,024.</summary>
internal static class P2Hops
{
    private const int Steps = 3;

    private static readonly Func<long, long>[] Longs = [x => x + 1, x => 1 + x, x => x - -1];

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        Case(
            "P2-long",
            [
                .. Peers<long, LongWork>(Longs, (sum, x) => sum + x),
                new("Millstream, of a range", items => MillstreamAsync(Flow.Range(0L, items), Longs, (sum, x) => sum + x)),
            ]),
        Case(
            "P2-records",
            Peers<Reading, ReadingWork>(
                [x => x.Increment(), y => y.Increment(), z => z.Increment()],
                (sum, x) => sum + x.Value)),
    ];

    private static IReadOnlyList<Variant> Peers<T, TWork>(Func<T, T>[] steps, Func<long, T, long> add)
        where TWork : struct, IWork<T>
    {
        LambdaCode<T>[] lambdas = [.. steps.Select(step => new LambdaCode<T>(step, add))];
        InlinedCode<T, TWork>[] inlined = new InlinedCode<T, TWork>[Steps];
        return
        [
            .. BatchChain.Sizes.Select(size => new Variant(
                BatchChain.Name(size),
                items => BatchChain.RunAsync<T, TWork, LambdaCode<T>>(items, lambdas, size))),
            .. BatchChain.Sizes.Select(size => new Variant(
                $"inlined {BatchChain.Name(size)}",
                items => BatchChain.RunAsync<T, TWork, InlinedCode<T, TWork>>(items, inlined, size))),
            new("Millstream", items => MillstreamAsync(Flow.Iter(Items<T, TWork>(items)), steps, add)),
            new("channels", items => ChannelChain.RunAsync<T, TWork>(items, Steps)) { Items = 1_000_000 },
            new("Dataflow", items => DataflowChain.RunAsync<T, TWork>(items, Steps)) { Items = 500_000 },
        ];
    }

    private static Task<long> MillstreamAsync<T>(Flow<T> flow, Func<T, T>[] steps, Func<long, T, long> add)
    {
        foreach (Func<T, T> step in steps)
        {
            flow = flow.Then(step);
        }

        return flow.Reduce(add, 0L).RunAsync(new RunOptions { Fuse = false });
    }

    private static IEnumerable<T> Items<T, TWork>(long items)
        where TWork : struct, IWork<T>
    {
        for (long index = 0; index < items; index++)
        {
            yield return TWork.Item(index);
        }
    }

    private static ThroughputCase Case(string name, IReadOnlyList<Variant> variants) => new(name)
    {
        Items = 10_000_000,
        Expected = items => LongWork.Sum(items, Steps),
        Reference = "best batches",
        BestOf = ["batches", "inlined batches"],
        Variants = variants,
    };
}
