using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>A stream under construction: cold, typed, and immutable.</summary>
/// <remarks>
/// <para>
/// Nothing runs until <c>RunAsync</c>, <c>StartAsync</c> or <c>await foreach</c>; each of these is a run of its own. Operators give another flow and leave this one as it was.
/// A flow used twice inside one run is evaluated once, and every consumer gets every item.
/// </para>
/// <para>
/// It has the pattern that <c>await foreach</c> needs, but is no <see cref="IAsyncEnumerable{T}"/>: otherwise an operator that Millstream lacks would
/// bind to LINQ's and leave the graph without a word. <c>AsAsyncEnumerable()</c> is the way out.
/// </para>
/// </remarks>
public sealed class Flow<T> : FlowOutcome<IReadOnlyList<T>>
{
    internal Flow(TaskBody task, params FlowInput[] inputs)
        : base(new FlowNode(task, inputs), outlet: 0)
    {
    }

    internal Flow(FlowNode node, int outlet)
        : base(node, outlet)
    {
    }

    /// <summary>Runs a task for each item: a method as <c>Then</c> would, a graph as a run of its own inside this one, whose one input is the item.</summary>
    /// <remarks>
    /// <para>Emits: what the body gives for each item, in the order of the items unless <paramref name="options"/> say <c>Unordered</c>. Where <typeparamref name="TResult"/> is a list
    /// of what its outlet gives, one list for each item.</para>
    /// <para>Backpressure: as many items at once as <c>Parallel</c> allows, one unless set; reads the next when there is room.</para>
    /// <para>Completes: when the source completes, after its last item.</para>
    /// <para>Fails: when the body fails for an item, by the policy in <paramref name="options"/>; what runs for other items is ended then.</para>
    /// </remarks>
    /// <param name="body">The task or graph, with one inlet besides one of the type <see cref="Iteration"/>, and one outlet.</param>
    /// <param name="options">Options of the calls.</param>
    /// <param name="batch">How many items one run of the body is given, as a stream; one unless set. The last one may have fewer.</param>
    /// <exception cref="ArgumentException">The body does not take the items, or does not give <typeparamref name="TResult"/>.</exception>
    public Flow<TResult> Map<TResult>(TaskDefinition body, Func<TaskOptions, TaskOptions>? options = null, int batch = 1) =>
        Declarations.MapTask.Over<T, TResult>(this, body, options, batch);

    /// <summary>Tries tasks for each item, one after the other, until one gives its result.</summary>
    /// <inheritdoc cref="TaskDefinition.Fallback(ReadOnlySpan{TaskDefinition})"/>
    public Flow<TResult> Fallback<TResult>(params ReadOnlySpan<TaskDefinition> alternatives) =>
        TaskDefinition.Fallback(alternatives).Place([this]).Flow<TResult>();

    internal override OutputKind Kind => OutputKind.Items;

    /// <summary>The graph whose output is read while it comes.</summary>
    internal TaskGraph? LiveGraph { get; set; }

    internal FlowInput Input => new(Node, OutletIndex);
}

/// <summary>A single value under construction: what <c>Reduce</c>, <c>Join</c>, <c>Count</c> and <c>First</c> give.</summary>
/// <remarks>Cold and immutable like <see cref="Flow{T}"/>. Inside a run it is a stream of one item.</remarks>
public sealed class FlowValue<T> : FlowOutcome<T>
{
    internal FlowValue(TaskBody task, params FlowInput[] inputs)
        : base(new FlowNode(task, inputs) { IsValue = true }, outlet: 0)
    {
    }

    internal FlowValue(FlowNode node, int outlet)
        : base(node, outlet)
    {
    }

    /// <summary>Runs a task with the value, which is a graph or declared: <c>Then</c> for those.</summary>
    /// <inheritdoc cref="Flow{T}.Map{TResult}"/>
    public FlowValue<TResult> Map<TResult>(TaskDefinition body, Func<TaskOptions, TaskOptions>? options = null) =>
        TaskDefinition.Map(body).Place([this], options: options).Value<TResult>();

    internal override OutputKind Kind => OutputKind.Value;

    internal FlowInput Input => new(Node, OutletIndex);
}

/// <summary>Where an inlet of a node reads.</summary>
internal readonly record struct FlowInput(FlowNode Node, int Outlet)
{
    /// <summary>Gets the outlet: one of the task's, or the one behind those, which every task has for its errors.</summary>
    public Port Port => Outlet == Node.Task.Outlets.Count ? Port.Of<DeadLetter>(DeadLetterTask.ErrorOutlet) : Node.Task.Outlets[Outlet];
}

/// <summary>An inlet of a node under construction.</summary>
internal readonly record struct FlowTarget(FlowNode Node, int Inlet)
{
    public Port Port => Node.Task.IsOpen ? Node.Task.Outlets[0] : Node.Task.Inlets[Inlet];
}

/// <summary>A task in a chain under construction, and what it reads. Shared; what it does is never changed.</summary>
internal sealed class FlowNode(TaskBody task, FlowInput[] inputs)
{
    public TaskBody Task => task;

    public IReadOnlyList<FlowInput> Inputs => inputs;

    /// <summary>Gets whether the task gives one item only.</summary>
    public bool IsValue { get; init; }

    /// <summary>Gets the node that this one is a copy of, for what knows that one; itself where it is no copy.</summary>
    public FlowNode Origin { get => field ?? this; init; }

    /// <summary>Gets the node that the user holds, where the graph's edges made this one of it.</summary>
    public FlowNode Held { get => field ?? this; init; }

    /// <summary>Gets the groups that the node stands in, in the graph that it was copied from.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Gets how the edges to some inlets shall be, where the task does not say it; empty where it says it for all.</summary>
    public IReadOnlyList<EdgeOptions?> Edges { get; init; } = [];

    /// <summary>Gets or sets the node that gives the pieces of the values that this one makes whole; null until somebody reads them. One for all of them.</summary>
    public FlowNode? Pieces { get; set; }

    /// <summary>Gets how a declared task came to stand here; null for an operator.</summary>
    public NodePlacing? Placing { get; init; }

    /// <summary>Names the flow that ends here, for errors: its tasks from the source on, as <c>Rows -> Parse -> where</c>.</summary>
    public string Path() => Path(this, depth: 0);

    private static string Path(FlowNode last, int depth)
    {
        const int LongestPath = 12;
        const int DeepestPath = 3;
        var names = new List<string>();
        FlowNode node = last;
        for (; node.Inputs.Count == 1; node = node.Inputs[0].Node)
        {
            names.Add(node.Task.Name);
        }

        names.Add(node.Task.Name);
        names.Reverse();
        if (names.Count > LongestPath)
        {
            names.RemoveRange(LongestPath / 2, names.Count - LongestPath);
            names.Insert(LongestPath / 2, "…");
        }

        string path = string.Join(" -> ", names);
        if (node.Inputs.Count == 0)
        {
            return path;
        }

        string inputs = depth == DeepestPath ? "…" : string.Join(", ", node.Inputs.Select(i => Path(i.Node, depth + 1)));
        return $"({inputs}) -> {path}";
    }
}
