using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts an edge here: what is before and what is behind run beside each other, with up to <paramref name="capacity"/> items between them.</summary>
    /// <remarks>
    /// <para>Emits: every item, in order; those that the policy drops are counted on the edge.</para>
    /// <para>Backpressure: the source waits while the edge is full, unless the policy says otherwise.</para>
    /// <para>Completes: when the source completes, after the items on the edge.</para>
    /// <para>Fails: when the source fails, after the items on the edge; with the policy to fail, when an item comes to a full edge.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    public static Flow<T> Buffer<T>(this Flow<T> source, int capacity, Overflow overflow = Overflow.Wait)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Flow<T>(new BufferTask<T>(TaskOptions.None.Capacity(capacity).Overflow(overflow)), source.Input);
    }

    private sealed class BufferTask<T>(TaskOptions options) : StepTask<T>("buffer", options, [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new PassSink<T>(wiring.Task, wiring.Outlet<T>());
    }
}
