using System.Threading.Channels;

namespace Millstream.Benchmarks.Peers;

/// <summary>One source, four branches with a step each, then zip or merge: over channels of arrays. Each branch has
/// its own copy, works on it in place, and the sink sends the array home.</summary>
internal static class BatchFanOut
{
    /// <summary>Zips; each branch has its own code, and the sink that of the first.</summary>
    public static async Task<long> ZipAsync<TCode>(long items, TCode[] branches, int size)
        where TCode : struct, IZipCode
    {
        BatchPool<long> pool = new(size);
        Channel<Batch<long>>[] inputs = [.. branches.Select(_ => BatchChain.Edge<long>(size))];
        Channel<Batch<long>>[] outputs = [.. branches.Select(_ => BatchChain.Edge<long>(size))];
        Task[] steps = [.. branches.Select((code, at) =>
            BatchChain.StepAsync(inputs[at].Reader, outputs[at].Writer, code))];
        Task<long> sum = SumZippedAsync([.. outputs.Select(output => output.Reader)], pool, branches[0]);
        await BroadcastAsync([.. inputs.Select(input => input.Writer)], pool, items);
        await Task.WhenAll(steps);
        return await sum;
    }

    /// <summary>Merges; each branch has its own code, and the sink that of the first.</summary>
    public static async Task<long> MergeAsync<TCode>(long items, TCode[] branches, int size)
        where TCode : struct, IZipCode
    {
        BatchPool<long> pool = new(size);
        Channel<Batch<long>>[] inputs = [.. branches.Select(_ => BatchChain.Edge<long>(size))];
        Channel<Batch<long>> merged = Channel.CreateBounded<Batch<long>>(
            new BoundedChannelOptions(branches.Length * ChannelChain.Capacity / size) { SingleReader = true });
        Task[] steps = [.. branches.Select((code, at) => StepAsync(inputs[at].Reader, merged.Writer, code))];
        Task<long> sum = BatchChain.SumAsync(merged.Reader, pool, branches[0]);
        await BroadcastAsync([.. inputs.Select(input => input.Writer)], pool, items);
        await Task.WhenAll(steps);
        merged.Writer.Complete();
        return await sum;
    }

    private static async Task BroadcastAsync(ChannelWriter<Batch<long>>[] outputs, BatchPool<long> pool, long items)
    {
        for (long index = 0; index < items; index += pool.Size)
        {
            // The copies are taken before the first is handed over: its branch works on it in place.
            Batch<long> first = BatchChain.Filled<long, LongWork>(pool, index, items);
            Batch<long> second = Copy(first, pool);
            Batch<long> third = Copy(first, pool);
            Batch<long> fourth = Copy(first, pool);
            await WriteAsync(outputs[0], first);
            await WriteAsync(outputs[1], second);
            await WriteAsync(outputs[2], third);
            await WriteAsync(outputs[3], fourth);
        }

        foreach (ChannelWriter<Batch<long>> output in outputs)
        {
            output.Complete();
        }
    }

    private static ValueTask WriteAsync(ChannelWriter<Batch<long>> output, Batch<long> batch) =>
        output.TryWrite(batch) ? default : output.WriteAsync(batch);

    private static Batch<long> Copy(Batch<long> batch, BatchPool<long> pool)
    {
        Batch<long> copy = new(pool.Rent(), batch.Count);
        batch.Span.CopyTo(copy.Span);
        return copy;
    }

    private static async Task StepAsync<TCode>(
        ChannelReader<Batch<long>> input, ChannelWriter<Batch<long>> shared, TCode code)
        where TCode : struct, ICode<long>
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out Batch<long> batch))
            {
                BatchChain.Step(batch.Span, code);
                await WriteAsync(shared, batch);
            }
        }
    }

    private static async Task<long> SumZippedAsync<TCode>(
        ChannelReader<Batch<long>>[] inputs, BatchPool<long> pool, TCode code)
        where TCode : struct, IZipCode
    {
        long sum = 0;
        Batch<long>[] batches = new Batch<long>[inputs.Length];
        while (true)
        {
            for (int at = 0; at < inputs.Length; at++)
            {
                while (!inputs[at].TryRead(out batches[at]))
                {
                    if (!await inputs[at].WaitToReadAsync())
                    {
                        return sum;
                    }
                }
            }

            sum = SumZipped(sum, batches, code);
            foreach (Batch<long> batch in batches)
            {
                pool.Return(batch.Items);
            }
        }
    }

    /// <summary>Zips four batches, which are equally long because one source cut them.</summary>
    private static long SumZipped<TCode>(long sum, Batch<long>[] batches, TCode code)
        where TCode : struct, IZipCode
    {
        ReadOnlySpan<long> first = batches[0].Span;
        ReadOnlySpan<long> second = batches[1].Span[..first.Length];
        ReadOnlySpan<long> third = batches[2].Span[..first.Length];
        ReadOnlySpan<long> fourth = batches[3].Span[..first.Length];
        for (int at = 0; at < first.Length; at++)
        {
            sum = code.Add(sum, code.Zip(first[at], second[at], third[at], fourth[at]));
        }

        return sum;
    }
}
