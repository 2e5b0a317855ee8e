using System.Threading.Channels;

namespace Millstream.Benchmarks.Peers;

/// <summary>The way home for empty arrays: from the sink, which writes, to the source, which reads.</summary>
/// <remarks>Holds no more arrays than the edges and hands of its pipeline, which are bounded.</remarks>
internal sealed class BatchPool<T>(int size)
{
    private readonly Channel<T[]> _home = Channel.CreateUnbounded<T[]>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public int Size { get; } = size;

    public T[] Rent() => _home.Reader.TryRead(out T[]? items) ? items : new T[Size];

    public void Return(T[] items) => _home.Writer.TryWrite(items);
}
