using System.Runtime.InteropServices;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>The declared tasks of a graph under construction, and the chains that feed them.</summary>
internal sealed class GraphFlows : GraphExtension
{
    private readonly List<FlowNode> _nodes = [];
    private readonly Dictionary<FlowNode, string?> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, PlacedTask> _tasks = new(StringComparer.Ordinal);

    /// <summary>The ids that were made of names, and give way to those that the user gives.</summary>
    private readonly Dictionary<string, FlowNode> _made = new(StringComparer.Ordinal);

    /// <summary>How many ids were made of each name.</summary>
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private readonly Dictionary<FlowNode, IReadOnlyList<string>> _groupsOf = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly List<Leaf> _leaves = [];
    private readonly List<(string Name, FlowInput From, OutputKind? Kind)> _outputs = [];
    private readonly Dictionary<string, Merge> _merges = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<FlowNode, GraphNode> _placed = new Dictionary<FlowNode, GraphNode>();
    private Connections? _connections;

    /// <summary>Adds a task, or the tasks of a graph that stands for one, under the id of that one and their own.</summary>
    public void Add(PlacedTask placed, string? id)
    {
        if (placed.Definition.Graph is null)
        {
            placed.Id = IdOf(placed.Nodes[0].Node, id);
            Add(placed.Nodes[0].Node, id, placed.Outlets, placed.Definition.IsCalledGraph ? placed.Id : null);
        }
        else
        {
            placed.Id = id ?? GroupOf(placed.Definition.Descriptor.Name);
            _groups.Add(placed.Id);
            foreach ((FlowNode node, string? own) in placed.Nodes)
            {
                string full = $"{placed.Id}-{own}";
                _groupsOf.Add(node, [placed.Id, .. node.Groups.Select(g => $"{placed.Id}-{g}")]);
                if (node.Task is not IWholeTask and not IPiecesTask)
                {
                    // Those are placed where somebody reads them.
                    _nodes.Add(node);
                }

                _ids.Add(node, full.Length <= NodeId.LongestName ? full : null);
            }

            ValueList<OutletDescriptor> outlets = placed.Definition.Descriptor.Outlets;
            _leaves.AddRange(placed.Outlets.Select(
                (from, i) => new Leaf(
                    from, from.Node.Task is IWholeTask ? from.Node.Inputs[0].Node : null, placed.Id, placed.Definition.Descriptor.Name, outlets[i].Name, outlets.Count == 1)));
        }

        _tasks.TryAdd(placed.Id, placed);
    }

    /// <summary>Adds a node of its own.</summary>
    public void Add(FlowNode node, string? id)
    {
        _ids.Add(node, id);
        Add(node, id, [.. node.Task.Outlets.Select((_, i) => new FlowInput(node, i))]);
    }

    private void Add(FlowNode node, string? id, IReadOnlyList<FlowInput> outlets, string? group = null)
    {
        _nodes.Add(node);
        for (int i = 0; i < outlets.Count; i++)
        {
            string port = node.Task.Outlets[i].Name;
            _leaves.Add(new Leaf(outlets[i], outlets[i].Node == node ? null : node, group, node.Task.Name, port, outlets.Count == 1));
            if (outlets[i].Node != node && id is not null)
            {
                string whole = $"{id}{(port == ItemOutlets.DefaultName ? "" : "-" + port)}-whole";
                _ids.Add(outlets[i].Node, whole.Length <= NodeId.LongestName ? whole : null);
            }
        }
    }

    public void Keep(string name, FlowOutcome outcome) => _outputs.Add((name, new FlowInput(outcome.Node, outcome.OutletIndex), outcome.Kind));

    /// <summary>Keeps an outlet as what it gives: one value, or items.</summary>
    public void Keep(string name, FlowInput from) => _outputs.Add((name, from, null));

    public void Merge(string inlet, Merge how) => _merges[inlet] = how;

    public override IEnumerable<EdgeDraft> Place(GraphDraft draft, Dictionary<string, GraphNode> byId, IReadOnlyList<EdgeDraft> edges)
    {
        FlowNode[] last = [.. _nodes, .. _leaves.Select(l => l.From.Node), .. _outputs.Select(o => o.From.Node)];
        Connections connections = _connections = Connections.Make(draft, _tasks, _merges, edges, last);
        _placed = FlowCompiler.Place(
            draft,
            [.. _nodes.Select(connections.Now), .. OpenWholes(connections), .. _outputs.Select(o => connections.Now(o.From.Node))],
            byId,
            _ids.Where(i => i.Value is null || !_made.ContainsKey(i.Value) || !byId.ContainsKey(i.Value))
                .ToDictionary(i => connections.Now(i.Key), i => i.Value, (IEqualityComparer<FlowNode>)ReferenceEqualityComparer.Instance),
            _outputs.Select(o => connections.Now(o.From)).Concat(_outputs.Count == 0 ? _leaves.Select(l => connections.Now(l.From)) : []));
        foreach (FlowNode node in _ids.Keys)
        {
            if (_placed.TryGetValue(connections.Now(node), out GraphNode? placed))
            {
                placed.Groups = _groupsOf.GetValueOrDefault(node, node.Groups);
            }
        }

        foreach ((string name, FlowInput kept, OutputKind? kind) in _outputs)
        {
            FlowInput from = connections.Now(kept);
            bool isValue = from.Node.IsValue && from.Outlet < from.Node.Task.Outlets.Count;
            draft.Output(name, _placed[from.Node], from.Outlet, kind ?? (isValue ? OutputKind.Value : OutputKind.Items));
        }

        return connections.Left;
    }

    /// <summary>
    /// Gives the nodes of leaves, and of outlets with a mode those that make whole values only where the run's caller is the only one who could read them: nothing
    /// is gathered that nobody wants.
    /// </summary>
    private IEnumerable<FlowNode> OpenWholes(Connections connections)
    {
        HashSet<FlowInput> read = FlowCompiler.ReadBy([.. _nodes.Select(connections.Now), .. _outputs.Select(o => connections.Now(o.From.Node))]);
        return Leaves(connections)
            .Where(l => l.Made is null || (_outputs.Count == 0 && !read.Contains(l.From) && !read.Contains(l.From.Node.Inputs[0])))
            .Select(l => l.From.Node);
    }

    /// <summary>Gives the leaves as the graph's edges made them.</summary>
    private IEnumerable<Leaf> Leaves(Connections connections) =>
        _leaves.Select(l => l with { From = connections.Now(l.From), Made = l.Made is null ? null : connections.Now(l.Made) });

    /// <summary>Keeps every outlet that nothing reads, where the user has named no outputs.</summary>
    public override void KeepLeaves(GraphDraft draft)
    {
        if (_outputs.Count > 0)
        {
            return;
        }

        Leaf[] open =
        [
            .. Leaves(_connections!).DistinctBy(l => l.From).Where(l => _placed.TryGetValue(l.From.Node, out GraphNode? node) && !draft.IsRead(node, l.From.Outlet)),
        ];
        Dictionary<string, int> ports = open.CountBy(l => l.Port, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (Leaf leaf in open)
        {
            GraphNode node = _placed[leaf.From.Node];
            string task = leaf.Group ?? (leaf.Made is null ? node : _placed[leaf.Made]).Id.ToString();
            bool isUnique = ports[leaf.Port] == 1;
            draft.Output(
                isUnique && leaf.Port != ItemOutlets.DefaultName && !(leaf.Group is not null && leaf.IsOnly) ? leaf.Port : leaf.IsOnly ? task : $"{task}.{leaf.Port}",
                node,
                leaf.From.Outlet,
                leaf.From.Node.IsValue ? OutputKind.Value : OutputKind.Items,
                new GraphLeaf(task, leaf.Name, leaf.Port));
        }
    }

    private string IdOf(FlowNode node, string? id)
    {
        if (id is not null)
        {
            if (_made.Remove(id, out FlowNode? other))
            {
                _ids[other] = null;
                _tasks.Remove(id);
            }

            _ids.Add(node, id);
            return id;
        }

        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, node.Task.Name, out _);
        string made;
        do
        {
            made = NodeId.FromName(node.Task.Name, ++number).ToString();
        }
        while (_tasks.ContainsKey(made) || _groups.Contains(made));
        _made.Add(made, node);
        _ids.Add(node, made);
        return made;
    }

    private string GroupOf(string name)
    {
        for (int number = 1; ; number++)
        {
            string group = NodeId.FromName(name, number).ToString();
            if (!_groups.Contains(group))
            {
                return group;
            }
        }
    }

    /// <summary>An outlet that is an output of the graph when nothing reads it.</summary>
    /// <param name="From">Where it is.</param>
    /// <param name="Made">The node whose pieces it makes whole; null where it is an outlet without a mode.</param>
    /// <param name="Group">The id of its task, where that is a graph.</param>
    /// <param name="Name">The name of its task.</param>
    /// <param name="Port">Its name.</param>
    /// <param name="IsOnly">Whether the task has no other.</param>
    private sealed record Leaf(FlowInput From, FlowNode? Made, string? Group, string Name, string Port, bool IsOnly);
}
