using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Makes the graph of one document: places its nodes, producers before consumers, and joins them.</summary>
internal sealed class GraphAssembly
{
    private readonly Assembling _assembling;
    private readonly GraphDocument _document;
    private readonly Spot _at;
    private readonly References _references;
    private readonly GraphBuilder _graph;
    private readonly WorkMaker _works;
    private readonly Dictionary<string, PlacedTask?> _placed = new(StringComparer.Ordinal);
    private readonly GraphInlets _inputs;
    private readonly Dictionary<string, DocumentNode> _nodes;

    /// <summary>The ids of what stands on edges and leaves items out.</summary>
    private readonly HashSet<string> _filters = new(StringComparer.Ordinal);
    private readonly EdgeReader _edges;
    private readonly FileWriters _writers;

    public GraphAssembly(
        Assembling assembling, GraphDocument document, Spot at, string? directory, References references, IReadOnlyDictionary<string, Port> inputTypes)
    {
        _assembling = assembling;
        _document = document;
        _at = at;
        _references = references;
        _graph = new GraphBuilder(document.Name);
        _writers = new FileWriters(assembling);
        _works = new WorkMaker(assembling, references, directory);
        _inputs = new GraphInlets(_graph, inputTypes);
        _nodes = document.Nodes.DistinctBy(n => n.Id, StringComparer.Ordinal).ToDictionary(n => n.Id, StringComparer.Ordinal);
        _edges = new EdgeReader(assembling, _nodes, references, _placed, _inputs);
    }

    /// <summary>Makes the graph; null, and told, where it cannot be.</summary>
    public TaskGraph? Make()
    {
        int before = _assembling.FaultCount;
        if (_document.Nodes.Count == 0)
        {
            _assembling.Fault(FaultKind.EmptyGraph, _at.At("nodes"), "A graph has at least one node.");
        }

        if (!_assembling.Takes(_document.Nodes.Count, _at.At("nodes")))
        {
            return null;
        }

        foreach (DocumentNode node in new NodeOrder(_assembling, _document, _at).Sorted())
        {
            _placed.Add(node.Id, Place(node, _at.At("nodes").At(node.Id)));
        }

        var outputs = new HashSet<string>(StringComparer.Ordinal);
        foreach (DocumentOutput output in _document.Outputs)
        {
            Keep(output, outputs.Add(output.Name), _at.At("outputs").At(output.Name));
        }

        return _assembling.FaultCount > before ? null : Build();
    }

    private TaskGraph? Build()
    {
        try
        {
            return _graph.Build();
        }
        catch (GraphConfigurationException exception)
        {
            foreach (GraphFault fault in exception.Faults)
            {
                // The core names the nodes; the first that is named is where the fault is shown.
                string? port = fault.Message.Split('\'').Where((_, i) => i % 2 == 1).FirstOrDefault(named => _placed.ContainsKey(named.Split('.', 2)[0]));
                string[] named = port?.Split('.', 2) ?? [];
                if (fault.Kind == FaultKind.DoubleInput && named is [var id, var inlet]
                    && _nodes[id].Inputs.FirstOrDefault(i => i.Inlet == inlet) is { Sources.Count: > 1 } several)
                {
                    TellSeveral(id, several);
                    continue;
                }

                _assembling.Fault(fault.Kind, port is null ? _at : _at.At("nodes").At(named[0]), fault.Message);
            }

            return null;
        }
    }

    private void TellSeveral(string id, DocumentInput input)
    {
        string[] sources = [.. input.Sources.Select(s => s.From ?? $"{{ input: {s.Input} }}")];
        _assembling.Fault(
            FaultKind.DoubleInput,
            _at.At("nodes").At(id).At("inputs").At(input.Inlet),
            $"The inlet '{id}.{input.Inlet}' has more than one edge: {string.Join(", ", sources.Select(s => $"'{s}'"))}. Leave out all but one, or say how they are read: "
            + $"{input.Inlet}: {{ from: [{string.Join(", ", sources)}], merge: interleave }} takes the items as they come, merge: last the last one.");
    }

    private PlacedTask? Place(DocumentNode node, Spot at)
    {
        if (!NodeId.TryParse(node.Id, out _))
        {
            _assembling.Fault(
                FaultKind.InvalidName,
                at,
                $"'{ValueWords.Short(node.Id)}' is no id of a node. Use 1 to {NodeId.LongestName} letters, digits, '-' or '_', and begin with a letter or '_'.");
            return null;
        }

        InletEdge[] edges = [.. node.Inputs.SelectMany(input => _edges.Of(input, at.At("inputs").At(input.Inlet)))];
        var feeds = new Dictionary<string, Port?>(StringComparer.Ordinal);
        foreach (InletEdge edge in edges.Where(e => e.IsTyped))
        {
            feeds.TryAdd(edge.Inlet, edge.Given);
        }

        Func<Tasks.TaskOptions, Tasks.TaskOptions>? options = _works.Options(node.Work.Options, node.Id, at);
        if (_works.Make(node.Work, node.Id, at, feeds) is not { } task)
        {
            return null;
        }

        TaskInput[] inputs = Connecting.OpenInputs(task);
        bool isWhole = ReadInlets(node, task, edges, inputs, at);
        try
        {
            PlacedTask placed = _graph.Add(task, inputs, node.Id, options: options);
            if (node.Work is TaskWork)
            {
                _writers.Look(node.Id, task, at);
            }

            if (isWhole)
            {
                Join(node, task, edges, at);
            }

            return placed;
        }
        catch (Exception exception) when (Assembling.IsRefusal(exception))
        {
            _assembling.Fault(exception, at, node.Id, task.Descriptor);
            return null;
        }
    }

    /// <summary>Looks whether each inlet reads something, and each thing is read by an inlet; constants are read at once.</summary>
    private bool ReadInlets(DocumentNode node, TaskDefinition task, InletEdge[] edges, TaskInput[] inputs, Spot at)
    {
        int before = _assembling.FaultCount;
        ValueList<InletDescriptor> inlets = task.Descriptor.Inlets;
        string[] names = [.. inlets.Select(i => i.Name)];
        foreach (IGrouping<string, DocumentInput> given in node.Inputs.GroupBy(i => i.Inlet, StringComparer.Ordinal))
        {
            Spot spot = at.At("inputs").At(given.Key);
            if (!names.Contains(given.Key))
            {
                _assembling.Fault(
                    FaultKind.UnknownPort, spot, $"'{node.Id}' ({task.Descriptor.Name}) has no inlet '{ValueWords.Short(given.Key)}'.{_assembling.Suggest(given.Key, [])} It has: {GraphBuilder.Listed(names)}.");
            }
            else if (given.Count() > 1)
            {
                _assembling.Fault(FaultKind.DoubleInput, spot, $"The inlet '{node.Id}.{given.Key}' is given twice. Leave out one, or give it a list: {given.Key}: [a, b].");
            }
        }

        for (int i = 0; i < inlets.Count; i++)
        {
            InletEdge[] own = [.. edges.Where(e => e.Inlet == inlets[i].Name)];
            if (own.Length == 0 && !inlets[i].IsOptional)
            {
                _assembling.Fault(
                    FaultKind.MissingInput,
                    at,
                    $"The inlet '{node.Id}.{inlets[i].Name}' reads nothing. Write inputs: {{ {inlets[i].Name}: … }} with an outlet, {{ value: … }} or {{ input: … }}.");
            }
            else if (own.Any(e => !e.IsWhole) && IsOneOfSeveral(node, inlets[i]))
            {
                // The graph, which would tell it, is not made.
                TellSeveral(node.Id, node.Inputs.First(input => input.Inlet == inlets[i].Name));
            }
            else if (own.FirstOrDefault(e => e.Constant is not null) is { } constant)
            {
                if (own.Length > 1)
                {
                    _assembling.Fault(
                        FaultKind.DoubleInput,
                        constant.At,
                        $"The inlet '{node.Id}.{inlets[i].Name}' reads a constant, and so nothing else. Several items that are known before are an input of the graph: "
                        + $"{inlets[i].Name}: {{ input: {inlets[i].Name} }}; whoever runs it gives them.");
                }
                else if (ItemMaker.Constant(inlets[i], constant.Constant!.Value) is { } input)
                {
                    inputs[i] = input;
                }
                else
                {
                    _assembling.Fault(
                        FaultKind.TypeMismatch, constant.At, $"'{node.Id}.{inlets[i].Name}' expects {ValueWords.Of(inlets[i].ItemType)}; got {constant.Shown}.");
                }
            }
        }

        return _assembling.FaultCount == before;
    }

    /// <summary>Says whether an inlet would be refused for its several edges, whatever the nodes before it are: their outlets are no branches, of which each item takes one.</summary>
    private bool IsOneOfSeveral(DocumentNode node, InletDescriptor inlet) =>
        inlet is { Merge: Merge.Default, Kind: not InletKind.List }
        && node.Inputs.Where(input => input.Inlet == inlet.Name).ToArray() is [{ Merge: Merge.Default, Sources.Count: > 1 } input]
        && input.Sources.All(s => s.From is not null)
        && input.Sources.Select(s => s.From!.Split('.', 2)[0]).Distinct().Count() == input.Sources.Count
        && !_document.Nodes.Any(n => n.Work is IfWork or SwitchWork);

    /// <summary>Makes the edges to a node that was placed.</summary>
    private void Join(DocumentNode node, TaskDefinition task, InletEdge[] edges, Spot at)
    {
        foreach (InletEdge edge in edges.Where(e => e.Constant is null && e.IsWhole))
        {
            InletDescriptor inlet = task.Descriptor.Inlets.First(i => i.Name == edge.Inlet);
            string to = $"{node.Id}.{inlet.Name}";
            string? from = edge.Input is { } input ? Input(input, edge, inlet) : edge.From;
            if (from is null)
            {
                continue;
            }

            Transform? transform = edge.Transform;
            Port given = transform?.OutputPort ?? (edge.Input is null ? edge.Outlet : _inputs.TypeOf(edge.Input)) ?? inlet.Port;
            if (transform is not null && given.ItemType == typeof(object) && inlet.ItemType != typeof(object))
            {
                transform = transform.Then(inlet.Port.Accept(ConversionMaker.Shared));
                given = inlet.Port;
            }

            if (!Connections.Fits(given, inlet))
            {
                _assembling.Fault(
                    FaultKind.TypeMismatch, edge.At, $"'{from}'{(transform is null ? "" : $" by {transform.Id}")} is {TypeName.Of(given.ItemType)}, '{to}' needs {TypeName.Of(inlet.ItemType)}.{Between(given, inlet)}");
                continue;
            }

            EdgeOptions? options = edge.Options;
            if (edge.When is { } when)
            {
                Port items = (edge.Input is null ? edge.Outlet : _inputs.TypeOf(edge.Input)) ?? inlet.Port;
                from = Filtered(from, to, items.Accept(new FilterMaker(when)), options);
                options = null;
            }

            if (transform is null)
            {
                _graph.Connect(from, to, options);
            }
            else
            {
                _graph.Connect(from, to, transform, options, ofTasks: node.Work.Options.ForErrors);
            }
        }

        foreach (DocumentInput input in node.Inputs.Where(i => i.Merge != Merge.Default))
        {
            _graph.Merge($"{node.Id}.{input.Inlet}", input.Merge);
        }
    }

    /// <summary>Says, as the last sentence of a fault, which task makes texts of rows, or rows of texts.</summary>
    private string Between(Port given, InletDescriptor inlet) =>
        inlet.ItemType == typeof(string) && _assembling.Catalogue.Find("template")?.Descriptor.Inlets[0].ItemType == given.ItemType
            ? " A task between them makes texts of rows: 'template' of some columns, 'json.format' of all."
        : given.ItemType == typeof(string) && _assembling.Catalogue.Find("rows")?.Descriptor.Outlets[0].ItemType == inlet.ItemType
            ? " A task between them makes rows of texts: 'rows', or 'text.extract' by a pattern."
        : "";

    /// <summary>Places what leaves items out on an edge, and gives its id.</summary>
    private string Filtered(string from, string to, TaskDefinition filter, EdgeOptions? options)
    {
        // The same outlet may feed an inlet by several edges, and a node may have such an id.
        string name = $"{from.Replace('.', '-')}-{to.Replace('.', '-')}-when";
        string id = name;
        for (int number = 2; _nodes.ContainsKey(id) || !_filters.Add(id); number++)
        {
            id = $"{name}-{number}";
        }

        id = _graph.Add(filter, Connecting.OpenInputs(filter), NodeId.TryParse(id, out _) ? id : null).Id;
        _graph.Connect(from, id, options);
        return id;
    }

    /// <summary>Gives the input of the graph of a name, made of the type that is known for it, or of that of the first inlet that reads it.</summary>
    private string? Input(string name, InletEdge edge, InletDescriptor inlet)
    {
        if (!NodeId.TryParse(name, out _) || _nodes.ContainsKey(name))
        {
            _assembling.Fault(
                FaultKind.InvalidName,
                edge.At,
                NodeId.TryParse(name, out _) ? $"The input '{name}' has the name of a node. Give it another." : $"'{ValueWords.Short(name)}' is no name of an input. Use letters, digits, '-' or '_'.");
            return null;
        }

        _inputs.Make(name, edge.Transform?.InputPort ?? inlet.Port);
        return name;
    }

    private void Keep(DocumentOutput output, bool isFirst, Spot at)
    {
        if (_edges.FindOutlet(output.From, at, out string? full) is null || full is null)
        {
            return;
        }

        int dot = full.IndexOf('.', StringComparison.Ordinal);
        PlacedTask placed = _placed[full[..dot]]!;
        int index = placed.Definition.Descriptor.Outlets.TakeWhile(o => o.Name != full[(dot + 1)..]).Count();
        bool isError = index == placed.Definition.Descriptor.Outlets.Count;
        if (string.IsNullOrWhiteSpace(output.Name) || !isFirst)
        {
            _assembling.Fault(FaultKind.DuplicateName, at, $"The output '{output.Name}' {(string.IsNullOrWhiteSpace(output.Name) ? "has no name" : "is there twice")}. Give each its own name.");
            return;
        }

        TaskPlacing.FlowsOf(_graph).Keep(
            output.Name, isError ? new FlowInput(placed.Nodes[0].Node, placed.Nodes[0].Node.Task.Outlets.Count) : placed.Outlets[index]);
    }

    private sealed class FilterMaker(DocumentCondition when) : IPortVisitor<TaskDefinition>
    {
        public TaskDefinition Visit<T>(Port port) => TaskDefinition.Call<T, Step<T>>(
            new TaskDescriptor("when") { Inlets = [InletDescriptor.Of<T>("items")], Outlets = [OutletDescriptor.Of<T>(ItemOutlets.DefaultName)] },
            TaskInlets.Item<T>("items"),
            TaskOutlets.Step(ItemOutlets.One<T>()),
            _ => item => when.Holds(item) ? Step<T>.Emit(item) : Step<T>.Skip());
    }

    private sealed class ConversionMaker : IPortVisitor<Transform>
    {
        public static ConversionMaker Shared { get; } = new();

        public Transform Visit<T>(Port port) => Transform.Of("convert", static (object? item) => AnyValue.To<T>(item));
    }
}
