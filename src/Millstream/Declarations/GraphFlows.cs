using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>The declared tasks of a graph under construction, and the chains that feed them.</summary>
internal sealed class GraphFlows : GraphExtension
{
    private readonly List<FlowNode> _nodes = [];
    private readonly Dictionary<FlowNode, string?> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Name, FlowOutcome Outcome)> _outputs = [];
    private IReadOnlyDictionary<FlowNode, GraphNode> _placed = new Dictionary<FlowNode, GraphNode>();

    public void Add(FlowNode node, string? id)
    {
        _nodes.Add(node);
        _ids.Add(node, id);
    }

    public void Keep(string name, FlowOutcome outcome) => _outputs.Add((name, outcome));

    public override void Place(GraphDraft draft, Dictionary<string, GraphNode> byId)
    {
        _placed = FlowCompiler.Place(
            draft,
            [.. _nodes, .. _outputs.Select(o => o.Outcome.Node)],
            byId,
            _ids,
            _outputs.Select(o => new FlowInput(o.Outcome.Node, o.Outcome.OutletIndex)));
        foreach ((string name, FlowOutcome outcome) in _outputs)
        {
            draft.Output(name, _placed[outcome.Node], outcome.OutletIndex, outcome.Kind);
        }
    }

    /// <summary>Keeps every outlet that nothing reads, where the user has named no outputs.</summary>
    public override void KeepLeaves(GraphDraft draft)
    {
        if (_outputs.Count > 0)
        {
            return;
        }

        var open = new List<(GraphNode Node, int Outlet, OutputKind Kind)>();
        foreach (FlowNode node in _nodes)
        {
            GraphNode placed = _placed[node];
            for (int outlet = 0; outlet < placed.Task.Outlets.Count; outlet++)
            {
                if (!draft.IsRead(placed, outlet))
                {
                    open.Add((placed, outlet, node.IsValue ? OutputKind.Value : OutputKind.Items));
                }
            }
        }

        foreach ((GraphNode node, int outlet, OutputKind kind) in open)
        {
            string port = node.Task.Outlets[outlet].Name;
            bool isUnique = open.Count(o => o.Node.Task.Outlets[o.Outlet].Name == port) == 1;
            draft.Output(isUnique && port != ItemOutlets.DefaultName ? port : node.Task.Outlets.Count == 1 ? node.Id.ToString() : $"{node.Id}.{port}", node, outlet, kind);
        }
    }
}
