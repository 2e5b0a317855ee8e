using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task called once for each item, whatever its function returns: an item, a step, or a sequence.</summary>
/// <typeparam name="TIn">What it reads.</typeparam>
/// <typeparam name="TMade">What the function returns.</typeparam>
/// <typeparam name="TOut">What it emits.</typeparam>
internal sealed class CallTask<TIn, TMade, TOut> : TaskBody
{
    private readonly CallInput<TIn> _input;
    private readonly CallBody<TIn, TMade> _body;
    private readonly CallShape<TMade, TOut> _shape;

    /// <summary>Makes a task of a synchronous function of one inlet.</summary>
    public CallTask(string name, TaskOptions options, Func<TIn, TMade> function, CallShape<TMade, TOut> shape)
        : this(name, options, CallInput<TIn>.Plain(), new CallBody<TIn, TMade>(function), shape)
    {
    }

    /// <summary>Makes a task of an asynchronous function of one inlet.</summary>
    public CallTask(
        string name,
        TaskOptions options,
        Func<TIn, CancellationToken, ValueTask<TMade>> function,
        CallShape<TMade, TOut> shape)
        : this(name, options, CallInput<TIn>.Plain(), new CallBody<TIn, TMade>(function), shape)
    {
    }

    /// <summary>Makes a task of what it reads and what it calls.</summary>
    public CallTask(string name, TaskOptions options, CallInput<TIn> input, CallBody<TIn, TMade> body, CallShape<TMade, TOut> shape)
        : base(name, options, input.Ports, shape.Outlets)
    {
        _input = input;
        _body = body;
        _shape = shape;
    }

    /// <summary>Gets the user's method, when the function is around it.</summary>
    public TaskMethod? Called { get; init; }

    public override TaskMethod? Method => Called;

    /// <summary>Gets the graphs that a call may run.</summary>
    public IReadOnlyList<TaskGraph> Runs { get; init; } = [];

    public override IReadOnlyList<TaskGraph> Bodies => Runs;

    public override bool SetsItemsAside => Inlets.Count > 0;

    public override bool IsFusable => _input.IsPlain && _body.IsSynchronous && !Options.HasPolicy && Options.Calls is null && Options.Iterations is null;

    public override string BoundaryReason =>
        Options.Calls > 1 ? "parallel" : Options.HasPolicy ? "policy" : _body.IsSynchronous ? "explicit" : "asynchronous";

    public override SpanSink CreateSink(StageWiring wiring)
    {
        SpanSink<TIn> sink = _shape.Fused(wiring, _body.Synchronous(wiring));
        wiring.Task.Caller = sink as ICallNumber;
        return Limited(sink);
    }

    public override StageHead CreateHead(StageWiring wiring)
    {
        InletReader<TIn> reader = _input.Open(wiring);
        if (Options.Iterations is { } iterations)
        {
            reader = new IterationLimitReader<TIn>(reader, wiring.Task, iterations);
        }

        return _body.IsSynchronous && !Options.HasPolicy && Options.Calls is null or 1
            ? new PumpHead<TIn>(reader, (SpanSink<TIn>)CreateSink(wiring))
            : _shape.Head(wiring, reader, Options, TaskCalls.Create(wiring.Task, Options, Function(wiring)), _body.IsSynchronous);
    }

    private Func<TIn, CancellationToken, ValueTask<TMade>> Function(StageWiring wiring) =>
        Options.HasPolicy ? _shape.Begun(wiring, _body.Asynchronous(wiring)) : _body.Asynchronous(wiring);

    public override bool ReadsTime => _input.ReadsTime;

    public override TaskBody? Lift() => LiftCapturing(origin: null);

    public override TaskBody? LiftCapturing(object? origin) => _input.IsPlain ? _shape.Lift(this, origin) : null;

    public override TaskBody? LiftTimes() => _input.CarriesTimes ? _shape.Lift(this, origin: null) : null;

    public override TaskBody? WithoutOrder() => _shape.MindsOrder
        ? null
        : new CallTask<TIn, TMade, TOut>(Name, Options.Unordered(), _input, _body, _shape) { Called = Called, Runs = Runs };

    /// <summary>Gives the same task over items that carry marks.</summary>
    /// <param name="origin">Under what the index remembers the item that the task was called with; null when nobody asks.</param>
    /// <param name="carry">Puts the marks to what the function made.</param>
    /// <param name="shape">How that becomes items.</param>
    internal CallTask<Marked<TIn>, TCarried, TCarriedOut> Lift<TCarried, TCarriedOut>(
        object? origin, Func<ItemMarks, TMade, TCarried> carry, CallShape<TCarried, TCarriedOut> shape)
    {
        TaskOptions options = Options.FallbackValue is Func<TIn, Exception, TMade> fallback
            ? Options.WithFallback((Marked<TIn> item, Exception error) => Carry(item, fallback(item.Item, error)))
            : Options;
        return new CallTask<Marked<TIn>, TCarried, TCarriedOut>(Name, options, _input.Lift(), _body.Carrying(Carry), shape);

        TCarried Carry(Marked<TIn> item, TMade made) =>
            carry(origin is null ? item.Marks : item.Marks with { Index = item.Index.Capture(origin, item.Item) }, made);
    }
}
