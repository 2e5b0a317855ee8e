using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Supplies;

namespace Millstream.Tasks;

/// <summary>A task that Millstream can run: it makes the step or the head that stands for it in a stage.</summary>
internal abstract class TaskBody : GraphTask
{
    private protected TaskBody(string name, TaskOptions options, IReadOnlyList<Port> inlets, IReadOnlyList<Port> outlets)
        : base(options.Name ?? name, inlets, outlets) =>
        Options = options;

    public TaskOptions Options { get; }

    /// <summary>Gets whether the task may run inside the stage that feeds its one inlet.</summary>
    public abstract bool IsFusable { get; }

    /// <summary>Gets whether the task makes its items itself: it is the first to end when a run is drained, and has made all of them when it ends.</summary>
    public virtual bool IsSource => Inlets.Count == 0;

    /// <summary>Gets whether the task begins with the run, and not with the first that comes on its inlets.</summary>
    public virtual bool BeginsWithRun => false;

    /// <summary>Gets whether an outlet may turn out not to be taken: what reads it is a stage of its own, which then never starts.</summary>
    public virtual bool IsConditional => false;

    /// <summary>Gets whether the task only passes on what is there already, an input, a constant, the pieces of a value: no task to whoever counts tasks or work.</summary>
    public virtual bool IsPassThrough => false;

    /// <summary>Gets how much the task counts in the progress of its run.</summary>
    public double ProgressWeight => IsPassThrough ? 0 : Options.ProgressWeight;

    /// <summary>Gets why the task begins a stage, for whoever reads the plan.</summary>
    public virtual string BoundaryReason => IsSource ? "source" : "asynchronous";

    /// <summary>Makes what drives a stage that begins with this task.</summary>
    public abstract StageHead CreateHead(StageWiring wiring);

    /// <summary>Makes the step that takes the items of the one inlet, for a task that is fused.</summary>
    public virtual SpanSink CreateSink(StageWiring wiring) => throw new InvalidOperationException($"'{Name}' cannot be fused.");

    /// <summary>Gets the user's method, where its parameters matter: the keys of saves may name them.</summary>
    public virtual TaskMethod? Method => null;

    /// <summary>
    /// Gives the same task for items that carry their marks, or null when the task makes new items, which count from 0.
    /// </summary>
    public virtual TaskBody? Lift() => null;

    /// <summary>
    /// Gives the task for items that carry their times, where it makes new items: each has the newest time among those it was made of. Null when the task cannot tell; its items
    /// then have the newest time that it has read.
    /// </summary>
    public virtual TaskBody? LiftTimes() => null;

    /// <summary>Gets whether the task is given the time with each item: it stands in a graph in its lifted form only.</summary>
    public virtual bool ReadsTime => false;

    /// <summary>Gets whether the task gives its items times of its own, whatever they had before.</summary>
    public virtual bool SetsTime => false;

    /// <summary>Gets whether the items have no time: constants, which are as old as anything.</summary>
    public virtual bool IsTimeless => false;

    /// <summary>As <see cref="Lift"/>, and the index remembers what the task was called with, under <paramref name="origin"/>.</summary>
    public virtual TaskBody? LiftCapturing(object origin) => Lift();

    /// <summary>Gets whether the task is given the index with each item: it stands in a graph in its lifted form only.</summary>
    public virtual bool ReadsIndex => false;

    /// <summary>Gets the tasks before this one of which it needs to know what they were called with.</summary>
    public virtual IEnumerable<FlowNode> Captures => [];

    /// <summary>Gets the inlet whose one item the task needs before it reads the others, if it has such a one.</summary>
    public virtual int? ValueInlet => null;

    /// <summary>Gives how the edge to an inlet shall be.</summary>
    public virtual EdgeOptions EdgeOf(int inlet) => Options.Edge;

    /// <summary>Says whether the task reads an inlet in a run: who feeds an inlet that it does not read has no reader there.</summary>
    public virtual bool Reads(int inlet, RunScope run) => true;

    /// <summary>Gets whether the task gives nothing before its input has ended.</summary>
    public virtual bool EmitsAtEnd => false;

    /// <summary>Gets whether the task gives the same whatever the order in which its items come.</summary>
    public virtual bool TakesAnyOrder => false;

    /// <summary>Gives the same task where nobody minds the order of its output, or null when its input must keep its order all the same.</summary>
    public virtual TaskBody? WithoutOrder() => null;

    /// <summary>Gets the task as it was written: what its outlets give is what a run keeps of an output.</summary>
    public virtual TaskBody Shown => this;

    /// <summary>Gets the task as the flow has it, whatever a graph has put around it.</summary>
    public virtual TaskBody Written => this;

    /// <summary>Gets whether the task may need something of whoever runs it.</summary>
    public virtual bool MayNeed => !Options.Supplies.IsNone;

    /// <summary>Gets the graphs that the task runs inside it.</summary>
    public virtual IReadOnlyList<TaskGraph> Bodies => [];

    internal sealed override IReadOnlyList<TaskGraph> Inside => Written.Bodies;

    /// <summary>Gives what the task needs of whoever runs it.</summary>
    public virtual SupplyNeeds NeedsWith(TaskImplementations? implementations) => Options.Supplies;

    /// <summary>Gets whether this is no task, but stands for what an inlet will read.</summary>
    public virtual bool IsOpen => false;

    /// <summary>Gets whether the outlets are branches of which an item takes one.</summary>
    public virtual bool IsCondition => false;

    /// <summary>Gets whether the task is called once and reads its inlets by itself: it is called even where they fail.</summary>
    public virtual bool IsLive => false;

    /// <summary>Gets whether a failure of the task is that of one item, which can be set aside: the task may have dead letters.</summary>
    public virtual bool SetsItemsAside => false;

    /// <summary>Lets no more items pass to <paramref name="sink"/> than the task may have evaluations.</summary>
    protected SpanSink<T> Limited<T>(SpanSink<T> sink) =>
        Options.Evaluations is { } evaluations ? new LimitSink<T>(sink, evaluations) : sink;

    protected static Port In<T>(string name = "in") => Port.Of<T>(name);

    protected static Port Out<T>(string name = "out") => Port.Of<T>(name);
}

/// <summary>A synchronous task with one inlet: fused with what feeds it unless its options ask for an edge.</summary>
internal abstract class StepTask<TIn>(string name, TaskOptions options, IReadOnlyList<Port> outlets)
    : TaskBody(name, options, [In<TIn>()], outlets)
{
    public override bool IsFusable => Options.Calls is null;

    public override string BoundaryReason => "explicit";

    public sealed override StageHead CreateHead(StageWiring wiring) =>
        new PumpHead<TIn>(wiring.Inlet<TIn>(), (SpanSink<TIn>)CreateSink(wiring));
}
