using System.Threading.Tasks.Dataflow;

namespace Millstream.Benchmarks.Peers;

/// <summary>One source, four branches with a step each, then zip or merge: as blocks of TPL Dataflow.</summary>
/// <remarks>The source sends to each branch itself, since a <c>BroadcastBlock</c> drops what a full target
/// refuses.</remarks>
internal static class DataflowFanOut
{
    private static readonly GroupingDataflowBlockOptions Joining = new() { BoundedCapacity = ChannelChain.Capacity };

    public static async Task<long> ZipAsync(long items)
    {
        long sum = 0;
        JoinBlock<long, long> left = new(Joining);
        JoinBlock<long, long> right = new(Joining);
        JoinBlock<Tuple<long, long>, Tuple<long, long>> both = new(Joining);
        ActionBlock<Tuple<Tuple<long, long>, Tuple<long, long>>> sink = new(
            four => sum += four.Item1.Item1 + four.Item1.Item2 + four.Item2.Item1 + four.Item2.Item2,
            DataflowChain.Bounded);
        left.LinkTo(both.Target1, DataflowChain.Propagate);
        right.LinkTo(both.Target2, DataflowChain.Propagate);
        both.LinkTo(sink, DataflowChain.Propagate);
        ITargetBlock<long>[] ends = [left.Target1, left.Target2, right.Target1, right.Target2];
        await BroadcastAsync([.. ends.Select(end => DataflowChain.Linked<long, LongWork>(1, end))], items);
        await sink.Completion;
        return sum;
    }

    public static async Task<long> MergeAsync(long items)
    {
        long sum = 0;
        ActionBlock<long> sink = new(item => sum += item, new ExecutionDataflowBlockOptions
        {
            BoundedCapacity = 4 * ChannelChain.Capacity,
        });
        TransformBlock<long, long>[] branches =
        [
            .. Enumerable.Range(0, 4)
                .Select(_ => new TransformBlock<long, long>(LongWork.Step, DataflowChain.Bounded)),
        ];
        foreach (TransformBlock<long, long> branch in branches)
        {
            branch.LinkTo(sink);
        }

        await BroadcastAsync(branches, items);
        await Task.WhenAll(branches.Select(branch => branch.Completion));
        sink.Complete();
        await sink.Completion;
        return sum;
    }

    private static async Task BroadcastAsync(ITargetBlock<long>[] branches, long items)
    {
        for (long index = 0; index < items; index++)
        {
            foreach (ITargetBlock<long> branch in branches)
            {
                if (!branch.Post(index))
                {
                    await branch.SendAsync(index);
                }
            }
        }

        foreach (ITargetBlock<long> branch in branches)
        {
            branch.Complete();
        }
    }
}
