using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Joins the tasks of a graph by the names of their ports.</summary>
public static class Connecting
{
    /// <summary>Places a task whose inlets are joined to outlets by <c>Connect</c>; an optional inlet that is not has its default.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="task">The task.</param>
    /// <param name="id">The node's id.</param>
    /// <param name="settings">The settings; those of a new settings object unless given.</param>
    /// <param name="options">How the task runs; added to what the task's attribute says.</param>
    public static PlacedTask Add(
        this GraphBuilder graph, TaskDefinition task, string id, object? settings = null, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        return graph.Add(task, OpenInputs(task), id, settings, options);
    }

    /// <summary>Makes what stands for the inputs of a task until edges do.</summary>
    internal static TaskInput[] OpenInputs(TaskDefinition task) =>
        [.. task.Descriptor.Inlets.Select(i => new TaskInput(new FlowInput(new FlowNode(new OpenInletTask(i), []), 0), isValue: false))];

    /// <summary>Joins an outlet to an inlet by an edge that holds <paramref name="capacity"/> items.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="from">The outlet: <c>node.outlet</c>, or the node alone when it has one outlet.</param>
    /// <param name="to">The inlet: <c>node.inlet</c>, or the node alone when it has one inlet.</param>
    /// <param name="capacity">1 or more.</param>
    public static GraphBuilder Connect(this GraphBuilder graph, string from, string to, int capacity)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Connect(from, to, new EdgeOptions { Capacity = capacity });
    }

    /// <summary>Lets several edges lead to an inlet, and says how they are read.</summary>
    /// <param name="graph">The graph under construction.</param>
    /// <param name="inlet">The inlet: <c>node.inlet</c>, or the node alone when it has one inlet.</param>
    /// <param name="how">How they are read.</param>
    public static GraphBuilder Merge(this GraphBuilder graph, string inlet, Merge how)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentException.ThrowIfNullOrWhiteSpace(inlet);
        TaskPlacing.FlowsOf(graph).Merge(inlet, how);
        return graph;
    }

    /// <summary>Joins two tasks by what their ports are.</summary>
    internal static void Match(PlacedTask task, PlacedTask next)
    {
        if (task.Graph is null || task.Graph != next.Graph)
        {
            throw new ArgumentException($"'{next}' and '{task}' are not placed in one graph. Place both with Add, in the same GraphBuilder.", nameof(next));
        }

        (OutletDescriptor Outlet, InletDescriptor Inlet)[] fitting =
        [
            .. from outlet in task.Definition.Descriptor.Outlets
               from inlet in next.Definition.Descriptor.Inlets.Where(next.IsOpen)
               where Connections.Fits(outlet.Port, inlet)
               select (outlet, inlet),
        ];
        (OutletDescriptor Outlet, InletDescriptor Inlet)[] meant = [.. fitting.Where(p => p.Outlet.Name == p.Inlet.Name)];
        if (meant.Length == 0)
        {
            meant = [.. fitting.Where(p => !IsBare(p.Outlet.ItemType))];
        }

        bool isClear = meant.Length > 0 && meant.DistinctBy(p => p.Inlet).Count() == meant.Length
            && (meant.Length == 1 || meant.All(p => p.Outlet.Name == p.Inlet.Name));
        if (!isClear)
        {
            string candidates = string.Join(", ", (meant.Length > 0 ? meant : fitting).Select(p => $"'{task.Id}.{p.Outlet.Name}->{next.Id}.{p.Inlet.Name}'"));
            throw new GraphConfigurationException(
                FaultKind.NoMatch,
                $"'{task.Id}' ({task.Definition.Descriptor.Outlets}) and '{next.Id}' ({next.Definition.Descriptor.Inlets}) cannot be joined by matching: "
                + (meant.Length > 1 ? "several pairs of ports may be meant" : "no outlet has the name of an open inlet that takes it")
                + $". Candidates: {(candidates.Length == 0 ? "none" : candidates)}. Name the ports: Connect(\"{task.Id}.…\", \"{next.Id}.…\").");
        }

        foreach ((OutletDescriptor outlet, InletDescriptor inlet) in meant)
        {
            task.Graph.Connect($"{task.Id}.{outlet.Name}", $"{next.Id}.{inlet.Name}");
        }
    }

    /// <summary>Says whether a type does not tell what its items are.</summary>
    private static bool IsBare(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? (type.IsArray ? type.GetElementType()! : type);
        return bare == typeof(object) || (bare.Namespace == nameof(System) && !bare.IsGenericType);
    }
}
