using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>The values of a run that grow, for whoever wants to look at them.</summary>
internal sealed class GrowingValues
{
    private readonly Dictionary<GraphNode, IPeekable> _growing = [];

    /// <summary>Names an outlet as a user does: <c>task.outlet</c>.</summary>
    public static string NameOf(GraphEdge edge) => $"{edge.From.Id}.{edge.Outlet.Name}";

    /// <summary>Remembers what a node makes. Called while the run is put together.</summary>
    public void Add(GraphNode node, IPeekable growing) => _growing.Add(node, growing);

    public T? Look<T>(GraphPlan plan, string outlet)
    {
        ArgumentNullException.ThrowIfNull(outlet);
        (GraphNode node, Port port) = Find(plan.Graph, outlet);
        GraphEdge? edge = plan.Graph.Edges.FirstOrDefault(e => e.From == node && e.Outlet.Name == port.Name && _growing.ContainsKey(e.To));
        if (edge is null)
        {
            bool isPieces = plan.Graph.Edges.Any(e => e.From == node && e.Outlet.Name == port.Name && e.To.Task is TaskBody { Written: IPiecesTask });
            throw new ArgumentException(
                isPieces
                    ? $"The values of '{outlet}' are not gathered: every consumer takes the pieces. Read it whole somewhere, or keep it as an output of the graph."
                    : $"The outlet '{outlet}' gives items, and no value of it grows. Set the mode of the outlet: [return: Outlet(Mode = OutletMode.Append)].",
                nameof(outlet));
        }

        (bool isThere, object? value) = _growing[edge.To].Peek();
        return !isThere ? default : value is null ? default : value is T found
            ? found
            : throw new ArgumentException($"The values of '{outlet}' are {TypeName.Of(value.GetType())}, not {TypeName.Of(typeof(T))}.", nameof(outlet));
    }

    private static (GraphNode Node, Port Port) Find(TaskGraph graph, string outlet)
    {
        int dot = outlet.IndexOf('.', StringComparison.Ordinal);
        string id = dot < 0 ? outlet : outlet[..dot];
        GraphNode node = graph.Nodes.FirstOrDefault(n => n.Id.ToString() == id) ?? throw new ArgumentException(
            $"The run has no task '{id}'. It has: {string.Join(", ", graph.Nodes.Select(n => $"'{n.Id}'"))}.", nameof(outlet));
        IReadOnlyList<Port> ports = node.Task.Outlets;
        return (node, (dot < 0 ? ports.Count == 1 ? ports[0] : null : ports.FirstOrDefault(p => p.Name == outlet[(dot + 1)..])) ?? throw new ArgumentException(
            $"'{outlet}' is no outlet of '{id}'. It has: {(ports.Count == 0 ? "none" : string.Join(", ", ports.Select(p => $"'{p.Name}'")))}.", nameof(outlet)));
    }
}
