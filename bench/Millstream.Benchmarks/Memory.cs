using System.Reactive.Linq;
using System.Reactive.Threading.Tasks;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>Memory: how far the live heap grows while a million records of 64 bytes pass through three steps.</summary>
internal static class Memory
{
    private const int Steps = 3;

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new MemoryCase("Memory")
        {
            Items = 1_000_000,
            Expected = items => LongWork.Sum(items, Steps),
            Variants =
            [
                new("LINQ", items => HeapProbe.Readings(items)
                    .Select(ReadingWork.Step).Select(ReadingWork.Step).Select(ReadingWork.Step)
                    .Sum(ReadingWork.Value)),
                // Proof that the probe sees what is kept: a million records are 72 MB.
                new("LINQ with a list", items => HeapProbe.Readings(items).ToList()
                    .Select(ReadingWork.Step).Select(ReadingWork.Step).Select(ReadingWork.Step)
                    .Sum(ReadingWork.Value)),
                new("Rx", items => RxSource.Items<Reading, ProbedReadingWork>(items)
                    .Select(ReadingWork.Step).Select(ReadingWork.Step).Select(ReadingWork.Step)
                    .Sum(ReadingWork.Value).ToTask()),
                new(BatchChain.Name(256), items =>
                    BatchChain.RunAsync<Reading, ProbedReadingWork, InlinedCode<Reading, ProbedReadingWork>>(
                        items, new InlinedCode<Reading, ProbedReadingWork>[Steps], 256)),
                new("channels", items => ChannelChain.RunAsync<Reading, ProbedReadingWork>(items, Steps)),
                new("Dataflow", items => DataflowChain.RunAsync<Reading, ProbedReadingWork>(items, Steps)),
            ],
        },
    ];
}
