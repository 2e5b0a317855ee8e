using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P6: bytes allocated for each item in the steady state, by the pipelines of P1 and P2 over
/// numbers.</summary>
internal static class P6Allocation
{
    private const int Steps = 3;

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new ThroughputCase("P6")
        {
            Items = 10_000_000,
            Expected = items => LongWork.Sum(items, Steps),
            Reference = "channels",
            SteadyState = true,
            Variants =
            [
                .. P1FusedChain.Chains(new P1FusedChain.Steps(x => x + 1, x => x + 1, x => x + 1)),
                new("Millstream, unfused", items => Flow.Iter(LongWork.Items(items))
                    .Then(x => x + 1).Then(x => x + 1).Then(x => x + 1).Reduce((sum, x) => sum + x, 0L)
                    .RunAsync(new RunOptions { Fuse = false })),
                new(BatchChain.Name(512), items => BatchChain.RunAsync<long, LongWork, InlinedCode<long, LongWork>>(
                    items, new InlinedCode<long, LongWork>[Steps], 512)),
                new("channels", items => ChannelChain.RunAsync<long, LongWork>(items, Steps)) { Items = 1_000_000 },
                new("Dataflow", items => DataflowChain.RunAsync<long, LongWork>(items, Steps)) { Items = 500_000 },
            ],
        },
    ];
}
