using System.Threading.Tasks.Dataflow;
using Millstream.Benchmarks.Harness;
using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks;

/// <summary>P4: a step that takes a microsecond, run by two workers, its results in the order of its items.</summary>
internal static class P4ParallelMap
{
    private const int Workers = 2;

    public static IReadOnlyList<BenchmarkCase> Cases =>
    [
        new ThroughputCase("P4")
        {
            Items = 500_000,
            Expected = MicrosecondWork.Checksum,
            Reference = "Parallel.For",
            BestOf = ["batches"],
            Variants =
            [
                new("loop", MicrosecondWork.Checksum),
                new("Parallel.For", ParallelFor),
                new("PLINQ", Plinq),
                new(BatchChain.Name(16), items => InTurn.BatchesAsync(items, 16)),
                new(BatchChain.Name(64), items => InTurn.BatchesAsync(items, 64)),
                new(BatchChain.Name(256), items => InTurn.BatchesAsync(items, 256)),
                new("Millstream", items => Flow.Iter(LongWork.Items(items))
                    .Then(MicrosecondWork.Step, o => o.Parallel(Workers)).Reduce(MicrosecondWork.Add, 0L).RunAsync()),
                new("channels", InTurn.ChannelsAsync),
                new("Dataflow", DataflowAsync),
            ],
        },
    ];

    private static long ParallelFor(long items)
    {
        long[] results = new long[items];
        Parallel.For(0, items, new ParallelOptions { MaxDegreeOfParallelism = Workers }, index =>
            results[index] = MicrosecondWork.Step(index));
        return results.Aggregate(0L, MicrosecondWork.Add);
    }

    private static long Plinq(long items)
    {
        // All results at once: with this order and source, PLINQ's merge on the fly takes twice as long.
        long[] results = ParallelEnumerable.Range(0, (int)items).AsOrdered()
            .WithDegreeOfParallelism(Workers).Select(index => MicrosecondWork.Step(index)).ToArray();
        return results.Aggregate(0L, MicrosecondWork.Add);
    }

    private static async Task<long> DataflowAsync(long items)
    {
        long checksum = 0;
        TransformBlock<long, long> step = new(MicrosecondWork.Step, new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = ChannelChain.Capacity,
            MaxDegreeOfParallelism = Workers,
            SingleProducerConstrained = true,
        });
        ActionBlock<long> sink = new(
            result => checksum = MicrosecondWork.Add(checksum, result), DataflowChain.Bounded);
        step.LinkTo(sink, DataflowChain.Propagate);
        await DataflowChain.FillAsync<long, LongWork>(step, items);
        await sink.Completion;
        return checksum;
    }
}
