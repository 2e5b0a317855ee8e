using System.Runtime.InteropServices;

namespace Millstream.Graphs;

/// <summary>A graph while it is put together: the one place that every door goes through, and that finds every fault.</summary>
internal sealed class GraphDraft(string name)
{
    private readonly List<GraphNode> _nodes = [];
    private readonly List<GraphEdge> _edges = [];
    private readonly List<GraphOutput> _outputs = [];
    private readonly List<GraphLeaf> _leaves = [];
    private readonly List<GraphFault> _faults = [];
    private readonly HashSet<NodeId> _ids = [];
    private readonly HashSet<NodeId> _reserved = [];
    private readonly HashSet<string> _outputNames = new(StringComparer.Ordinal);
    private readonly HashSet<(GraphNode Node, int Outlet)> _read = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public void Fault(FaultKind kind, string message) => _faults.Add(new GraphFault(kind, message));

    public GraphNode Add(NodeId id, GraphTask task)
    {
        if (!_ids.Add(id))
        {
            Fault(FaultKind.DuplicateName, $"'{id}' is declared more than once. Give each node its own id.");
        }

        var node = new GraphNode(id, task, _nodes.Count);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Keeps an id for a node that will be added under it.</summary>
    public void Reserve(NodeId id) => _reserved.Add(id);

    /// <summary>Adds a node under its task's name, numbered from the second of that name on.</summary>
    public GraphNode Add(GraphTask task)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, task.Name, out _);
        NodeId id;
        do
        {
            id = NodeId.FromName(task.Name, ++number);
        }
        while (_ids.Contains(id) || _reserved.Contains(id));

        return Add(id, task);
    }

    public GraphEdge Connect(GraphNode from, int outlet, GraphNode to, int inlet, EdgeOptions options)
    {
        var edge = new GraphEdge(from, outlet, to, inlet, options);
        _edges.Add(edge);
        _read.Add((from, outlet));
        if (!to.Task.TakesOnInlet(inlet, edge.Outlet))
        {
            Fault(
                FaultKind.TypeMismatch,
                $"'{from.Id}.{edge.Outlet.Name}' gives {TypeName.Of(edge.Outlet.ItemType)}, but '{to.Id}.{edge.Inlet.Name}' "
                + $"needs {TypeName.Of(edge.Inlet.ItemType)}. Put a task between them that converts one to the other.");
        }

        return edge;
    }

    public bool IsRead(GraphNode node, int outlet) => _read.Contains((node, outlet));

    public void Output(string name, GraphNode node, int outlet, OutputKind kind)
    {
        if (!_outputNames.Add(name))
        {
            Fault(FaultKind.DuplicateName, $"The output '{name}' is declared more than once. Give each its own name.");
        }

        _outputs.Add(new GraphOutput(name, node, outlet, kind));
    }

    /// <summary>Keeps an outlet because nobody reads it.</summary>
    public void Output(string name, GraphNode node, int outlet, OutputKind kind, GraphLeaf leaf)
    {
        Output(name, node, outlet, kind);
        _leaves.Add(leaf);
    }

    public TaskGraph Build()
    {
        CheckInlets();
        IReadOnlyList<GraphNode> order = InOrder();
        return _faults.Count == 0
            ? new TaskGraph(name, order, SortedEdges(), [.. _outputs]) { Leaves = _leaves.Count > 0 && _leaves.Count == _outputs.Count ? [.. _leaves] : null }
            : throw new GraphConfigurationException([.. _faults]);
    }

    /// <summary>Says that some nodes depend on each other in a ring.</summary>
    public static string CycleText(IEnumerable<string> path) =>
        $"The graph has a cycle: {string.Join(" → ", path)}. A task cannot need its own output.";

    /// <summary>Edges in the order of the nodes they leave: an insertion order is kept for each node.</summary>
    private GraphEdge[] SortedEdges()
    {
        GraphEdge[] sorted = [.. _edges.OrderBy(e => e.From.Index)];
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i].Index = i;
        }

        return sorted;
    }

    private void CheckInlets()
    {
        var counts = new int[_nodes.Count][];
        foreach (GraphEdge edge in _edges)
        {
            int[] ofNode = counts[edge.To.Index] ??= new int[edge.To.Task.Inlets.Count];
            if (++ofNode[edge.InletIndex] == 2)
            {
                IEnumerable<string> names = _edges
                    .Where(e => e.To == edge.To && e.InletIndex == edge.InletIndex)
                    .Select(e => $"'{e.Id}'");
                Fault(
                    FaultKind.DoubleInput,
                    $"The inlet '{edge.To.Id}.{edge.Inlet.Name}' has more than one edge: {string.Join(", ", names)}. "
                    + "Merge the flows first.");
            }
        }

        foreach (GraphNode node in _nodes)
        {
            for (int inlet = 0; inlet < node.Task.Inlets.Count; inlet++)
            {
                if (counts[node.Index] is not { } ofNode || ofNode[inlet] == 0)
                {
                    Fault(
                        FaultKind.MissingInput,
                        $"The inlet '{node.Id}.{node.Task.Inlets[inlet].Name}' has no edge. Connect an outlet of "
                        + $"{TypeName.Of(node.Task.Inlets[inlet].ItemType)} to it.");
                }
            }
        }
    }

    /// <summary>Kahn's algorithm (doi:10.1145/368996.369025), first come first served; a node left over is on or behind a cycle.</summary>
    private GraphNode[] InOrder()
    {
        var waits = new int[_nodes.Count];
        var followers = new List<GraphNode>?[_nodes.Count];
        foreach (GraphEdge edge in _edges)
        {
            waits[edge.To.Index]++;
            (followers[edge.From.Index] ??= []).Add(edge.To);
        }

        var ready = new PriorityQueue<GraphNode, int>(_nodes.Where(n => waits[n.Index] == 0).Select(n => (n, n.Index)));
        var order = new List<GraphNode>(_nodes.Count);
        while (ready.TryDequeue(out GraphNode? node, out _))
        {
            order.Add(node);
            foreach (GraphNode follower in followers[node.Index] ?? [])
            {
                if (--waits[follower.Index] == 0)
                {
                    ready.Enqueue(follower, follower.Index);
                }
            }
        }

        if (order.Count < _nodes.Count)
        {
            Fault(FaultKind.Cycle, GraphCycles.Describe([.. _nodes.Where(n => waits[n.Index] > 0)], _edges));
        }

        return [.. order];
    }
}
