using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Folds all items into one value, one after the other: <c>Reduce</c> for LINQ hands.</summary>
    /// <remarks>
    /// <para>Emits: the state, once, when the source has ended; the seed when there was no item.</para>
    /// <para>Backpressure: reads as fast as <paramref name="fold"/> runs.</para>
    /// <para>Completes: after the state.</para>
    /// <para>Fails: with what <paramref name="fold"/> throws, naming the item.</para>
    /// </remarks>
    public static FlowValue<TState> Aggregate<T, TState>(
        this Flow<T> source, TState seed, Func<TState, T, TState> fold, Func<TaskOptions, TaskOptions>? options = null) =>
        Reduce(source, fold, seed, options);

    /// <summary>Folds all items into one value of their own kind, beginning with the first.</summary>
    /// <remarks>
    /// <para>Emits: the state, once, when the source has ended; a single item as it is.</para>
    /// <para>Backpressure: reads as fast as <paramref name="fold"/> runs.</para>
    /// <para>Completes: after the state.</para>
    /// <para>Fails: with what <paramref name="fold"/> throws, naming the item; with an <see cref="EmptyStreamException"/> when there was no item.</para>
    /// </remarks>
    public static FlowValue<T> Aggregate<T>(
        this Flow<T> source, Func<T, T, T> fold, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        return new FlowValue<T>(
            new AggregateTask<T>(MethodName.Of(fold, "aggregate"), TaskOptions.From(options), fold, source.Node.Path), source.Input);
    }

    private sealed class AggregateTask<T>(string name, TaskOptions options, Func<T, T, T> fold, Func<string> path)
        : StepTask<T>(name, options.InOrder(name), [Out<T>()])
    {
        public override bool EmitsAtEnd => true;

        public override SpanSink CreateSink(StageWiring wiring) =>
            new AggregateStep<T>(wiring.Task, fold, path, wiring.Outlet<T>());
    }

    private sealed class AggregateStep<T>(TaskScope task, Func<T, T, T> fold, Func<string> path, SpanSink<T> next)
        : FusedStep<T, T>(task, next)
    {
        private T _state = default!;
        private bool _hasState;

        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            for (int i = at.Read; i < items.Length; i++)
            {
                at.Read = i;
                _state = _hasState ? fold(_state, items[i]) : items[i];
                _hasState = true;
            }

            at.Read = items.Length;
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => _hasState ? TryDeliver(_state) : throw new EmptyStreamException(Task.Name, path());
    }
}
