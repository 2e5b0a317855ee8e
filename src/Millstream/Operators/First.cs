using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the first item; the source is then told that nobody reads any more, and is disposed.</summary>
    /// <remarks>
    /// <para>Emits: the first item, once, as soon as it has come.</para>
    /// <para>Backpressure: reads one item.</para>
    /// <para>Completes: after that item.</para>
    /// <para>Fails: with an <see cref="EmptyStreamException"/> that names the flow, when the source completes without an item.</para>
    /// </remarks>
    public static FlowValue<T> First<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new FlowValue<T>(new FirstTask<T>(source.Node.Path), source.Input);
    }

    private sealed class FirstTask<T>(Func<string> path) : StepTask<T>("first", TaskOptions.None, [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new FirstStep<T>(
            wiring.Task, task => throw new EmptyStreamException(task.Name, path()), wiring.Outlet<T>());

        public override TaskBody Lift() => new FirstTask<Marked<T>>(path);
    }

    private sealed class FirstStep<T>(TaskScope task, Func<TaskScope, T> otherwise, SpanSink<T> next) : FusedStep<T, T>(task, next)
    {
        public override int Reserve() => Math.Min(base.Reserve(), 1);

        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            to[0] = items[0];
            at.Written = 1;
            Close();
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => TryDeliver(otherwise(Task));
    }
}
