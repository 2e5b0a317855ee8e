using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Gives the tasks of a graph under construction what the edges lead to them that were made by the names of ports: each is placed anew, with all that it reads.</summary>
/// <remarks>Made for one build; what the user holds is not changed.</remarks>
internal sealed class Connections
{
    private readonly GraphDraft _draft;
    private readonly IReadOnlyDictionary<string, PlacedTask> _tasks;
    private readonly Dictionary<FlowTarget, Merge> _merges;
    private readonly Dictionary<FlowNode, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FlowTarget, List<EdgeTo>> _feeds = [];
    private readonly HashSet<FlowTarget> _taken = [];
    private readonly Dictionary<FlowNode, FlowInput> _now = new(ReferenceEqualityComparer.Instance);
    private readonly List<EdgeDraft> _left = [];

    private Connections(GraphDraft draft, IReadOnlyDictionary<string, PlacedTask> tasks, IReadOnlyDictionary<string, Merge> merges)
    {
        _draft = draft;
        _tasks = tasks;
        foreach ((string id, PlacedTask task) in tasks)
        {
            foreach ((FlowNode node, string? own) in task.Nodes)
            {
                _names[node] = own is null ? id : $"{id}-{own}";
            }
        }

        _merges = merges
            .SelectMany(m => Targets(m.Key).Select(t => (Target: t, m.Value)))
            .ToDictionary(m => m.Target, m => m.Value);
    }

    /// <summary>Gets the edges that are not between declared tasks.</summary>
    public IReadOnlyList<EdgeDraft> Left => _left;

    /// <summary>Joins what the edges say.</summary>
    /// <param name="draft">Is told what is wrong.</param>
    /// <param name="tasks">The declared tasks by their ids.</param>
    /// <param name="merges">How inlets read several edges, by the names of the inlets.</param>
    /// <param name="edges">The edges.</param>
    /// <param name="last">The nodes of the graph, without all that these read.</param>
    /// <exception cref="GraphConfigurationException">The edges close a cycle.</exception>
    public static Connections Make(
        GraphDraft draft,
        IReadOnlyDictionary<string, PlacedTask> tasks,
        IReadOnlyDictionary<string, Merge> merges,
        IReadOnlyList<EdgeDraft> edges,
        IEnumerable<FlowNode> last)
    {
        var connections = new Connections(draft, tasks, merges);
        foreach (EdgeDraft edge in edges)
        {
            connections.Connect(edge);
        }

        foreach (FlowNode node in last)
        {
            connections.Renew(node);
        }

        return connections;
    }

    /// <summary>Says whether what an outlet gives can be read at an inlet, as it is or, into a list, by its elements.</summary>
    public static bool Fits(Port outlet, InletDescriptor inlet) => inlet.Port.Takes(outlet) || Spreads(outlet, inlet);

    /// <summary>Gives the outlet that stands for one of before.</summary>
    public FlowInput Now(FlowInput input) => _now.TryGetValue(input.Node, out FlowInput now) ? now with { Outlet = now.Outlet + input.Outlet } : input;

    public FlowNode Now(FlowNode node) => Now(new FlowInput(node, 0)).Node;

    private static bool Spreads(Port outlet, InletDescriptor? inlet) =>
        inlet is { Kind: InletKind.List } && !inlet.Port.Takes(outlet) && outlet.ItemType != typeof(string) && inlet.Port.Accept(new ElementOf(outlet.ItemType));

    private static (string Id, string? Port) Split(string path)
    {
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? (path, null) : (path[..dot], path[(dot + 1)..]);
    }

    private void Connect(EdgeDraft edge)
    {
        (string from, string? outlet) = Split(edge.From);
        (string to, string? inlet) = Split(edge.To);
        if (!_tasks.TryGetValue(from, out PlacedTask? source) || !_tasks.TryGetValue(to, out PlacedTask? target))
        {
            _taken.UnionWith(Targets(edge.To));
            _left.Add(edge);
        }
        else if (outlet == "*" || inlet == "*")
        {
            ConnectAll(edge, source, target);
        }
        else if (FindOutlet(edge.From, source) is { } start && FindInlet(edge.To, target) is { } end)
        {
            Feed(start, end, edge.Options);
        }
    }

    private void ConnectAll(EdgeDraft edge, PlacedTask source, PlacedTask target)
    {
        string[] outlets = [.. source.Definition.Descriptor.Outlets.Select(o => o.Name)];
        InletDescriptor[] inlets = [.. target.Definition.Descriptor.Inlets];
        string[] lonely =
        [
            .. outlets.Where(o => !inlets.Any(i => i.Name == o)).Select(o => $"the outlet '{source.Id}.{o}'"),
            .. inlets.Where(i => !i.IsOptional && target.IsOpen(i) && !outlets.Contains(i.Name)).Select(i => $"the inlet '{target.Id}.{i.Name}'"),
        ];
        if (lonely.Length > 0)
        {
            _draft.Fault(
                FaultKind.NoMatch,
                $"'{edge.From}->{edge.To}' joins all ports of the same names, and {string.Join(", ", lonely)} {(lonely.Length == 1 ? "has" : "have")} no partner. Join the ports one by one.");
        }

        for (int i = 0; i < outlets.Length; i++)
        {
            int inlet = Array.FindIndex(inlets, x => x.Name == outlets[i]);
            if (inlet >= 0)
            {
                Feed(source.Outlets[i], target.Inlets[inlet], edge.Options);
            }
        }
    }

    private FlowInput? FindOutlet(string path, PlacedTask task)
    {
        string[] names = [.. task.Definition.Descriptor.Outlets.Select(o => o.Name)];
        (string id, string? port) = Split(path);
        int index = port is null ? (names.Length == 1 ? 0 : -1) : Array.IndexOf(names, port);
        if (index < 0 && port == DeadLetterTask.ErrorOutlet && task.Definition.Graph is null)
        {
            return new FlowInput(task.Nodes[0].Node, task.Nodes[0].Node.Task.Outlets.Count);
        }

        if (index < 0)
        {
            _draft.Fault(FaultKind.UnknownPort, GraphBuilder.PortFault(path, id, "outlet", [.. names, DeadLetterTask.ErrorOutlet]));
            return null;
        }

        return task.Outlets[index];
    }

    private FlowTarget? FindInlet(string path, PlacedTask task)
    {
        if (Targets(path) is [var only])
        {
            return only;
        }

        _draft.Fault(FaultKind.UnknownPort, GraphBuilder.PortFault(path, Split(path).Id, "inlet", task.Definition.Descriptor.Inlets.Select(i => i.Name)));
        return null;
    }

    private FlowTarget[] Targets(string path)
    {
        (string id, string? port) = Split(path);
        if (!_tasks.TryGetValue(id, out PlacedTask? task))
        {
            return [];
        }

        ValueList<InletDescriptor> inlets = task.Definition.Descriptor.Inlets;
        return port is null && inlets.Count != 1 ? [] : [.. task.Inlets.Where((_, i) => port is null || inlets[i].Name == port)];
    }

    private void Feed(FlowInput from, FlowTarget to, EdgeOptions options)
    {
        if (!_feeds.TryGetValue(to, out List<EdgeTo>? feeds))
        {
            _feeds.Add(to, feeds = []);
            if (to.Node.Inputs.ElementAtOrDefault(to.Inlet) is { Node.Task.IsOpen: false } given)
            {
                feeds.Add(new EdgeTo(given, to.Node.Edges.ElementAtOrDefault(to.Inlet), IdOf(given, to)));
            }
        }

        // What gives values that grow is read in pieces where the inlet wants those.
        InletDescriptor? inlet = to.Node.Placing?.Descriptor.Inlets[to.Inlet];
        from = inlet is null ? from : PieceFlows.For(inlet, new TaskInput(from, isValue: false)).From;
        feeds.Add(new EdgeTo(from, options.IsBoundary || options != EdgeOptions.Default ? options : null, IdOf(from, to)));
    }

    private string IdOf(FlowInput from, FlowTarget to) => $"{NameOf(from.Node)}.{from.Port.Name}->{NameOf(to.Node)}.{to.Port.Name}";

    private string NameOf(FlowNode node) => _names.GetValueOrDefault(node, node.Task.Name);

    /// <summary>Places a node anew after all that it reads; without recursion, as a chain may have thousands of nodes.</summary>
    private void Renew(FlowNode last)
    {
        var path = new Stack<(FlowNode Node, Queue<FlowNode> Before)>();
        var open = new HashSet<FlowNode>(ReferenceEqualityComparer.Instance);
        Enter(last);
        while (path.TryPeek(out (FlowNode Node, Queue<FlowNode> Before) at))
        {
            if (at.Before.TryDequeue(out FlowNode? before))
            {
                Enter(before);
            }
            else
            {
                path.Pop();
                open.Remove(at.Node);
                _now.Add(at.Node, at.Node.Task.IsOpen ? RenewOpen(at.Node) : new FlowInput(RenewTask(at.Node), 0));
            }
        }

        void Enter(FlowNode node)
        {
            if (open.Contains(node))
            {
                throw new GraphConfigurationException(
                    FaultKind.Cycle, GraphDraft.CycleText([.. path.Select(p => p.Node).TakeWhile(n => n != node).Append(node).Prepend(node).Where(n => !n.Task.IsOpen).Select(NameOf)]));
            }

            if (!_now.ContainsKey(node))
            {
                open.Add(node);
                path.Push((node, new Queue<FlowNode>(SourcesOf(node).Select(s => s.Node))));
            }
        }
    }

    private IEnumerable<FlowInput> SourcesOf(FlowNode node) => node.Task.IsOpen
        ? FeedsOf(new FlowTarget(node, 0)).Select(f => f.From)
        : node.Inputs.SelectMany((input, i) => FeedsOf(new FlowTarget(node, i)) is { Count: > 0 } feeds ? feeds.Select(f => f.From) : [input]);

    private List<EdgeTo> FeedsOf(FlowTarget target) => _feeds.GetValueOrDefault(target) ?? [];

    /// <summary>An input of a graph that stands for a task: what feeds it, in its place.</summary>
    private FlowInput RenewOpen(FlowNode node)
    {
        var inlet = (OpenInletTask)node.Task;
        var target = new FlowTarget(node, 0);
        if (_taken.Contains(target))
        {
            return new FlowInput(node, 0);
        }

        List<EdgeTo> feeds = FeedsOf(target);
        RefuseSeveral(inlet.Inlet, feeds);
        return feeds.Count > 0 ? Now(feeds[0].From) : inlet.Inlet.IsOptional ? DefaultOf(inlet.Inlet) : new FlowInput(node, 0);
    }

    private FlowNode RenewTask(FlowNode node)
    {
        if (!node.Inputs.Where((input, i) => Now(input) != input || FeedsOf(new FlowTarget(node, i)).Count > 0).Any())
        {
            return node;
        }

        var inputs = new List<FlowInput>();
        var edges = new List<EdgeOptions?>();
        var areValues = new List<bool>();
        var feeds = new InletFeed[node.Inputs.Count];
        for (int i = 0; i < feeds.Length; i++)
        {
            Port port = node.Task.Inlets[i];
            var target = new FlowTarget(node, i);
            List<EdgeTo> given = FeedsOf(target);
            if (given.Count == 0)
            {
                FlowInput now = Now(node.Inputs[i]);
                inputs.Add(now);
                edges.Add(node.Edges.ElementAtOrDefault(i));
                areValues.Add(now == node.Inputs[i] ? node.Placing?.AreValues[i] ?? false : now.Node.IsValue);
                feeds[i] = InletFeed.Plain(port);
                continue;
            }

            InletDescriptor? inlet = (node.Inputs[i].Node.Task as OpenInletTask)?.Inlet;
            Merge merge = MergeOf(target, inlet, given);
            feeds[i] = new InletFeed([.. given.Select(f => Spreads(f.From.Port, inlet) ? f.From.Port.Named(port.Name) : port)], merge);
            inputs.AddRange(given.Select(f => Now(f.From)));
            edges.AddRange(given.Select(f => f.Options));
            areValues.AddRange(given.Select(f => Now(f.From) is var now && now.Node.IsValue && now.Outlet < now.Node.Task.Outlets.Count));
        }

        return Renewed(node, feeds, [.. inputs], [.. edges], [.. areValues]);
    }

    private static FlowNode Renewed(FlowNode node, InletFeed[] feeds, FlowInput[] inputs, EdgeOptions?[] edges, bool[] areValues)
    {
        if (node.Placing is not { } placing)
        {
            return new FlowNode(FedTask.Of(node.Task, feeds), inputs) { IsValue = node.IsValue, Origin = node.Origin, Held = node, Edges = edges };
        }

        return new FlowNode(Make(placing.Settings, areValues), inputs)
        {
            IsValue = GivesValue(areValues),
            Placing = new NodePlacing(
                placing.Descriptor with { Inlets = [.. feeds.SelectMany((f, i) => Enumerable.Repeat(placing.Descriptor.Inlets[i], f.Edges.Count))] },
                placing.Settings,
                Make,
                areValues,
                GivesValue)
            {
                Transform = placing.Transform,
            },
            Origin = node.Origin,
            Held = node,
            Edges = edges,
        };

        TaskBody Make(object? settings, bool[] values) => FedTask.Of(placing.MakeWith(settings, Together(values)), feeds);

        bool GivesValue(bool[] values) => placing.GivesValue(Together(values));

        bool[] Together(bool[] values)
        {
            int first = 0;
            var together = new bool[feeds.Length];
            for (int i = 0; i < feeds.Length; i++)
            {
                bool isOne = feeds[i].Edges.Count == 1 || feeds[i].Merge == Merge.Last;
                together[i] = isOne && values.Skip(first).Take(feeds[i].Edges.Count).All(v => v);
                first += feeds[i].Edges.Count;
            }

            return together;
        }
    }

    /// <summary>Puts the edges to an inlet in order, and says how they are read.</summary>
    private Merge MergeOf(FlowTarget target, InletDescriptor? inlet, List<EdgeTo> feeds)
    {
        feeds.Sort(static (one, other) => string.CompareOrdinal(one.Id, other.Id));
        Merge merge = _merges.TryGetValue(target, out Merge asked) ? asked : inlet?.Merge ?? Merge.Default;
        if (feeds.Count > 1 && merge == Merge.Default && inlet is not { Kind: InletKind.List })
        {
            if (Branching.AreOfOne(feeds.Select(f => f.From), SourcesOf))
            {
                return Merge.Interleave;
            }

            RefuseSeveral(inlet, feeds);
        }

        return merge;
    }

    private void RefuseSeveral(InletDescriptor? inlet, List<EdgeTo> feeds)
    {
        if (feeds.Count > 1)
        {
            _draft.Fault(
                FaultKind.DoubleInput,
                $"The inlet '{feeds[0].Id[(feeds[0].Id.IndexOf("->", StringComparison.Ordinal) + 2)..]}' has more than one edge: {string.Join(", ", feeds.Select(f => $"'{f.Id}'"))}. "
                + $"Leave out all but one, or say how they are read: Merge.Interleave, Merge.Last{(inlet is { Kind: InletKind.List } ? "" : ", or a parameter that takes a list")}.");
            feeds.RemoveRange(1, feeds.Count - 1);
        }
    }

    private static FlowInput DefaultOf(InletDescriptor inlet) => inlet.Port.Accept(new Defaults(inlet.Default));

    /// <summary>An edge to an inlet.</summary>
    private sealed record EdgeTo(FlowInput From, EdgeOptions? Options, string Id);

    private sealed class ElementOf(Type list) : IPortVisitor<bool>
    {
        public bool Visit<T>(Port port) => typeof(IEnumerable<T>).IsAssignableFrom(list);
    }

    private sealed class Defaults(object? value) : IPortVisitor<FlowInput>
    {
        public FlowInput Visit<T>(Port port) => TaskInput.Constant((T)value!).From;
    }
}
