using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task called once for each item, whatever its function returns: an item, a step, or a sequence.</summary>
/// <typeparam name="TIn">What it reads.</typeparam>
/// <typeparam name="TMade">What the function returns.</typeparam>
/// <typeparam name="TOut">What it emits.</typeparam>
internal sealed class CallTask<TIn, TMade, TOut> : TaskBody
{
    private readonly Func<TIn, TMade>? _function;
    private readonly Func<TIn, CancellationToken, ValueTask<TMade>> _asynchronous;
    private readonly CallShape<TMade, TOut> _shape;

    /// <summary>Makes a task of a synchronous function.</summary>
    public CallTask(string name, TaskOptions options, Func<TIn, TMade> function, CallShape<TMade, TOut> shape)
        : this(name, options, (item, _) => new ValueTask<TMade>(function(item)), shape) =>
        _function = function;

    /// <summary>Makes a task of an asynchronous function.</summary>
    public CallTask(
        string name,
        TaskOptions options,
        Func<TIn, CancellationToken, ValueTask<TMade>> function,
        CallShape<TMade, TOut> shape)
        : base(name, options, [In<TIn>()], [Out<TOut>()])
    {
        _asynchronous = function;
        _shape = shape;
    }

    public override bool IsFusable => _function is not null && !Options.HasPolicy && Options.Calls is null;

    public override string BoundaryReason =>
        Options.Calls > 1 ? "parallel" : Options.HasPolicy ? "policy" : _function is null ? "asynchronous" : "explicit";

    public override SpanSink CreateSink(StageWiring wiring) => Limited(wiring, _shape.Fused(wiring, _function!));

    public override StageHead CreateHead(StageWiring wiring)
    {
        InletReader<TIn> reader = wiring.Inlet<TIn>();
        int calls = Options.Calls ?? 1;
        if (_function is not null && !Options.HasPolicy && calls == 1)
        {
            return new PumpHead<TIn>(reader, (SpanSink<TIn>)CreateSink(wiring));
        }

        if (Options.Evaluations is { } evaluations)
        {
            reader = new LimitedReader<TIn>(reader, evaluations);
        }

        ItemCall<TIn, TMade> call = TaskCalls.Create(wiring.Task, Options, _asynchronous);
        SpanSink<TMade> sink = _shape.After(wiring);
        return calls == 1
            ? new CallHead<TIn, TMade>(wiring.Task, reader, call, sink)
            : new ParallelHead<TIn, TMade>(wiring.Task, reader, call, sink, calls, !Options.IsUnordered, _function is not null);
    }

    private SpanSink<TIn> Limited(StageWiring wiring, SpanSink<TIn> sink) =>
        Options.Evaluations is { } evaluations ? new LimitSink<TIn>(sink, evaluations) : sink;
}

/// <summary>How what a function returns becomes items.</summary>
internal abstract class CallShape<TMade, TOut>
{
    /// <summary>Makes the fused step for a synchronous function.</summary>
    public abstract SpanSink<TIn> Fused<TIn>(StageWiring wiring, Func<TIn, TMade> function);

    /// <summary>Makes what takes the results of a function that a head calls.</summary>
    public abstract SpanSink<TMade> After(StageWiring wiring);
}

/// <summary>The shapes that a task function may have.</summary>
internal static class CallShapes
{
    public static CallShape<T, T> Item<T>() => ItemShape<T>.Shared;

    public static CallShape<Step<T>, T> Step<T>() => StepShape<T>.Shared;

    public static CallShape<IEnumerable<T>, T> Sequence<T>() => SequenceShape<T>.Shared;

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
}
