using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>Reads what the inlets of nodes read: finds outlets, makes transforms, resolves constants.</summary>
/// <param name="assembling">Is told what is wrong.</param>
/// <param name="nodes">All nodes of the document, by their ids.</param>
/// <param name="references">The values that constants refer to.</param>
/// <param name="placed">The nodes that were placed, by their ids; null for one that could not be.</param>
/// <param name="inputs">The inputs of the graph.</param>
internal sealed class EdgeReader(
    Assembling assembling, IReadOnlyDictionary<string, DocumentNode> nodes, References references, IReadOnlyDictionary<string, PlacedTask?> placed, GraphInlets inputs)
{
    /// <summary>Reads what an inlet reads; what is wrong is told.</summary>
    public IEnumerable<InletEdge> Of(DocumentInput input, Spot at) =>
        input.Sources.Select((source, i) => EdgeOf(input.Inlet, source, input.Sources.Count == 1 ? at : at.At(i)));

    private InletEdge EdgeOf(string inlet, DocumentSource source, Spot at)
    {
        if (source.Value is not null || source.Parameter is not null)
        {
            if (source.When is not null || source.Transforms.Count > 0 || source.Capacity is not null || source.Overflow != default)
            {
                assembling.Fault(FaultKind.BadSetting, at, "A constant travels on no edge: it has no condition, transforms, capacity or overflow.");
            }

            Resolved value = source.Value is { } constant ? references.Resolve(constant, at.At("value")) : references.Parameter(source.Parameter!, at.At("parameter"));
            return new InletEdge(inlet, at) { Constant = value, Given = value.IsKnown ? ConstantPort(value.Value) : null, IsTyped = true, Shown = source.Value?.ToString() ?? $"the parameter '{source.Parameter}'" };
        }

        Transform? transform = TransformOf(source, at, out bool isWhole);
        var edge = new InletEdge(inlet, at)
        {
            Transform = transform,
            When = source.When is { } when ? references.Resolve(when, at.At("when")) : null,
            IsWhole = isWhole,
            Options = source.Capacity is null && source.Overflow == default ? null : new EdgeOptions { Capacity = source.Capacity, Overflow = source.Overflow },
        };
        if (source.Input is { } name)
        {
            Port? known = transform?.OutputPort ?? inputs.TypeOf(name);
            return edge with { Input = name, Outlet = inputs.TypeOf(name), Given = known, IsTyped = known is not null };
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
                assembling.Fault(
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
                assembling.Fault(exception, at.At("transforms").At(i), source.Transforms[i].Id);
            }
        }

        return made;
    }

    private Transform Make(DocumentTransform transform, Spot at)
    {
        TransformKind? kind = assembling.Rules.Transforms.Kinds.FirstOrDefault(k => k.Id == transform.Id);
        var given = new List<(string Name, object? Value)>();
        for (int i = 0; i < transform.Arguments.Count; i++)
        {
            DocumentMember argument = transform.Arguments[i];
            string name = argument.Name.Length > 0 ? argument.Name : kind?.Parameters.ElementAtOrDefault(i)?.Name ?? $"{i + 1}";
            given.Add((name, references.Resolve(argument.Value, at).Value));
        }

        return assembling.Rules.Transforms.Make(transform.Id, [.. given]);
    }

    /// <summary>Finds an outlet by its path; null where it could not be made, or, told, where there is none.</summary>
    public OutletDescriptor? FindOutlet(string path, Spot at, out string? full)
    {
        full = null;
        int dot = path.IndexOf('.', StringComparison.Ordinal);
        string id = dot < 0 ? path : path[..dot];
        string? port = dot < 0 ? null : path[(dot + 1)..];
        if (!placed.TryGetValue(id, out PlacedTask? task))
        {
            // Nodes in a cycle, and those with a doubled id, are told elsewhere.
            if (!nodes.ContainsKey(id))
            {
                assembling.Fault(FaultKind.UnknownNode, at, $"There is no node '{ValueWords.Short(id)}'.{assembling.Suggest(id, nodes.Keys, "There are")}");
            }

            return null;
        }

        if (task is null)
        {
            return null;
        }

        ValueList<OutletDescriptor> outlets = task.Definition.Descriptor.Outlets;
        OutletDescriptor? found = port is null ? (outlets.Count == 1 ? outlets[0] : null)
            : outlets.FirstOrDefault(o => o.Name == port)
            ?? (port == Tasks.DeadLetterTask.ErrorOutlet && task.Definition.Graph is null ? OutletDescriptor.Of<DeadLetter>(port) : null);
        if (found is null)
        {
            string[] names = [.. outlets.Select(o => o.Name), Tasks.DeadLetterTask.ErrorOutlet];
            assembling.Fault(FaultKind.UnknownPort, at, GraphBuilder.PortFault(path, id, "outlet", names) + (port is null ? "" : assembling.Suggest(port, names)));
            return null;
        }

        full = $"{id}.{found.Name}";
        return found;
    }

    private static Port ConstantPort(object? value) => value switch
    {
        bool => Port.Of<bool>("value"),
        long => Port.Of<long>("value"),
        decimal or double => Port.Of<double>("value"),
        TimeSpan => Port.Of<TimeSpan>("value"),
        _ => Port.Of<string>("value"),
    };
}
