using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Documents;

/// <summary>Makes the document of one graph: the way back from what <see cref="GraphAssembly"/> does.</summary>
internal sealed class GraphSaving(TaskGraph graph, TaskCatalogue catalogue, DocumentRules rules)
{
    private readonly Dictionary<FlowNode, GraphNode> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly List<GraphFault> _faults = [];

    /// <exception cref="GraphConfigurationException">Something in the graph is code.</exception>
    public GraphDocument Save()
    {
        foreach (GraphNode node in graph.Nodes)
        {
            if (node.Origin is FlowNode flow)
            {
                _nodes[flow] = node;
            }
            else if (node.Task is not IFormatTask)
            {
                Refuse(node, "is no declared task");
            }
        }

        DocumentNode[] saved = [.. _nodes.Where(n => !IsPartOfAnEdge(n.Key)).Select(n => Node(n.Value, n.Key)).OfType<DocumentNode>()];
        DocumentOutput[] outputs = graph.Leaves is not null ? [] : [.. graph.Outputs.Select(Output).OfType<DocumentOutput>()];
        return _faults.Count == 0
            ? new GraphDocument(graph.Name) { Nodes = [.. saved], Outputs = [.. outputs] }
            : throw new GraphConfigurationException(_faults);
    }

    /// <summary>Says whether a node is written at the inlet that reads it: a constant, an input, a transform, or what makes values whole.</summary>
    private static bool IsPartOfAnEdge(FlowNode node) =>
        node.Task is ILiteralTask or InputTask or IWholeTask or IPiecesTask || node.Placing?.Transform is not null;

    private void Refuse(GraphNode node, string why) => _faults.Add(new GraphFault(
        FaultKind.UnknownTask,
        $"'{node.Id}' ({node.Task.Name}) {why}, and cannot be saved. A document holds tasks of its catalogue: make it a method with [StreamTask], and place that."));

    private DocumentNode? Node(GraphNode node, FlowNode flow)
    {
        if (flow.Placing is not { } placing || TaskOf(placing) is not { } task)
        {
            Refuse(node, flow.Placing is null ? "is a function or operator of code" : "is no task of the catalogue");
            return null;
        }

        TaskOptions ofTask = TaskOptions.From(task.Options), own = flow.Task.Options;
        var options = NodeOptions.Of(own, ofTask);
        if ((options.ToTaskOptions()?.Invoke(ofTask) ?? ofTask).WithoutSupplies() != own.WithoutSupplies())
        {
            Refuse(node, "has an option that is code (a pipeline, a fallback, a condition of a retry, a buffer)");
        }

        return new DocumentNode(node.Id.ToString(), new TaskWork(task.Descriptor.Name) { Settings = [.. Settings(node, placing, own)], Options = options })
        {
            Inputs = [.. Inputs(node, flow, placing)],
        };
    }

    /// <summary>Finds the task of the catalogue; null where another one, of code, only has its name.</summary>
    private TaskDefinition? TaskOf(NodePlacing placing)
    {
        TaskDescriptor placed = placing.Descriptor;
        TaskDefinition? task = rules.AllowedTasks?.Contains(placed.Name) == false ? null
            : catalogue.Find(placed.Name)
            ?? (catalogue.FindFamily(placed.Name) is { } family ? Member(family, placing) : null);
        task = task is { NeedsSetup: true } ? ClassSetup.Of(task, placing.Settings, out _) : task;
        return task is not null
            && task.Descriptor.Outlets.Equals(placed.Outlets)
            && task.Descriptor.Inlets.Select(i => i.ToString()).SequenceEqual(placed.Inlets.Select(i => i.ToString()).Distinct())
            ? task
            : null;
    }

    private static TaskDefinition? Member(TaskFamily family, NodePlacing placing)
    {
        IReadOnlyList<string> open = family.Of<OpenItem>() is not { NeedsSetup: true } any ? family.OpenInlets
            : ClassSetup.Of(any, placing.Settings, out _) is { } described ? ClassSetup.OpenInlets(described)
            : [];
        return placing.Descriptor.Inlets.FirstOrDefault(i => open.Contains(i.Name)) is { } inlet ? family.Of(inlet.Port) : null;
    }

    private IEnumerable<DocumentMember> Settings(GraphNode node, NodePlacing placing, TaskOptions options)
    {
        TaskDescriptor task = placing.Descriptor;
        foreach (SettingDescriptor setting in placing.Settings is null ? [] : task.Settings)
        {
            object? value = setting.Value(placing.Settings);
            if (Equals(value, setting.Default) || (value is System.Collections.IEnumerable one and not string && setting.Default is System.Collections.IEnumerable other && one.Cast<object?>().SequenceEqual(other.Cast<object?>())))
            {
                continue;
            }

            if (!setting.CanSet || value is Secret)
            {
                Refuse(node, $"has the setting '{setting.Name}', which only code can give");
            }
            else
            {
                yield return new DocumentMember(DescriptorJson.Camel(setting.Name), value is Credential credential ? DocumentValue.Credential(credential.Name) : Value(value));
            }
        }

        foreach (CredentialDescriptor secret in task.Credentials)
        {
            string? name = options.Supplies.Credentials.FirstOrDefault(c => c.Parameter == secret.Parameter)?.Name;
            if (name is not null && name != secret.Name)
            {
                yield return new DocumentMember(secret.Parameter, DocumentValue.Credential(name));
            }
        }
    }

    private IEnumerable<DocumentInput> Inputs(GraphNode node, FlowNode flow, NodePlacing placing)
    {
        for (int i = 0; i < flow.Inputs.Count;)
        {
            InletDescriptor inlet = placing.Descriptor.Inlets[i];
            Merge merge = flow.Task is FedTask fed ? fed.MergeOf(i) : Merge.Default;
            var sources = new List<DocumentSource>();
            for (; i < flow.Inputs.Count && placing.Descriptor.Inlets[i].Name == inlet.Name; i++)
            {
                if (flow.Inputs[i].Node.Task is not ILiteralTask literal || !inlet.IsOptional || !Equals(literal.Value, inlet.Default))
                {
                    if (flow.Inputs[i].Node.Task is ILiteralTask { IsStream: true } && inlet.Kind == InletKind.Item)
                    {
                        Refuse(node, $"reads items of code at '{inlet.Name}'");
                    }

                    sources.Add(Source(node, flow.Inputs[i], flow.Edges.ElementAtOrDefault(i)));
                }
            }

            if (sources.Count > 0)
            {
                yield return new DocumentInput(inlet.Name, [.. sources]) { Merge = merge };
            }
        }
    }

    private DocumentSource Source(GraphNode reader, FlowInput from, EdgeOptions? edge)
    {
        var transforms = new List<DocumentTransform>();
        FlowInput at = from;
        for (; at.Node.Task is IWholeTask or IPiecesTask || at.Node.Placing?.Transform is not null; at = at.Node.Inputs[0])
        {
            if (at.Node.Placing?.Transform is { Id: not "convert" } transform)
            {
                transforms.Insert(0, new DocumentTransform(transform.Id)
                {
                    Arguments = [.. transform.Parameters.Where(p => p.Value is not null).Select(p => new DocumentMember(p.Key, Value(p.Value)))],
                });
                if (!rules.Transforms.Kinds.Any(k => k.Id == transform.Id))
                {
                    Refuse(reader, $"reads through the transform '{transform.Id}', which is none of the catalogue");
                }
            }

            edge = at.Node.Edges.ElementAtOrDefault(0) ?? edge;
        }

        var source = new DocumentSource { Transforms = [.. transforms], Capacity = edge?.Capacity, Overflow = edge?.Overflow ?? default };
        if (edge is { CapacityBytes: not null } or { Buffer: not null })
        {
            Refuse(reader, "reads an edge with a bound or buffer of code");
        }

        return at.Node.Task switch
        {
            ILiteralTask literal => new DocumentSource { Value = Value(literal.Value) },
            InputTask input => source with { Input = input.Name },
            _ => source with { From = PathOf(at) },
        };
    }

    private string PathOf(FlowInput from)
    {
        GraphNode node = _nodes.TryGetValue(from.Node, out GraphNode? same) ? same : _nodes[from.Node.Origin];
        return from.Node.Task.Outlets.Count == 1 && from.Outlet == 0 ? $"{node.Id}" : $"{node.Id}.{from.Port.Name}";
    }

    private DocumentOutput? Output(GraphOutput output)
    {
        if (output.Node.Origin is not FlowNode flow)
        {
            return null;
        }

        var from = new FlowInput(flow, output.OutletIndex);
        while (from.Node.Task is IWholeTask or IPiecesTask)
        {
            from = from.Node.Inputs[0];
        }

        if (IsPartOfAnEdge(from.Node))
        {
            Refuse(output.Node, "is an output without a task of its own");
            return null;
        }

        return new DocumentOutput(output.Name, PathOf(from));
    }

    /// <summary>Gives a value as a document has it.</summary>
    private static DocumentValue Value(object? value) => value switch
    {
        TimeSpan time => Durations.Text(time),
        IEnumerable<KeyValuePair<string, string>> texts => DocumentValue.Map([.. texts.Select(t => new DocumentMember(t.Key, Value(t.Value)))]),
        _ => JsonTypes.ValueOf(value) is { } json ? Of(JsonSource.Read(json.ToJsonString(), new DocumentLimits { MaxDepth = 1000, MaxValues = int.MaxValue })) : DocumentValue.Null,
    };

    private static DocumentValue Of(SourceValue value) => value.Kind switch
    {
        DocumentValueKind.List => DocumentValue.List([.. value.Items.Select(Of)]),
        DocumentValueKind.Map => DocumentValue.Map([.. value.Members.Select(m => new DocumentMember(m.Name, Of(m.Value)))]),
        DocumentValueKind.Text => value.Scalar.Text.Replace("${", "$${", StringComparison.Ordinal),
        _ => value.Scalar,
    };
}
