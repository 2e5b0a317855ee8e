using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A source that walks a sequence, opened anew for each run.</summary>
internal sealed class SequenceTask<T>(string name, TaskOptions options, Func<StageWiring, Func<IEnumerable<T>>> bind)
    : TaskBody(name, options, [], [Out<T>()])
{
    /// <summary>Makes a source that is opened in the same way for each run.</summary>
    public SequenceTask(string name, TaskOptions options, Func<IEnumerable<T>> open)
        : this(name, options, _ => open)
    {
    }

    public TaskMethod? Generator { get; init; }

    public override TaskMethod? Method => Generator;

    public override bool IsFusable => false;

    public override StageHead CreateHead(StageWiring wiring) => new SequenceHead<T>(
        wiring.Task, bind(wiring), Limited(wiring.Outlet<T>()), Options.TimeLimit);
}

/// <summary>A source whose items are there already.</summary>
internal sealed class SliceTask<T>(string name, TaskOptions options, IReadOnlyList<T> items)
    : TaskBody(name, options, [], [Out<T>()]), ILiteralTask
{
    public object Value => items;

    public bool IsStream => true;

    /// <summary>Gets whether the items are a constant that stands in the graph.</summary>
    public bool IsConstant { get; init; }

    public override bool IsPassThrough => IsConstant;

    public override bool IsFusable => false;

    public override bool IsTimeless => IsConstant;

    public override StageHead CreateHead(StageWiring wiring) => new SliceHead<T>(wiring.Task, items, Limited(wiring.Outlet<T>()));
}

/// <summary>A source that walks an asynchronous sequence, opened anew for each run.</summary>
internal sealed class AsyncSequenceTask<T>(string name, TaskOptions options, Func<StageScope, IAsyncEnumerable<T>> open)
    : TaskBody(name, options, [], [Out<T>()])
{
    public TaskMethod? Generator { get; init; }

    public override TaskMethod? Method => Generator;

    public override bool IsFusable => false;

    public override StageHead CreateHead(StageWiring wiring) =>
        AsyncSequenceHead<T>.ForSource(wiring.Task, open, Limited(wiring.Outlet<T>()), Options.TimeLimit);
}

/// <summary>A source that calls its generator with a value of the run, when that is there.</summary>
/// <param name="name">What it is called.</param>
/// <param name="options">Its options.</param>
/// <param name="argument">What gives the value.</param>
/// <param name="head">Makes the head for one run.</param>
internal sealed class ArgumentSourceTask<TArgument, T>(
    string name, TaskOptions options, FlowNode argument, Func<TaskScope, SpanSink<T>, SourceArgument<TArgument>, StageHead> head)
    : TaskBody(name, options, [Port.Of<TArgument>("argument")], [Out<T>()])
{
    public required TaskMethod Generator { get; init; }

    public override TaskMethod? Method => Generator;

    public override bool IsFusable => false;

    public override bool IsSource => true;

    public override int? ValueInlet => 0;

    public override StageHead CreateHead(StageWiring wiring) => head(
        wiring.Task,
        Limited(wiring.Outlet<T>()),
        new SourceArgument<TArgument>(wiring.Task, wiring.Inlet<TArgument>(), () => new EmptyStreamException(Name, argument.Path())));
}
