using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Checks what the ports of declared tasks say, for all edges of a graph that is built, and gives tasks the settings that edges give.</summary>
internal sealed class PortCheck
{
    private readonly PortGraph _ports = new();
    private readonly Dictionary<FlowNode, string> _ids = new(ReferenceEqualityComparer.Instance);
    private readonly List<(FlowInput From, FlowNode To, string Inlet, PortRefusal Refusal)> _refusals = [];

    private readonly Dictionary<(FlowNode Node, int Inlet), string> _narrowed = [];

    private PortCheck()
    {
    }

    /// <summary>Checks a graph; null where no port says anything besides its type.</summary>
    /// <param name="nodes">All nodes, producers before consumers.</param>
    /// <param name="bodies">The task of each node; gets another where settings have changed.</param>
    public static PortCheck? Of(IReadOnlyList<FlowNode> nodes, Dictionary<FlowNode, TaskBody> bodies)
    {
        if (!nodes.Any(n => n.Placing is { HasPorts: true }))
        {
            return null;
        }

        var check = new PortCheck();
        foreach (FlowNode node in nodes)
        {
            if (node.Placing is { Transform: null } placing)
            {
                check.Add(node, placing, bodies);
            }
        }

        return check;
    }

    /// <summary>Tells the faults, with the ids that the tasks have got.</summary>
    public void Tell(GraphDraft draft, IReadOnlyDictionary<FlowNode, GraphNode> placed)
    {
        foreach ((FlowInput from, FlowNode to, string inlet, PortRefusal refusal) in _refusals)
        {
            draft.Fault(
                FaultKind.PortMismatch,
                refusal.Message
                    .Replace($"'{refusal.From}'", $"'{placed[from.Node].Id}.{from.Port.Name}'", StringComparison.Ordinal)
                    .Replace($"'{refusal.To}'", $"'{placed[to].Id}.{inlet}'", StringComparison.Ordinal));
        }
    }

    /// <summary>Gives the task that looks at each item on its way to an inlet which needs a narrower format than is promised; null where none is needed.</summary>
    public TaskBody? FormatOf(FlowNode node, int inlet, string id, Port outlet) => _narrowed.TryGetValue((node, inlet), out string? format)
        ? outlet.Accept(new FormatTaskMaker($"{id}.{node.Placing!.Descriptor.Inlets[inlet].Name}", format))
        : null;

    private void Add(FlowNode node, NodePlacing placing, Dictionary<FlowNode, TaskBody> bodies)
    {
        string id = $"{_ids.Count}";
        _ids.Add(node, id);
        _ports.Add(id, placing.Descriptor, placing.Settings);
        for (int i = 0; i < node.Inputs.Count && i < placing.Descriptor.Inlets.Count; i++)
        {
            FlowInput from = Declared(node.Inputs[i]);
            if (_ids.TryGetValue(from.Node, out string? source) && from.Outlet < from.Node.Placing!.Descriptor.Outlets.Count)
            {
                string inlet = placing.Descriptor.Inlets[i].Name;
                if (_ports.Connect($"{source}.{from.Node.Placing.Descriptor.Outlets[from.Outlet].Name}", $"{id}.{inlet}") is { } refusal)
                {
                    _refusals.Add((from, node, inlet, refusal));
                }
                else if (_ports.FieldsOf($"{id}.{inlet}").Find("format") is { } wanted
                    && _ports.FieldsOf($"{source}.{from.Node.Placing.Descriptor.Outlets[from.Outlet].Name}").Find("format") is { } given
                    && !PortFields.IsOfFormat(given, wanted))
                {
                    _narrowed.Add((node, i), wanted);
                }
            }
        }

        if (_ports.ChangedSettings(id, placing.Settings) is { } changed)
        {
            bodies[node] = placing.MakeWith(changed, placing.AreValues);
        }
    }

    /// <summary>The outlet of the task itself, where what is read are pieces of its values or whole ones.</summary>
    private static FlowInput Declared(FlowInput from) => from.Node.Task is IWholeTask or IPiecesTask ? Declared(from.Node.Inputs[0]) : from;
}
