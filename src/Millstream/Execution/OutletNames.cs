using Millstream.Graphs;

namespace Millstream.Execution;

/// <summary>Outlets of a run as a user names them: <c>task.outlet</c>, or the task where it has one outlet.</summary>
internal static class OutletNames
{
    public static string Of(GraphEdge edge) => Of(edge.From, edge.Outlet);

    public static string Of(GraphNode node, Port outlet) => $"{node.Id}.{outlet.Name}";

    /// <summary>Gives the outlet of that name, by the ports that the user knows.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static (GraphNode Node, int Outlet) Find(TaskGraph graph, string outlet, Func<GraphNode, IReadOnlyList<Port>> outlets)
    {
        ArgumentNullException.ThrowIfNull(outlet);
        int dot = outlet.IndexOf('.', StringComparison.Ordinal);
        string id = dot < 0 ? outlet : outlet[..dot];
        GraphNode node = graph.Nodes.FirstOrDefault(n => n.Id.ToString() == id) ?? throw new ArgumentException(
            $"The run has no task '{id}'. It has: {string.Join(", ", graph.Nodes.Select(n => $"'{n.Id}'"))}.", nameof(outlet));
        IReadOnlyList<Port> ports = outlets(node);
        int number = dot < 0 ? (ports.Count == 1 ? 0 : -1) : ports.TakeWhile(p => p.Name != outlet[(dot + 1)..]).Count();
        return number >= 0 && number < ports.Count ? (node, number) : throw new ArgumentException(
            $"'{outlet}' is no outlet of '{id}'. It has: {(ports.Count == 0 ? "none" : string.Join(", ", ports.Select(p => $"'{p.Name}'")))}.", nameof(outlet));
    }
}
