using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>How what a function returns becomes items.</summary>
internal abstract class CallShape<TMade, TOut>
{
    /// <summary>Gets the outlets of a task of this shape.</summary>
    public virtual IReadOnlyList<Port> Outlets { get; } = [Port.Of<TOut>("out")];

    /// <summary>Makes the fused step for a synchronous function.</summary>
    public abstract SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, TMade> function);

    /// <summary>Makes what takes the results of a function that a head calls.</summary>
    public abstract SpanSink<TMade> After(StageWiring wiring);
}

/// <summary>The shapes that a task function may have.</summary>
internal static class CallShapes
{
    /// <summary>It returns an item.</summary>
    public static CallShape<T, T> Item<T>() => ItemShape<T>.Shared;

    /// <summary>It says whether to emit, to leave out, or to end the task.</summary>
    public static CallShape<Step<T>, T> Step<T>() => StepShape<T>.Shared;

    /// <summary>It returns any number of items.</summary>
    public static CallShape<IEnumerable<T>, T> Sequence<T>() => SequenceShape<T>.Shared;

    /// <summary>It returns nothing.</summary>
    public static CallShape<Nothing, Nothing> Sink() => SinkShape.Shared;

    /// <summary>It returns nothing, but may end the task.</summary>
    public static CallShape<Step<Nothing>, Nothing> EndingSink() => EndingSinkShape.Shared;

    /// <summary>It returns nothing; how many calls there were is given on at the end.</summary>
    public static CallShape<Nothing, long> CountedSink() => CountedSinkShape.Shared;

    private sealed class ItemShape<T> : CallShape<T, T>
    {
        public static ItemShape<T> Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, T> function) =>
            new ThenStep<TIn, T>(wiring.Task, function, wiring.Outlet<T>());

        public override SpanSink<T> After(StageWiring wiring) => wiring.Outlet<T>();
    }

    private sealed class StepShape<T> : CallShape<Step<T>, T>
    {
        public static StepShape<T> Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Step<T>> function) =>
            new StepCallStep<TIn, T>(wiring.Task, function, wiring.Outlet<T>());

        public override SpanSink<Step<T>> After(StageWiring wiring) =>
            new UnwrapStep<T>(wiring.Task, wiring.Task.MakeTail(), wiring.Outlet<T>());
    }

    private sealed class SequenceShape<T> : CallShape<IEnumerable<T>, T>
    {
        public static SequenceShape<T> Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, IEnumerable<T>> function) =>
            new FlattenStep<TIn, T>(wiring.Task, function, wiring.Outlet<T>());

        public override SpanSink<IEnumerable<T>> After(StageWiring wiring) =>
            new FlattenStep<IEnumerable<T>, T>(wiring.Task.MakeTail(), static items => items, wiring.Outlet<T>());
    }

    private sealed class SinkShape : CallShape<Nothing, Nothing>
    {
        public static SinkShape Shared { get; } = new();

        public override IReadOnlyList<Port> Outlets => [];

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Nothing> function) =>
            new ThenStep<TIn, Nothing>(wiring.Task, function, new NothingSink());

        public override SpanSink<Nothing> After(StageWiring wiring) => new NothingSink();
    }

    private sealed class CountedSinkShape : CallShape<Nothing, long>
    {
        public static CountedSinkShape Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Nothing> function) =>
            new ThenStep<TIn, Nothing>(wiring.Task, function, After(wiring));

        public override SpanSink<Nothing> After(StageWiring wiring) =>
            new CountStep<Nothing>(wiring.Task.MakeTail(), wiring.Outlet<long>());
    }

    private sealed class EndingSinkShape : CallShape<Step<Nothing>, Nothing>
    {
        public static EndingSinkShape Shared { get; } = new();

        public override IReadOnlyList<Port> Outlets => [];

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Step<Nothing>> function) =>
            new StepCallStep<TIn, Nothing>(wiring.Task, function, new NothingSink());

        public override SpanSink<Step<Nothing>> After(StageWiring wiring) =>
            new UnwrapStep<Nothing>(wiring.Task, wiring.Task.MakeTail(), new NothingSink());
    }
}
