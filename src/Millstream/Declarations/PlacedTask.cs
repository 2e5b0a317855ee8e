using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream;

/// <summary>A declared task at its place in a graph under construction: its outlets as flows.</summary>
public sealed class PlacedTask
{
    private readonly FlowInput[] _outlets;

    /// <summary>The task of a method.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="node">Its node.</param>
    /// <param name="hasOneCall">Whether the method is called once at most, so that an outlet with a mode gives one value.</param>
    internal PlacedTask(TaskDefinition definition, FlowNode node, bool hasOneCall)
    {
        Definition = definition;
        Nodes = [(node, null)];
        Inlets = [.. node.Inputs.Select((_, i) => new FlowTarget(node, i))];
        _outlets =
        [
            .. definition.Descriptor.Outlets.Select((outlet, i) => outlet.Growth is { } growth
                ? PieceFlows.Whole(new FlowInput(node, i), growth, endsWithStream: definition.IsCalledOnce, isValue: hasOneCall)
                : new FlowInput(node, i)),
        ];
        Name = node.Task.Name;
    }

    /// <summary>A graph that stands for a task.</summary>
    /// <param name="definition">The task.</param>
    /// <param name="nodes">The nodes of the graph that were placed, and their ids there.</param>
    /// <param name="inlets">What each inlet of the task reads.</param>
    /// <param name="outlets">Where each outlet of the task is.</param>
    internal PlacedTask(TaskDefinition definition, IReadOnlyList<(FlowNode Node, string? Id)> nodes, FlowInput[] inlets, FlowInput[] outlets)
    {
        Definition = definition;
        Inlets = [.. inlets.Select(i => new FlowTarget(i.Node, 0))];
        Nodes = nodes;
        _outlets = outlets;
        Name = definition.Descriptor.Name;
    }

    /// <summary>Gets the task that was placed.</summary>
    public TaskDefinition Definition { get; }

    /// <summary>Gets the one node of the task, or the nodes of the graph that it is, with their ids in that graph.</summary>
    internal IReadOnlyList<(FlowNode Node, string? Id)> Nodes { get; }

    internal IReadOnlyList<FlowInput> Outlets => _outlets;

    /// <summary>Gets the inlets: those of the node, or what reads in their place in the graph that the task is.</summary>
    internal IReadOnlyList<FlowTarget> Inlets { get; }

    /// <summary>Gets or sets the graph that the task was placed in, and its id there.</summary>
    internal GraphBuilder? Graph { get; set; }

    internal string Id { get => field ?? Name; set; }

    /// <summary>Gives the id, or the name of a task in no graph.</summary>
    public override string ToString() => Id;

    /// <summary>Says whether an inlet was given nothing to read where the task was placed.</summary>
    internal bool IsOpen(InletDescriptor inlet)
    {
        FlowTarget target = Inlets[Definition.Descriptor.Inlets.TakeWhile(i => i != inlet).Count()];
        return target.Node.Task.IsOpen || target.Node.Inputs[target.Inlet].Node.Task.IsOpen;
    }

    private string Name { get; }

    /// <summary>Gives an outlet as a stream.</summary>
    /// <param name="outlet">The outlet's number, in declared order.</param>
    /// <exception cref="ArgumentException">There is no such outlet, or it gives items of another type.</exception>
    public Flow<T> Flow<T>(int outlet = 0)
    {
        FlowInput from = Outlet<T>(outlet);
        return new Flow<T>(from.Node, from.Outlet);
    }

    /// <summary>Gives an outlet of a task that is called once as a single value.</summary>
    /// <inheritdoc cref="Flow{T}(int)"/>
    public FlowValue<T> Value<T>(int outlet = 0)
    {
        FlowInput from = Outlet<T>(outlet);
        return new FlowValue<T>(from.Node, from.Outlet);
    }

    /// <summary>Gives the items for which the task failed for good, as a stream: its outlet <c>error</c>. Reading it means that such an item does not fail the task.</summary>
    /// <exception cref="InvalidOperationException">The task is a graph: each task in it has an outlet <c>error</c> of its own.</exception>
    public Flow<DeadLetter> Errors() => Definition.Graph is null
        ? new(Nodes[0].Node, Nodes[0].Node.Task.Outlets.Count)
        : throw new InvalidOperationException($"'{Name}' is a graph, and has no outlet 'error' of its own. Keep that of a task in it as an output of the graph.");

    /// <summary>Joins the task to the next by what their ports are: ports of the same name and of types that fit; without such, the only two that fit.</summary>
    /// <remarks>Numbers, texts and the like fit anything: they are joined by their names only.</remarks>
    /// <param name="next">The task that takes, placed in the same graph with inlets that nothing feeds.</param>
    /// <returns>The next task.</returns>
    /// <exception cref="GraphConfigurationException">No ports match, or several may be meant; the graph is left as it was.</exception>
    public PlacedTask Then(PlacedTask next)
    {
        ArgumentNullException.ThrowIfNull(next);
        Connecting.Match(this, next);
        return next;
    }

    private FlowInput Outlet<T>(int outlet)
    {
        if ((uint)outlet >= (uint)_outlets.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(outlet), outlet, $"'{Name}' has no outlet of that number. It has {_outlets.Length}, counted from 0.");
        }

        FlowInput from = _outlets[outlet];
        return from.Port.ItemType == typeof(T)
            ? from
            : throw new ArgumentException($"'{Name}.{from.Port.Name}' gives {TypeName.Of(from.Port.ItemType)}, not {TypeName.Of(typeof(T))}.", nameof(outlet));
    }
}
