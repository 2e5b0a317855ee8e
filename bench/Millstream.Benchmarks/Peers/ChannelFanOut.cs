using System.Threading.Channels;

namespace Millstream.Benchmarks.Peers;

/// <summary>One source, four branches with a step each, then zip or merge: over channels, item by item.</summary>
internal static class ChannelFanOut
{
    private const int Branches = 4;

    public static async Task<long> ZipAsync(long items)
    {
        Channel<long>[] inputs = Edges();
        Channel<long>[] outputs = Edges();
        Task[] steps = [.. inputs.Zip(outputs, (input, output) =>
            ChannelChain.StepAsync<long, LongWork>(input.Reader, output.Writer))];
        Task<long> sum = SumZippedAsync([.. outputs.Select(output => output.Reader)]);
        await BroadcastAsync([.. inputs.Select(input => input.Writer)], items);
        await Task.WhenAll(steps);
        return await sum;
    }

    public static async Task<long> MergeAsync(long items)
    {
        Channel<long>[] inputs = Edges();
        Channel<long> merged = Channel.CreateBounded<long>(
            new BoundedChannelOptions(Branches * ChannelChain.Capacity) { SingleReader = true });
        Task[] steps = [.. inputs.Select(input => StepAsync(input.Reader, merged.Writer))];
        Task<long> sum = ChannelChain.SumAsync<long, LongWork>(merged.Reader);
        await BroadcastAsync([.. inputs.Select(input => input.Writer)], items);
        await Task.WhenAll(steps);
        merged.Writer.Complete();
        return await sum;
    }

    private static Channel<long>[] Edges() =>
        [.. Enumerable.Range(0, Branches).Select(_ => ChannelChain.Edge<long>())];

    private static async Task BroadcastAsync(ChannelWriter<long>[] outputs, long items)
    {
        for (long index = 0; index < items; index++)
        {
            foreach (ChannelWriter<long> output in outputs)
            {
                if (!output.TryWrite(index))
                {
                    await output.WriteAsync(index);
                }
            }
        }

        foreach (ChannelWriter<long> output in outputs)
        {
            output.Complete();
        }
    }

    private static async Task StepAsync(ChannelReader<long> input, ChannelWriter<long> shared)
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out long item))
            {
                long result = LongWork.Step(item);
                if (!shared.TryWrite(result))
                {
                    await shared.WriteAsync(result);
                }
            }
        }
    }

    private static async Task<long> SumZippedAsync(ChannelReader<long>[] inputs)
    {
        long sum = 0;
        while (true)
        {
            long zipped = 0;
            foreach (ChannelReader<long> input in inputs)
            {
                long item;
                while (!input.TryRead(out item))
                {
                    if (!await input.WaitToReadAsync())
                    {
                        return sum;
                    }
                }

                zipped += item;
            }

            sum += zipped;
        }
    }
}
