using System.Threading.Channels;

namespace Millstream.Benchmarks.Peers;

/// <summary>Tasks joined by tuned channels, item by item: bounded, one reader, one writer, drained with
/// TryRead.</summary>
internal static class ChannelChain
{
    public const int Capacity = 1_024;

    public static Channel<T> Edge<T>(bool synchronous = false) =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(Capacity)
        {
            SingleReader = true,
            SingleWriter = true,
            AllowSynchronousContinuations = synchronous,
        });

    public static async Task<long> RunAsync<T, TWork>(long items, int steps)
        where TWork : struct, IWork<T>
    {
        Task[] tasks = new Task[steps];
        Channel<T> first = Edge<T>();
        ChannelReader<T> last = first.Reader;
        for (int at = 0; at < steps; at++)
        {
            Channel<T> next = Edge<T>();
            tasks[at] = StepAsync<T, TWork>(last, next.Writer);
            last = next.Reader;
        }

        Task<long> sum = SumAsync<T, TWork>(last);
        await FillAsync<T, TWork>(first.Writer, items);
        await Task.WhenAll(tasks);
        return await sum;
    }

    public static async Task FillAsync<T, TWork>(ChannelWriter<T> output, long items)
        where TWork : struct, IWork<T>
    {
        for (long index = 0; index < items; index++)
        {
            T item = TWork.Item(index);
            if (!output.TryWrite(item))
            {
                await output.WriteAsync(item);
            }
        }

        output.Complete();
    }

    public static async Task StepAsync<T, TWork>(ChannelReader<T> input, ChannelWriter<T> output)
        where TWork : struct, IWork<T>
    {
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out T? item))
            {
                T result = TWork.Step(item);
                if (!output.TryWrite(result))
                {
                    await output.WriteAsync(result);
                }
            }
        }

        output.Complete();
    }

    public static async Task<long> SumAsync<T, TWork>(ChannelReader<T> input)
        where TWork : struct, IWork<T>
    {
        long sum = 0;
        while (await input.WaitToReadAsync())
        {
            while (input.TryRead(out T? item))
            {
                sum += TWork.Value(item);
            }
        }

        return sum;
    }
}
