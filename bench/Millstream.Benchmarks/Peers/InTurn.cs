using System.Threading.Channels;

namespace Millstream.Benchmarks.Peers;

/// <summary>Two workers that are given work in turn and asked for results in turn, which keeps the order.</summary>
internal static class InTurn
{
    private const int Workers = 2;

    public static async Task<long> ChannelsAsync(long items)
    {
        Channel<long>[] inputs = [ChannelChain.Edge<long>(), ChannelChain.Edge<long>()];
        Channel<long>[] outputs = [ChannelChain.Edge<long>(), ChannelChain.Edge<long>()];
        Task[] workers = [.. inputs.Zip(outputs, (input, output) =>
            ChannelChain.StepAsync<long, MicrosecondWork>(input.Reader, output.Writer))];
        Task<long> checksum = CollectAsync(outputs);
        for (long index = 0; index < items; index++)
        {
            ChannelWriter<long> input = inputs[index % Workers].Writer;
            if (!input.TryWrite(index))
            {
                await input.WriteAsync(index);
            }
        }

        Array.ForEach(inputs, input => input.Writer.Complete());
        await Task.WhenAll(workers);
        return await checksum;
    }

    public static async Task<long> BatchesAsync(long items, int size)
    {
        BatchPool<long> pool = new(size);
        Channel<Batch<long>>[] inputs = [BatchChain.Edge<long>(size), BatchChain.Edge<long>(size)];
        Channel<Batch<long>>[] outputs = [BatchChain.Edge<long>(size), BatchChain.Edge<long>(size)];
        Task[] workers = [.. inputs.Zip(outputs, (input, output) =>
            BatchChain.StepAsync(input.Reader, output.Writer, default(InlinedCode<long, MicrosecondWork>)))];
        Task<long> checksum = CollectAsync(outputs, pool);
        await BatchChain.FillAsync<long, MicrosecondWork>([.. inputs.Select(input => input.Writer)], pool, items);
        await Task.WhenAll(workers);
        return await checksum;
    }

    private static async Task<long> CollectAsync(Channel<long>[] outputs)
    {
        long checksum = 0;
        for (int turn = 0; ; turn = (turn + 1) % Workers)
        {
            long item;
            while (!outputs[turn].Reader.TryRead(out item))
            {
                if (!await outputs[turn].Reader.WaitToReadAsync())
                {
                    return checksum;
                }
            }

            checksum = MicrosecondWork.Add(checksum, item);
        }
    }

    private static async Task<long> CollectAsync(Channel<Batch<long>>[] outputs, BatchPool<long> pool)
    {
        long checksum = 0;
        for (int turn = 0; ; turn = (turn + 1) % Workers)
        {
            Batch<long> batch;
            while (!outputs[turn].Reader.TryRead(out batch))
            {
                if (!await outputs[turn].Reader.WaitToReadAsync())
                {
                    return checksum;
                }
            }

            foreach (long item in batch.Span)
            {
                checksum = MicrosecondWork.Add(checksum, item);
            }

            pool.Return(batch.Items);
        }
    }
}
