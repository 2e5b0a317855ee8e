using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Makes a graph of the chains that end in some outcomes; a chain used more than once becomes one node with several edges.</summary>
internal sealed class FlowCompiler
{
    private readonly List<FlowNode> _nodes = [];
    private readonly Dictionary<FlowNode, TaskBody> _bodies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FlowNode, GraphNode> _placed = new(ReferenceEqualityComparer.Instance);
    private readonly GraphDraft _draft;
    private PortCheck? _ports;

    private FlowCompiler(GraphDraft draft) => _draft = draft;

    /// <summary>Builds the graph whose outputs are called <c>result</c>, <c>result-2</c>, …</summary>
    public static TaskGraph Compile(IReadOnlyList<(FlowNode Node, int Outlet, OutputKind Kind)> outcomes)
    {
        var compiler = new FlowCompiler(new GraphDraft("flow"));
        foreach ((FlowNode node, _, _) in outcomes)
        {
            compiler.Collect(node);
        }

        ValueLoop.Find(compiler._nodes, compiler._draft);
        compiler.OpenErrorOutlets(outcomes.Select(o => new FlowInput(o.Node, o.Outlet)));
        OrderFreedom.Grant(compiler._nodes, outcomes.Select(o => new FlowInput(o.Node, o.Outlet)), compiler._bodies);
        compiler.PlaceAll(byId: null, ids: null);
        for (int i = 0; i < outcomes.Count; i++)
        {
            (FlowNode node, int outlet, OutputKind kind) = outcomes[i];
            compiler._draft.Output(OutputName(i), compiler._placed[node], outlet, kind);
        }

        return compiler._draft.Build();
    }

    /// <summary>Places nodes, and all that they read, in a graph that may hold others already.</summary>
    /// <param name="draft">The graph.</param>
    /// <param name="last">The nodes.</param>
    /// <param name="byId">The nodes that are placed, by their ids; gets these.</param>
    /// <param name="ids">The ids that the user has given.</param>
    /// <param name="outcomes">The outlets that the run's caller reads.</param>
    public static IReadOnlyDictionary<FlowNode, GraphNode> Place(
        GraphDraft draft,
        IEnumerable<FlowNode> last,
        Dictionary<string, GraphNode> byId,
        IReadOnlyDictionary<FlowNode, string?> ids,
        IEnumerable<FlowInput> outcomes)
    {
        var compiler = new FlowCompiler(draft);
        foreach (FlowNode node in last)
        {
            compiler.Collect(node);
        }

        ValueLoop.Find(compiler._nodes, draft);
        compiler.OpenErrorOutlets(outcomes);
        compiler.PlaceAll(byId, ids);
        return compiler._placed;
    }

    /// <summary>Gives the outlets that nodes, and all that those read, read.</summary>
    public static HashSet<FlowInput> ReadBy(IEnumerable<FlowNode> last)
    {
        var compiler = new FlowCompiler(new GraphDraft("read"));
        foreach (FlowNode node in last)
        {
            compiler.Collect(node);
        }

        return [.. compiler._nodes.SelectMany(n => n.Inputs)];
    }

    public static string OutputName(int index) => index == 0 ? "result" : $"result-{index + 1}";

    /// <summary>Lists a node after all that it reads; without recursion, as a chain may have thousands of nodes.</summary>
    private void Collect(FlowNode last)
    {
        var waiting = new Stack<FlowNode>([last]);
        while (waiting.TryPeek(out FlowNode? node))
        {
            if (_bodies.ContainsKey(node))
            {
                waiting.Pop();
                continue;
            }

            // Pushed from the last to the first, so that ids are numbered from left to right.
            bool isReady = true;
            for (int i = node.Inputs.Count - 1; i >= 0; i--)
            {
                if (!_bodies.ContainsKey(node.Inputs[i].Node) && !node.Inputs[i].Node.Task.IsOpen)
                {
                    waiting.Push(node.Inputs[i].Node);
                    isReady = false;
                }
            }

            if (isReady)
            {
                waiting.Pop();
                _bodies.Add(node, node.Task);
                _nodes.Add(node);
            }
        }
    }

    /// <summary>Gives the tasks whose dead letters are read, in the graph or by the run's caller, an outlet for them.</summary>
    private void OpenErrorOutlets(IEnumerable<FlowInput> outcomes)
    {
        foreach (FlowInput read in _nodes.SelectMany(n => n.Inputs).Concat(outcomes))
        {
            if (read.Outlet == read.Node.Task.Outlets.Count)
            {
                _bodies[read.Node] = new DeadLetterTask(read.Node.Task, IsCalledOnce(read.Node));
            }
        }
    }

    /// <summary>Says whether a failure is that of the task, not of an item: it reads and gives by itself, or all that it is called with are single values.</summary>
    private static bool IsCalledOnce(FlowNode node) =>
        !node.Task.SetsItemsAside || (node.Placing is not null && node.Inputs.All(i => i.Node.IsValue));

    private void PlaceAll(Dictionary<string, GraphNode>? byId, IReadOnlyDictionary<FlowNode, string?>? ids)
    {
        _ports = PortCheck.Of(_nodes, _bodies);
        IReadOnlySet<FlowInput> carried = Lineage.Carry(_nodes, _bodies);
        foreach (string id in ids?.Values.OfType<string>() ?? [])
        {
            if (NodeId.TryParse(id, out NodeId nodeId))
            {
                _draft.Reserve(nodeId);
            }
        }

        foreach (FlowNode node in _nodes)
        {
            GraphNode placed = Place(node, carried, ids?.GetValueOrDefault(node));
            byId?.TryAdd(placed.Id.ToString(), placed);
        }

        _ports?.Tell(_draft, _placed);
    }

    private GraphNode Place(FlowNode node, IReadOnlySet<FlowInput> carried, string? id)
    {
        TaskBody body = _bodies[node];
        GraphNode placed = id is null ? _draft.Add(body) : _draft.Add(IdOf(id), body);
        placed.Origin = node;
        placed.IsValue = node.IsValue;
        _placed.Add(node, placed);
        for (int inlet = 0; inlet < node.Inputs.Count; inlet++)
        {
            FlowInput input = node.Inputs[inlet];
            if (input.Node.Task.IsOpen)
            {
                continue;
            }

            (GraphNode source, int outlet) = (_placed[input.Node], input.Outlet);
            if (_ports?.FormatOf(node, inlet, placed.Id.ToString(), source.Task.Outlets[outlet]) is { } format)
            {
                GraphNode check = _draft.Add(format);
                _draft.Connect(source, outlet, check, 0, EdgeOptions.Default);
                (source, outlet) = (check, 0);
            }

            _draft.Connect(source, outlet, placed, inlet, EdgeOf(node, inlet, carried.Contains(input)));
        }

        return placed;
    }

    private NodeId IdOf(string id)
    {
        if (!NodeId.TryParse(id, out NodeId nodeId))
        {
            _draft.Fault(FaultKind.BadSetting, $"'{id}' is not a node id. Use letters, digits, '-' or '_'.");
            nodeId = NodeId.FromName(id);
        }

        return nodeId;
    }

    private EdgeOptions EdgeOf(FlowNode node, int inlet, bool isCarried)
    {
        EdgeOptions edge = node.Edges.ElementAtOrDefault(inlet) ?? node.Task.EdgeOf(inlet);
        if (!isCarried)
        {
            return edge;
        }

        if (edge.Buffer is not null)
        {
            _draft.Fault(
                FaultKind.BadSetting,
                $"The edge before '{node.Task.Name}' has a buffer of your own, which cannot keep the index that a save or another reader of "
                + "the index behind it needs. Put what reads the index before that edge, or leave out the buffer.");
        }

        return LineageTask.Carrying(edge, node.Task.Inlets[inlet]);
    }
}
