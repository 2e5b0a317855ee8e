using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>How what a function returns becomes items.</summary>
internal abstract class CallShape<TMade, TOut>
{
    /// <summary>Gets the outlets of a task of this shape.</summary>
    public virtual IReadOnlyList<Port> Outlets { get; } = [Port.Of<TOut>("out")];

    /// <summary>Gets whether what the function returns may depend on the calls before it.</summary>
    public virtual bool MindsOrder => false;

    /// <summary>Makes the fused step for a synchronous function.</summary>
    public abstract SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, TMade> function);

    /// <summary>Makes the head that calls the function for the items of a reader, with what takes its results.</summary>
    public abstract StageHead Head<TIn>(StageWiring wiring, InletReader<TIn> reader, TaskOptions options, ItemCall<TIn, TMade> call, bool mayBlock);

    /// <summary>Gives a function that does within the call all that can be repeated with it.</summary>
    public virtual Func<TIn, CancellationToken, ValueTask<TMade>> Begun<TIn>(StageWiring wiring, Func<TIn, CancellationToken, ValueTask<TMade>> function) => function;

    /// <summary>Gives a task of this shape over items with marks; null where nothing is emitted.</summary>
    public virtual TaskBody? Lift<TIn>(CallTask<TIn, TMade, TOut> task, object? origin) => null;
}

/// <summary>A shape whose results are taken as they are, whatever item they were made of.</summary>
internal abstract class DirectShape<TMade, TOut> : CallShape<TMade, TOut>
{
    public sealed override StageHead Head<TIn>(
        StageWiring wiring, InletReader<TIn> reader, TaskOptions options, ItemCall<TIn, TMade> call, bool mayBlock) =>
        TaskCalls.Head(wiring.Task, reader, options, call, After(wiring), mayBlock);

    /// <summary>Makes what takes the results of a function that a head calls.</summary>
    protected abstract SpanSink<TMade> After(StageWiring wiring);
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

    /// <summary>It returns the pieces of one value.</summary>
    public static CallShape<IEnumerable<T>, Piece<T>> Pieces<T>() => PiecesShape<T>.Shared;

    /// <summary>It returns nothing.</summary>
    public static CallShape<Nothing, Nothing> Sink() => SinkShape.Shared;

    /// <summary>It returns nothing, but may end the task.</summary>
    public static CallShape<Step<Nothing>, Nothing> EndingSink() => EndingSinkShape.Shared;

    /// <summary>It returns nothing; how many calls there were is given on at the end.</summary>
    public static CallShape<Nothing, long> CountedSink() => CountedSinkShape.Shared;

    private sealed class ItemShape<T> : DirectShape<T, T>
    {
        public static ItemShape<T> Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, T> function) =>
            new ThenStep<TIn, T>(wiring.Task, function, wiring.Outlet<T>());

        protected override SpanSink<T> After(StageWiring wiring) => wiring.Outlet<T>();

        public override TaskBody Lift<TIn>(CallTask<TIn, T, T> task, object? origin) =>
            task.Lift(origin, static (marks, item) => new Marked<T>(item, marks), Item<Marked<T>>());
    }

    private sealed class StepShape<T> : DirectShape<Step<T>, T>
    {
        public static StepShape<T> Shared { get; } = new();

        // A step may end the task: what comes behind it is not emitted.
        public override bool MindsOrder => true;

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Step<T>> function) =>
            new StepCallStep<TIn, T>(wiring.Task, function, wiring.Outlet<T>());

        protected override SpanSink<Step<T>> After(StageWiring wiring) =>
            new UnwrapStep<T>(wiring.Task, wiring.Task.MakeTail(), wiring.Outlet<T>());

        public override TaskBody Lift<TIn>(CallTask<TIn, Step<T>, T> task, object? origin) =>
            task.Lift(origin, static (marks, step) => step.Carrying(marks), Step<Marked<T>>());
    }

    private sealed class SequenceShape<T> : CallShape<IEnumerable<T>, T>
    {
        public static SequenceShape<T> Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, IEnumerable<T>> function) =>
            new FlattenStep<TIn, T>(wiring.Task, function, wiring.Outlet<T>());

        // A sequence may fail while it is walked: its error names the item that it was made of.
        public override StageHead Head<TIn>(
            StageWiring wiring, InletReader<TIn> reader, TaskOptions options, ItemCall<TIn, IEnumerable<T>> call, bool mayBlock) => TaskCalls.Head(
                wiring.Task,
                reader,
                options,
                new NumberedCall<TIn, IEnumerable<T>>(call),
                new FlattenStep<Numbered<TIn, IEnumerable<T>>, T>(wiring.Task.MakeTail(), static call => call.Made, wiring.Outlet<T>()),
                mayBlock);

        public override Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> Begun<TIn>(
            StageWiring wiring, Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> function) => BegunSequences<T>.Of(wiring, function);

        // A method that gave null is told so by the step that takes its sequence.
        public override TaskBody Lift<TIn>(CallTask<TIn, IEnumerable<T>, T> task, object? origin) => task.Lift(
            origin,
            static (marks, items) => items is null ? null! : Children(marks, items),
            Sequence<Marked<T>>());

        private static IEnumerable<Marked<T>> Children(ItemMarks marks, IEnumerable<T> items)
        {
            long number = 0;
            foreach (T item in items)
            {
                yield return new Marked<T>(item, marks.Child(number++));
            }
        }
    }

    private sealed class PiecesShape<T> : CallShape<IEnumerable<T>, Piece<T>>
    {
        public static PiecesShape<T> Shared { get; } = new();

        // Values are numbered.
        public override bool MindsOrder => true;

        public override Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> Begun<TIn>(
            StageWiring wiring, Func<TIn, CancellationToken, ValueTask<IEnumerable<T>>> function) => BegunSequences<T>.Of(wiring, function);

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, IEnumerable<T>> function)
        {
            var numbered = new NumberedPieces<T>();
            return new FlattenStep<TIn, Piece<T>>(wiring.Task, item => numbered.Of(function(item)), wiring.Outlet<Piece<T>>());
        }

        public override StageHead Head<TIn>(
            StageWiring wiring, InletReader<TIn> reader, TaskOptions options, ItemCall<TIn, IEnumerable<T>> call, bool mayBlock)
        {
            var numbered = new NumberedPieces<T>();
            return TaskCalls.Head(
                wiring.Task,
                reader,
                options,
                new NumberedCall<TIn, IEnumerable<T>>(call),
                new FlattenStep<Numbered<TIn, IEnumerable<T>>, Piece<T>>(wiring.Task.MakeTail(), made => numbered.Of(made.Made), wiring.Outlet<Piece<T>>()),
                mayBlock);
        }
    }

    private sealed class SinkShape : DirectShape<Nothing, Nothing>
    {
        public static SinkShape Shared { get; } = new();

        public override IReadOnlyList<Port> Outlets => [];

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Nothing> function) =>
            new ThenStep<TIn, Nothing>(wiring.Task, function, wiring.NoOutlet());

        protected override SpanSink<Nothing> After(StageWiring wiring) => wiring.NoOutlet();
    }

    private sealed class CountedSinkShape : DirectShape<Nothing, long>
    {
        public static CountedSinkShape Shared { get; } = new();

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Nothing> function) =>
            new ThenStep<TIn, Nothing>(wiring.Task, function, After(wiring));

        protected override SpanSink<Nothing> After(StageWiring wiring) =>
            new CountStep<Nothing>(wiring.Task.MakeTail(), wiring.Outlet<long>());
    }

    private sealed class EndingSinkShape : DirectShape<Step<Nothing>, Nothing>
    {
        public static EndingSinkShape Shared { get; } = new();

        public override IReadOnlyList<Port> Outlets => [];

        public override SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, Step<Nothing>> function) =>
            new StepCallStep<TIn, Nothing>(wiring.Task, function, wiring.NoOutlet());

        protected override SpanSink<Step<Nothing>> After(StageWiring wiring) =>
            new UnwrapStep<Nothing>(wiring.Task, wiring.Task.MakeTail(), wiring.NoOutlet());
    }
}
