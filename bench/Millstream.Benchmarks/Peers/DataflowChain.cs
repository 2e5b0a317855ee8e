using System.Threading.Tasks.Dataflow;

namespace Millstream.Benchmarks.Peers;

/// <summary>Tasks as blocks of TPL Dataflow, bounded.</summary>
internal static class DataflowChain
{
    public static readonly DataflowLinkOptions Propagate = new() { PropagateCompletion = true };

    public static readonly ExecutionDataflowBlockOptions Bounded = new()
    {
        BoundedCapacity = ChannelChain.Capacity,
        SingleProducerConstrained = true,
    };

    public static async Task<long> RunAsync<T, TWork>(long items, int steps)
        where TWork : struct, IWork<T>
    {
        long sum = 0;
        ActionBlock<T> sink = new(item => sum += TWork.Value(item), Bounded);
        await FillAsync<T, TWork>(Linked<T, TWork>(steps, sink), items);
        await sink.Completion;
        return sum;
    }

    /// <summary>Gives the first of a number of steps that lead to a sink.</summary>
    public static ITargetBlock<T> Linked<T, TWork>(int steps, ITargetBlock<T> sink)
        where TWork : struct, IWork<T>
    {
        ITargetBlock<T> first = sink;
        for (int at = 0; at < steps; at++)
        {
            TransformBlock<T, T> step = new(TWork.Step, Bounded);
            step.LinkTo(first, Propagate);
            first = step;
        }

        return first;
    }

    public static async Task FillAsync<T, TWork>(ITargetBlock<T> output, long items)
        where TWork : struct, IWork<T>
    {
        for (long index = 0; index < items; index++)
        {
            T item = TWork.Item(index);
            if (!output.Post(item))
            {
                await output.SendAsync(item);
            }
        }

        output.Complete();
    }
}
