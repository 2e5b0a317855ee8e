using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the last item.</summary>
    /// <remarks>
    /// <para>Emits: the last item, once, when the source has ended.</para>
    /// <para>Backpressure: reads as fast as items come, and keeps one.</para>
    /// <para>Completes: after that item.</para>
    /// <para>Fails: with an <see cref="EmptyStreamException"/> that names the flow, when there was no item.</para>
    /// </remarks>
    public static FlowValue<T> Last<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FlowValue<T>(new LastTask<T>(source.Node.Path), source.Input);
    }

    private sealed class LastTask<T>(Func<string> path) : StepTask<T>("last", TaskOptions.None, [Out<T>()])
    {
        public override bool EmitsAtEnd => true;

        public override SpanSink CreateSink(StageWiring wiring) => new LastStep<T>(wiring.Task, path, wiring.Outlet<T>());

        public override TaskBody Lift() => new LastTask<Marked<T>>(path);
    }

    private sealed class LastStep<T>(TaskScope task, Func<string> path, SpanSink<T> next) : FusedStep<T, T>(task, next)
    {
        private T _last = default!;
        private bool _hasLast;

        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            _last = items[^1];
            _hasLast = true;
            at.Read = items.Length;
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => _hasLast ? TryDeliver(_last) : throw new EmptyStreamException(Task.Name, path());
    }
}
