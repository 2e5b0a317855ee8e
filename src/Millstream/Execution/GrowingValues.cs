using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>The values of a run that grow, for whoever wants to look at them.</summary>
internal sealed class GrowingValues
{
    private readonly Dictionary<GraphNode, IPeekable> _growing = [];

    /// <summary>Remembers what a node makes. Called while the run is put together.</summary>
    public void Add(GraphNode node, IPeekable growing) => _growing.Add(node, growing);

    public T? Look<T>(GraphPlan plan, string outlet)
    {
        (GraphNode node, int number) = OutletNames.Find(plan.Graph, outlet, n => n.Task.Outlets);
        Port port = node.Task.Outlets[number];
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
}
