namespace Millstream.Graphs;

/// <summary>Collects nodes and edges by name and makes a <see cref="TaskGraph"/> of them.</summary>
/// <remarks>
/// Nothing but cycles is checked until <see cref="Build"/>, which reports every fault at once. Not thread-safe; may go on being used
/// after <see cref="Build"/>, which takes a copy.
/// </remarks>
public sealed class GraphBuilder
{
    private readonly string _name;
    private readonly List<(string Id, GraphTask Task)> _nodes = [];
    private readonly List<EdgeDraft> _edges = [];
    private readonly Dictionary<string, List<string>> _followers = new(StringComparer.Ordinal);
    private readonly List<(string Name, string From, OutputKind Kind)> _outputs = [];

    /// <summary>Begins a graph.</summary>
    /// <param name="name">What events and pictures call it.</param>
    public GraphBuilder(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _name = name;
    }

    /// <summary>Gets or sets what the flows of the graph bring to it.</summary>
    internal GraphExtension? Extension { get; set; }

    /// <summary>Places <paramref name="task"/> in the graph as node <paramref name="id"/>.</summary>
    public GraphBuilder Add(string id, GraphTask task)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(task);
        _nodes.Add((id, task));
        return this;
    }

    /// <summary>Joins an outlet to an inlet; the edge's id reads <c>a.out->b.x</c>.</summary>
    /// <remarks>
    /// An inlet that takes the whole list takes several edges, in the order of their ids; any other takes one, unless it is told how to merge
    /// several. <c>a.*</c> and <c>b.*</c> join all ports of the same names.
    /// </remarks>
    /// <param name="from">The outlet: <c>node.outlet</c>, or the node alone when it has one outlet. Every task has an outlet <c>error</c> besides.</param>
    /// <param name="to">The inlet: <c>node.inlet</c>, or the node alone when it has one inlet.</param>
    /// <param name="options">The edge's bounds; the run's defaults unless given.</param>
    /// <exception cref="GraphConfigurationException">The edge would close a cycle; the graph is left as it was.</exception>
    public GraphBuilder Connect(string from, string to, EdgeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        RefuseCycle(NodeOf(from), NodeOf(to));
        _edges.Add(new EdgeDraft(from, to, options ?? EdgeOptions.Default));
        return this;
    }

    /// <summary>Keeps an outlet's items for the caller of the run.</summary>
    /// <param name="name">The name under which the run gives them.</param>
    /// <param name="from">The outlet: <c>node.outlet</c>, or the node alone when it has one outlet.</param>
    /// <param name="kind">What is kept; all items unless given.</param>
    public GraphBuilder Output(string name, string from, OutputKind kind = OutputKind.Items)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(from);
        _outputs.Add((name, from, kind));
        return this;
    }

    /// <summary>Makes the graph.</summary>
    /// <exception cref="GraphConfigurationException">Something is wrong; the exception lists every fault.</exception>
    public TaskGraph Build()
    {
        var draft = new GraphDraft(_name);
        var byId = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        foreach ((string id, GraphTask task) in _nodes)
        {
            if (!NodeId.TryParse(id, out NodeId nodeId))
            {
                draft.Fault(FaultKind.BadSetting, $"'{id}' is not a node id. Use letters, digits, '-' or '_'.");
            }
            else if (byId.ContainsKey(id))
            {
                draft.Fault(FaultKind.DuplicateName, $"'{id}' is declared more than once. Give each node its own id.");
            }
            else
            {
                byId.Add(id, draft.Add(nodeId, task));
            }
        }

        foreach ((string from, string to, EdgeOptions options) in Extension?.Place(draft, byId, _edges) ?? _edges)
        {
            if (Find(draft, byId, from, isInlet: false) is var (source, outlet)
                && Find(draft, byId, to, isInlet: true) is var (target, inlet))
            {
                draft.Connect(source, outlet, target, inlet, options);
            }
        }

        foreach ((string name, string from, OutputKind kind) in _outputs)
        {
            if (Find(draft, byId, from, isInlet: false) is var (node, outlet))
            {
                draft.Output(name, node, outlet, kind);
            }
        }

        if (_outputs.Count == 0)
        {
            Extension?.KeepLeaves(draft);
        }

        return draft.Build();
    }

    private static string NodeOf(string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? path : path[..dot];
    }

    /// <summary>Looks whether an edge between two nodes would close a cycle of edges, and remembers it if not.</summary>
    private void RefuseCycle(string from, string to)
    {
        // How the search came to each node; a graph that is built from its sources on has nothing behind a new edge yet.
        var before = new Dictionary<string, string?>(StringComparer.Ordinal) { [to] = null };
        var waiting = new Stack<string>([to]);
        while (from != to && waiting.TryPop(out string? at))
        {
            foreach (string next in _followers.GetValueOrDefault(at) ?? [])
            {
                if (before.TryAdd(next, at))
                {
                    waiting.Push(next);
                }
            }
        }

        if (before.ContainsKey(from))
        {
            var path = new List<string> { to };
            for (string? at = from; at is not null; at = before[at])
            {
                path.Insert(0, at);
            }

            throw new GraphConfigurationException(FaultKind.Cycle, GraphDraft.CycleText(path));
        }

        if (!_followers.TryGetValue(from, out List<string>? followers))
        {
            _followers.Add(from, followers = []);
        }

        followers.Add(to);
    }

    private static (GraphNode Node, int Port)? Find(
        GraphDraft draft, Dictionary<string, GraphNode> nodes, string path, bool isInlet)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string id = NodeOf(path);
        string word = isInlet ? "inlet" : "outlet";
        if (!nodes.TryGetValue(id, out GraphNode? node))
        {
            draft.Fault(
                FaultKind.UnknownNode,
                $"'{path}' names the node '{id}', which is not declared. Declared are: {Listed(nodes.Keys)}.");
            return null;
        }

        IReadOnlyList<Port> ports = isInlet ? node.Task.Inlets : node.Task.Outlets;
        string[] names = [.. ports.Select(p => p.Name)];
        int index = dot >= 0
            ? Array.IndexOf(names, path[(dot + 1)..])
            : names.Length == 1 ? 0 : -1;
        if (index < 0)
        {
            draft.Fault(FaultKind.UnknownPort, PortFault(path, id, word, names));
            return null;
        }

        return (node, index);
    }

    /// <summary>Says why a path names no port.</summary>
    internal static string PortFault(string path, string id, string word, IEnumerable<string> names) => path.Length > id.Length
        ? $"'{path}' names the {word} '{path[(id.Length + 1)..]}', which '{id}' does not have. It has: {Listed(names)}."
        : $"'{path}' does not say which {word} of '{id}' is meant. It has: {Listed(names)}.";

    internal static string Listed(IEnumerable<string> names)
    {
        string list = string.Join(", ", names.Select(n => $"'{n}'"));
        return list.Length == 0 ? "none" : list;
    }
}

/// <summary>An edge by the names of its ends.</summary>
internal readonly record struct EdgeDraft(string From, string To, EdgeOptions Options);
