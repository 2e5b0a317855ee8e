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

    public GraphAssembly(
        Assembling assembling, GraphDocument document, Spot at, string? directory, References references, IReadOnlyDictionary<string, Port> inputTypes)
    {
        _assembling = assembling;
        _document = document;
        _at = at;
        _references = references;
        _graph = new GraphBuilder(document.Name);
        _works = new WorkMaker(assembling, references, directory);
        _inputs = new GraphInlets(_graph, inputTypes);
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

        foreach (DocumentOutput output in _document.Outputs)
        {
            Keep(output, _at.At("outputs").At(output.Name));
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
                string? node = _placed.Keys
                    .Select(id => (Id: id, Index: fault.Message.IndexOf($"'{id}", StringComparison.Ordinal)))
                    .Where(n => n.Index >= 0 && n.Index + n.Id.Length + 1 < fault.Message.Length && fault.Message[n.Index + n.Id.Length + 1] is '\'' or '.')
                    .OrderBy(n => n.Index)
                    .Select(n => n.Id)
                    .FirstOrDefault();
                _assembling.Fault(fault.Kind, node is null ? _at : _at.At("nodes").At(node), fault.Message);
            }

            return null;
        }
    }

    private PlacedTask? Place(DocumentNode node, Spot at)
    {
        if (!NodeId.TryParse(node.Id, out _))
        {
            _assembling.Fault(
                FaultKind.InvalidName,
                at,
                $"'{Short(node.Id)}' is no id of a node. Use 1 to {NodeId.LongestName} letters, digits, '-' or '_', and begin with a letter or '_'.");
            return null;
        }

        Edge[] edges = [.. node.Inputs.SelectMany((input, i) => Edges(input, at.At("inputs").At(input.Inlet)))];
        var feeds = new Dictionary<string, Port?>(StringComparer.Ordinal);
        foreach (Edge edge in edges.Where(e => e.IsTyped))
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
            if (isWhole)
            {
                Join(node, task, edges, at);
            }

            return placed;
        }
        catch (Exception exception) when (Assembling.IsRefusal(exception))
        {
            _assembling.Fault(exception, at, node.Id);
            return null;
        }
    }

    /// <summary>Looks whether each inlet reads something, and each thing is read by an inlet; constants are read at once.</summary>
    private bool ReadInlets(DocumentNode node, TaskDefinition task, Edge[] edges, TaskInput[] inputs, Spot at)
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
                    FaultKind.UnknownPort, spot, $"'{node.Id}' ({task.Descriptor.Name}) has no inlet '{Short(given.Key)}'.{Suggestions.For(given.Key, [])} It has: {GraphBuilder.Listed(names)}.");
            }
            else if (given.Count() > 1)
            {
                _assembling.Fault(FaultKind.DoubleInput, spot, $"The inlet '{node.Id}.{given.Key}' is given twice. Leave out one, or give it a list: {given.Key}: [a, b].");
            }
        }

        for (int i = 0; i < inlets.Count; i++)
        {
            Edge[] own = [.. edges.Where(e => e.Inlet == inlets[i].Name)];
            if (own.Length == 0 && !inlets[i].IsOptional)
            {
                _assembling.Fault(
                    FaultKind.MissingInput,
                    at,
                    $"The inlet '{node.Id}.{inlets[i].Name}' reads nothing. Write inputs: {{ {inlets[i].Name}: … }} with an outlet, {{ value: … }} or {{ input: … }}.");
            }
            else if (own.FirstOrDefault(e => e.Constant is not null) is { } constant)
            {
                if (own.Length > 1)
                {
                    _assembling.Fault(FaultKind.DoubleInput, constant.At, $"The inlet '{node.Id}.{inlets[i].Name}' reads a constant, and so nothing else.");
                }
                else if (ItemMaker.Constant(inlets[i], constant.Constant!.Value) is { } input)
                {
                    inputs[i] = input;
                }
                else
                {
                    _assembling.Fault(
                        FaultKind.TypeMismatch, constant.At, $"'{node.Id}.{inlets[i].Name}' needs {TypeName.Of(inlets[i].ItemType)}, and {constant.Shown} is none.");
                }
            }
        }

        return _assembling.FaultCount == before;
    }

    /// <summary>Makes the edges to a node that was placed.</summary>
    private void Join(DocumentNode node, TaskDefinition task, Edge[] edges, Spot at)
    {
        foreach (Edge edge in edges.Where(e => e.Constant is null && e.IsWhole))
        {
            InletDescriptor inlet = task.Descriptor.Inlets.First(i => i.Name == edge.Inlet);
            string to = $"{node.Id}.{inlet.Name}";
            string? from = edge.Input is { } input ? Input(input, edge, inlet) : edge.From;
            if (from is null)
            {
                continue;
            }

            Transform? transform = edge.Transform;
            Port? given = transform?.OutputPort ?? edge.Outlet ?? inlet.Port;
            if (transform is not null && given.ItemType == typeof(object) && inlet.ItemType != typeof(object))
            {
                transform = transform.Then(inlet.Port.Accept(ConversionMaker.Shared));
                given = inlet.Port;
            }

            if (!Connections.Fits(given, inlet))
            {
                _assembling.Fault(
                    FaultKind.TypeMismatch, edge.At, $"'{from}'{(transform is null ? "" : $" by {transform.Id}")} is {TypeName.Of(given.ItemType)}, '{to}' needs {TypeName.Of(inlet.ItemType)}.");
                continue;
            }

            if (transform is null)
            {
                _graph.Connect(from, to, edge.Options);
            }
            else
            {
                _graph.Connect(from, to, transform, edge.Options);
            }
        }

        foreach (DocumentInput input in node.Inputs.Where(i => i.Merge != Merge.Default))
        {
            _graph.Merge($"{node.Id}.{input.Inlet}", input.Merge);
        }
    }

    /// <summary>Gives the input of the graph of a name, made of the type that is known for it, or of that of the first inlet that reads it.</summary>
    private string? Input(string name, Edge edge, InletDescriptor inlet)
    {
        if (!NodeId.TryParse(name, out _) || _document.Nodes.Any(n => n.Id == name))
        {
            _assembling.Fault(
                FaultKind.InvalidName,
                edge.At,
                NodeId.TryParse(name, out _) ? $"The input '{name}' has the name of a node. Give it another." : $"'{Short(name)}' is no name of an input. Use letters, digits, '-' or '_'.");
            return null;
        }

        _inputs.Make(name, edge.Transform?.InputPort ?? inlet.Port);
        return name;
    }

    private IEnumerable<Edge> Edges(DocumentInput input, Spot at) =>
        input.Sources.Select((source, i) => EdgeOf(input.Inlet, source, input.Sources.Count == 1 ? at : at.At(i)));

    private Edge EdgeOf(string inlet, DocumentSource source, Spot at)
    {
        if (source.Value is not null || source.Parameter is not null)
        {
            if (source.Transforms.Count > 0 || source.Capacity is not null || source.Overflow != default)
            {
                _assembling.Fault(FaultKind.BadSetting, at, "A constant travels on no edge: it has no transforms, capacity or overflow.");
            }

            Resolved value = source.Value is { } constant ? _references.Resolve(constant, at.At("value")) : _references.Parameter(source.Parameter!, at.At("parameter"));
            return new Edge(inlet, at) { Constant = value, Given = value.IsKnown ? ConstantPort(value.Value) : null, IsTyped = true, Shown = source.Value?.ToString() ?? $"the parameter '{source.Parameter}'" };
        }

        Transform? transform = TransformOf(source, at, out bool isWhole);
        var edge = new Edge(inlet, at)
        {
            Transform = transform,
            IsWhole = isWhole,
            Options = source.Capacity is null && source.Overflow == default ? null : new EdgeOptions { Capacity = source.Capacity, Overflow = source.Overflow },
        };
        if (source.Input is { } name)
        {
            Port? known = transform?.OutputPort ?? _inputs.TypeOf(name);
            return edge with { Input = name, Outlet = _inputs.TypeOf(name), Given = known, IsTyped = known is not null };
        }

        OutletDescriptor? outlet = FindOutlet(source.From ?? "", at, out string? from);
        if (transform is not null && outlet is not null && isWhole && !transform.InputPort.Takes(outlet.Port))
        {
            if (outlet.ItemType == typeof(object))
            {
                transform = transform.OfAny().Then(transform);
            }
            else
            {
                _assembling.Fault(
                    FaultKind.TypeMismatch, at, $"'{from}' is {TypeName.Of(outlet.ItemType)}, the transform '{transform.Steps[0].Id}' needs {TypeName.Of(transform.InputType)}.");
                isWhole = false;
            }
        }

        return edge with
        {
            From = from,
            Outlet = outlet?.Port,
            Transform = transform,
            Given = isWhole ? (transform is null ? outlet?.Port : transform.OutputPort) : null,
            IsTyped = true,
            IsWhole = isWhole && outlet is not null,
        };
    }

    private Transform? TransformOf(DocumentSource source, Spot at, out bool isWhole)
    {
        Transform? made = null;
        isWhole = true;
        for (int i = 0; i < source.Transforms.Count; i++)
        {
            try
            {
                Transform one = Make(source.Transforms[i], at.At("transforms").At(i));
                made = made is null ? one : made.Then(one);
            }
            catch (Exception exception) when (Assembling.IsRefusal(exception))
            {
                isWhole = false;
                _assembling.Fault(exception, at.At("transforms").At(i), source.Transforms[i].Id);
            }
        }

        return made;
    }

    private Transform Make(DocumentTransform transform, Spot at)
    {
        TransformKind? kind = _assembling.Rules.Transforms.Kinds.FirstOrDefault(k => k.Id == transform.Id);
        var given = new List<(string Name, object? Value)>();
        for (int i = 0; i < transform.Arguments.Count; i++)
        {
            DocumentMember argument = transform.Arguments[i];
            string name = argument.Name.Length > 0 ? argument.Name : kind?.Parameters.ElementAtOrDefault(i)?.Name ?? $"{i + 1}";
            given.Add((name, _references.Resolve(argument.Value, at).Value));
        }

        return _assembling.Rules.Transforms.Make(transform.Id, [.. given]);
    }

    /// <summary>Finds an outlet by its path; null where it could not be made, or, told, where there is none.</summary>
    private OutletDescriptor? FindOutlet(string path, Spot at, out string? full)
    {
        full = null;
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string id = dot < 0 ? path : path[..dot];
        string? port = dot < 0 ? null : path[(dot + 1)..];
        if (!_placed.TryGetValue(id, out PlacedTask? placed))
        {
            // Nodes in a cycle, and those with a doubled id, are told elsewhere.
            if (!_document.Nodes.Any(n => n.Id == id))
            {
                _assembling.Fault(FaultKind.UnknownNode, at, $"There is no node '{Short(id)}'.{Suggestions.For(id, _document.Nodes.Select(n => n.Id), "There are")}");
            }

            return null;
        }

        if (placed is null)
        {
            return null;
        }

        ValueList<OutletDescriptor> outlets = placed.Definition.Descriptor.Outlets;
        OutletDescriptor? found = port is null ? (outlets.Count == 1 ? outlets[0] : null)
            : outlets.FirstOrDefault(o => o.Name == port)
            ?? (port == Tasks.DeadLetterTask.ErrorOutlet && placed.Definition.Graph is null ? OutletDescriptor.Of<DeadLetter>(port) : null);
        if (found is null)
        {
            string[] names = [.. outlets.Select(o => o.Name), Tasks.DeadLetterTask.ErrorOutlet];
            _assembling.Fault(FaultKind.UnknownPort, at, GraphBuilder.PortFault(path, id, "outlet", names) + (port is null ? "" : Suggestions.For(port, names)));
            return null;
        }

        full = $"{id}.{found.Name}";
        return found;
    }

    private void Keep(DocumentOutput output, Spot at)
    {
        if (FindOutlet(output.From, at, out string? full) is null || full is null)
        {
            return;
        }

        int dot = full.IndexOf('.', StringComparison.Ordinal);
        PlacedTask placed = _placed[full[..dot]]!;
        int index = placed.Definition.Descriptor.Outlets.TakeWhile(o => o.Name != full[(dot + 1)..]).Count();
        bool isError = index == placed.Definition.Descriptor.Outlets.Count;
        if (string.IsNullOrWhiteSpace(output.Name) || _document.Outputs.Count(o => o.Name == output.Name) > 1)
        {
            _assembling.Fault(FaultKind.DuplicateName, at, $"The output '{output.Name}' {(string.IsNullOrWhiteSpace(output.Name) ? "has no name" : "is there twice")}. Give each its own name.");
            return;
        }

        TaskPlacing.FlowsOf(_graph).Keep(
            output.Name, isError ? new FlowInput(placed.Nodes[0].Node, placed.Nodes[0].Node.Task.Outlets.Count) : placed.Outlets[index]);
    }

    private static Port ConstantPort(object? value) => value switch
    {
        bool => Port.Of<bool>("value"),
        long => Port.Of<long>("value"),
        decimal or double => Port.Of<double>("value"),
        TimeSpan => Port.Of<TimeSpan>("value"),
        _ => Port.Of<string>("value"),
    };

    private static string Short(string text) => text.Length <= 80 ? text : text[..80] + "…";

    /// <summary>What an inlet reads.</summary>
    private sealed record Edge(string Inlet, Spot At)
    {
        /// <summary>Gets the outlet at its beginning, in full; null where it has none.</summary>
        public string? From { get; init; }

        public Port? Outlet { get; init; }

        public string? Input { get; init; }

        public Resolved? Constant { get; init; }

        /// <summary>Gets how a constant is shown.</summary>
        public string Shown { get; init; } = "";

        public Transform? Transform { get; init; }

        public EdgeOptions? Options { get; init; }

        /// <summary>Gets what comes to the inlet; null where that could not be made.</summary>
        public Port? Given { get; init; }

        /// <summary>Gets whether something says, or would say, of what type the items are.</summary>
        public bool IsTyped { get; init; }

        public bool IsWhole { get; init; } = true;
    }

    private sealed class ConversionMaker : IPortVisitor<Transform>
    {
        public static ConversionMaker Shared { get; } = new();

        public Transform Visit<T>(Port port) => Transform.Of("convert", static (object? item) => AnyValue.To<T>(item));
    }
}
