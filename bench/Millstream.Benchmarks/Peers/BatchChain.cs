using System.Threading.Channels;

namespace Millstream.Benchmarks.Peers;

/// <summary>Tasks joined by channels of arrays, worked on in place: what a good engineer writes by hand for
/// speed.</summary>
internal static class BatchChain
{
    /// <summary>The sizes of batches that are tried, all at a capacity of 1,024 items queued on an edge.</summary>
    public static readonly int[] Sizes = [256, 512, 1_024];

    public static string Name(int size) => $"batches {ChannelChain.Capacity / size}x{size}";

    public static Channel<Batch<T>> Edge<T>(int size) => Channel.CreateBounded<Batch<T>>(
        new BoundedChannelOptions(ChannelChain.Capacity / size) { SingleReader = true, SingleWriter = true });

    /// <summary>Runs a source, a task for each of the steps, and a sum.</summary>
    public static async Task<long> RunAsync<T, TWork, TCode>(long items, TCode[] steps, int size)
        where TWork : struct, IWork<T>
        where TCode : struct, ICode<T>
    {
        BatchPool<T> pool = new(size);
        Task[] tasks = new Task[steps.Length];
        Channel<Batch<T>> first = Edge<T>(size);
        ChannelReader<Batch<T>> last = first.Reader;
        for (int at = 0; at < steps.Length; at++)
        {
            Channel<Batch<T>> next = Edge<T>(size);
            tasks[at] = StepAsync(last, next.Writer, steps[at]);
            last = next.Reader;
        }

        Task<long> sum = SumAsync(last, pool, steps[0]);
        await FillAsync<T, TWork>([first.Writer], pool, items);
        await Task.WhenAll(tasks);
        return await sum;
    }

    /// <summary>Writes the items in batches to the outputs in turn.</summary>
    public static async Task FillAsync<T, TWork>(ChannelWriter<Batch<T>>[] outputs, BatchPool<T> pool, long items)
        where TWork : struct, IWork<T>
    {
        int turn = 0;
        for (long index = 0; index < items; index += pool.Size)
        {
            Batch<T> batch = Filled<T, TWork>(pool, index, items);
            ChannelWriter<Batch<T>> output = outputs[turn];
            turn = turn + 1 == outputs.Length ? 0 : turn + 1;
            if (!output.TryWrite(batch))
            {
                await output.WriteAsync(batch);
            }
        }

        foreach (ChannelWriter<Batch<T>> output in outputs)
        {
            output.Complete();
        }
    }

    public static Batch<T> Filled<T, TWork>(BatchPool<T> pool, long index, long items)
        where TWork : struct, IWork<T>
    {
        Batch<T> batch = new(pool.Rent(), (int)Math.Min(pool.Size, items - index));
        Span<T> span = batch.Span;
        for (int at = 0; at < span.Length; at++)
        {
            span[at] = TWork.Item(index + at);
        }

        return batch;
    }

    public static async Task StepAsync<T, TCode>(
        ChannelReader<Batch<T>> input, ChannelWriter<Batch<T>> output, TCode code)
        where TCode : struct, ICode<T>
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out Batch<T> batch))
            {
                Step(batch.Span, code);
                if (!output.TryWrite(batch))
                {
                    await output.WriteAsync(batch);
                }
            }
        }

        output.Complete();
    }

    /// <summary>Steps in place; a method of its own, so that the code is in registers and not in the task's
    /// state.</summary>
    public static void Step<T, TCode>(Span<T> items, TCode code)
        where TCode : struct, ICode<T>
    {
        foreach (ref T item in items)
        {
            item = code.Step(item);
        }
    }

    public static async Task<long> SumAsync<T, TCode>(ChannelReader<Batch<T>> input, BatchPool<T> pool, TCode code)
        where TCode : struct, ICode<T>
    {
        long sum = 0;
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out Batch<T> batch))
            {
                sum = Sum(sum, batch.Span, code);
                pool.Return(batch.Items);
            }
        }

        return sum;
    }

    private static long Sum<T, TCode>(long sum, Span<T> items, TCode code)
        where TCode : struct, ICode<T>
    {
        foreach (T item in items)
        {
            sum = code.Add(sum, item);
        }

        return sum;
    }
}
