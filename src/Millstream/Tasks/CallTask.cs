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

    public override bool IsFusable => _input.IsPlain && _body.IsSynchronous && !Options.HasPolicy && Options.Calls is null;

    public override string BoundaryReason =>
        Options.Calls > 1 ? "parallel" : Options.HasPolicy ? "policy" : _body.IsSynchronous ? "explicit" : "asynchronous";

    public override SpanSink CreateSink(StageWiring wiring) => Limited(_shape.Fused(wiring, _body.Synchronous(wiring)));

    public override StageHead CreateHead(StageWiring wiring)
    {
        InletReader<TIn> reader = _input.Open(wiring);
        int calls = Options.Calls ?? 1;
        if (_body.IsSynchronous && !Options.HasPolicy && calls == 1)
        {
            return new PumpHead<TIn>(reader, (SpanSink<TIn>)CreateSink(wiring));
        }

        if (Options.Evaluations is { } evaluations)
        {
            reader = new LimitedReader<TIn>(reader, evaluations);
        }

        ItemCall<TIn, TMade> call = TaskCalls.Create(wiring.Task, Options, _body.Asynchronous(wiring));
        SpanSink<TMade> sink = _shape.After(wiring);
        return calls == 1
            ? new CallHead<TIn, TMade>(wiring.Task, reader, call, sink)
            : new ParallelHead<TIn, TMade>(wiring.Task, reader, call, sink, calls, !Options.IsUnordered, _body.IsSynchronous);
    }
}
