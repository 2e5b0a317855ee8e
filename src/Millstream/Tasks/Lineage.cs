using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>
/// Has the index of items at their source travel from where it begins to where it is read, and nowhere else. It begins at the source, or at the first
/// task before the reader that makes new items.
/// </summary>
internal sealed class Lineage
{
    private readonly IReadOnlyList<FlowNode> _nodes;
    private readonly Dictionary<FlowNode, TaskBody> _bodies;
    private readonly HashSet<FlowInput> _carried = [];
    private readonly Dictionary<FlowNode, TaskBody> _lifted = new(ReferenceEqualityComparer.Instance);

    private Lineage(IReadOnlyList<FlowNode> nodes, Dictionary<FlowNode, TaskBody> bodies)
    {
        _nodes = nodes;
        _bodies = bodies;
    }

    /// <summary>Replaces the tasks of <paramref name="bodies"/> that carry, begin or end the index; gives the outlets that carry it.</summary>
    /// <param name="nodes">All nodes of the graph, producers before consumers.</param>
    /// <param name="bodies">The task of each node.</param>
    public static IReadOnlySet<FlowInput> Carry(IReadOnlyList<FlowNode> nodes, Dictionary<FlowNode, TaskBody> bodies)
    {
        var lineage = new Lineage(nodes, bodies);
        if (bodies.Values.Any(b => b.ReadsIndex))
        {
            lineage.Lift();
            lineage.Replace();
        }

        return lineage._carried;
    }

    /// <summary>From the readers back to where the index begins.</summary>
    private void Lift()
    {
        HashSet<FlowNode> captured = [.. _bodies.Values.SelectMany(b => b.Captures).Select(n => n.Origin)];
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            FlowNode node = _nodes[i];
            TaskBody body = _bodies[node];
            if (!body.ReadsIndex && !Outlets(node).Any(_carried.Contains))
            {
                continue;
            }

            if ((captured.Contains(node.Origin) ? body.LiftCapturing(node.Origin) : body.Lift()) is { } lifted)
            {
                _lifted.Add(node, lifted);
                for (int inlet = 0; inlet < node.Inputs.Count; inlet++)
                {
                    if (Differs(lifted.Inlets[inlet], body.Inlets[inlet]))
                    {
                        _carried.Add(node.Inputs[inlet]);
                    }
                }
            }
        }
    }

    private void Replace()
    {
        foreach (FlowNode node in _nodes)
        {
            TaskBody shown = _bodies[node];
            TaskBody body = _lifted.GetValueOrDefault(node, shown);
            bool[] carried = [.. node.Inputs.Select(_carried.Contains)];
            bool[] unwraps = [.. carried.Select((c, i) => c && !Differs(body.Inlets[i], shown.Inlets[i]))];
            IndexAtOutlet[] outlets = [.. Outlets(node).Select(o => AtOutlet(o, Differs(body.Outlets[o.Outlet], shown.Outlets[o.Outlet])))];
            if (body != shown || carried.Contains(true) || outlets.Any(o => o != IndexAtOutlet.AsIs))
            {
                _bodies[node] = new LineageTask(shown, body, carried, unwraps, outlets);
            }
        }
    }

    private IndexAtOutlet AtOutlet(FlowInput outlet, bool isCarriedByBody) => (_carried.Contains(outlet), isCarriedByBody) switch
    {
        (true, false) => IndexAtOutlet.Begins,
        (false, true) => IndexAtOutlet.Ends,
        _ => IndexAtOutlet.AsIs,
    };

    private IEnumerable<FlowInput> Outlets(FlowNode node) =>
        Enumerable.Range(0, _bodies[node].Outlets.Count).Select(o => new FlowInput(node, o));

    private static bool Differs(Port lifted, Port port) => lifted.ItemType != port.ItemType;
}
