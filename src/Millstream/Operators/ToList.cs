using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts all items into one list, as a value that other tasks may take.</summary>
    /// <remarks>
    /// <para>Emits: the list, once, when the source has ended; an empty one when there was no item.</para>
    /// <para>Backpressure: reads as fast as items come.</para>
    /// <para>Completes: after the list.</para>
    /// <para>Fails: never by itself.</para>
    /// <para>Buffers: every item.</para>
    /// </remarks>
    public static FlowValue<IReadOnlyList<T>> ToList<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FlowValue<IReadOnlyList<T>>(new ToListTask<T>(), source.Input);
    }

    private sealed class ToListTask<T>() : StepTask<T>("toList", TaskOptions.None, [Out<IReadOnlyList<T>>()])
    {
        public override bool EmitsAtEnd => true;

        public override SpanSink CreateSink(StageWiring wiring) =>
            new ToListStep<T>(wiring.Task, wiring.Outlet<IReadOnlyList<T>>());
    }

    private sealed class ToListStep<T>(TaskScope task, SpanSink<IReadOnlyList<T>> next)
        : FusedStep<T, IReadOnlyList<T>>(task, next)
    {
        private readonly List<T> _items = [];

        protected override void Run(ReadOnlySpan<T> items, Span<IReadOnlyList<T>> to, ref StepCursor at)
        {
            _items.AddRange(items);
            at.Read = items.Length;
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => TryDeliver(_items);
    }
}
