using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>
/// Has the marks of items (their index at the source, their time) travel from where they begin to where they are read, and nowhere else. An index begins at the source, or at
/// the first task before the reader that makes new items; a time begins at the source.
/// </summary>
internal sealed class Lineage
{
    private readonly IReadOnlyList<FlowNode> _nodes;
    private readonly Dictionary<FlowNode, TaskBody> _bodies;
    private readonly HashSet<FlowInput> _indexed = [];
    private readonly HashSet<FlowInput> _timed = [];
    private readonly HashSet<FlowInput> _carried = [];
    private readonly Dictionary<FlowNode, TaskBody> _lifted = new(ReferenceEqualityComparer.Instance);

    /// <summary>The nodes whose lifted form carries times, but not the index: it makes new items.</summary>
    private readonly HashSet<FlowNode> _renumbering = new(ReferenceEqualityComparer.Instance);

    private Lineage(IReadOnlyList<FlowNode> nodes, Dictionary<FlowNode, TaskBody> bodies)
    {
        _nodes = nodes;
        _bodies = bodies;
    }

    /// <summary>Replaces the tasks of <paramref name="bodies"/> that carry, begin or end marks; gives the outlets that carry them.</summary>
    /// <param name="nodes">All nodes of the graph, producers before consumers.</param>
    /// <param name="bodies">The task of each node.</param>
    public static IReadOnlySet<FlowInput> Carry(IReadOnlyList<FlowNode> nodes, Dictionary<FlowNode, TaskBody> bodies)
    {
        var lineage = new Lineage(nodes, bodies);
        if (bodies.Values.Any(b => b.ReadsIndex || b.ReadsTime))
        {
            lineage.Lift();
            lineage.Replace();
        }

        return lineage._carried;
    }

    /// <summary>From the readers back to where the marks begin.</summary>
    private void Lift()
    {
        HashSet<FlowNode> captured = [.. _bodies.Values.SelectMany(b => b.Captures).Select(n => n.Origin)];
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            FlowNode node = _nodes[i];
            TaskBody body = _bodies[node];
            bool isIndexRead = body.ReadsIndex || Outlets(node).Any(_indexed.Contains);
            bool isTimeRead = body.ReadsTime || Outlets(node).Any(_timed.Contains);
            if (!isIndexRead && !isTimeRead)
            {
                continue;
            }

            TaskBody? lifted = !isIndexRead && body.SetsTime ? body.LiftTimes()
                : captured.Contains(node.Origin) ? body.LiftCapturing(node.Origin)
                : body.Lift();
            bool carriesIndex = isIndexRead && lifted is not null;
            if (lifted is null && isTimeRead && (lifted = body.LiftTimes()) is not null)
            {
                _renumbering.Add(node);
            }

            if (lifted is not null)
            {
                _lifted.Add(node, lifted);
            }

            // A task that carries no marks through itself reads the times of its inlets beside its items.
            bool readsTimes = isTimeRead && !body.SetsTime;
            for (int inlet = 0; inlet < node.Inputs.Count; inlet++)
            {
                if (lifted is null ? readsTimes : Differs(lifted.Inlets[inlet], body.Inlets[inlet]) || readsTimes)
                {
                    Carry(node.Inputs[inlet], carriesIndex, readsTimes);
                }
            }
        }
    }

    private void Carry(FlowInput input, bool hasIndex, bool hasTime)
    {
        _carried.Add(input);
        if (hasIndex)
        {
            _indexed.Add(input);
        }

        if (hasTime)
        {
            _timed.Add(input);
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
            MarksAtOutlet[] outlets = [.. Outlets(node).Select(o => AtOutlet(o, shown, Differs(body.Outlets[o.Outlet], shown.Outlets[o.Outlet])))];
            if (body != shown || carried.Contains(true) || outlets.Any(o => o != MarksAtOutlet.AsIs))
            {
                _bodies[node] = new LineageTask(shown, body, carried, unwraps, outlets, [.. node.Inputs.Select(_timed.Contains)]);
            }
        }
    }

    private MarksAtOutlet AtOutlet(FlowInput outlet, TaskBody shown, bool isCarriedByBody) => (_carried.Contains(outlet), isCarriedByBody) switch
    {
        (true, false) => _timed.Contains(outlet) ? MarksAtOutlet.BeginWithTime : MarksAtOutlet.Begin,
        (false, true) => MarksAtOutlet.End,
        (true, true) when _renumbering.Contains(outlet.Node) => MarksAtOutlet.AreNumbered,
        (true, true) when _timed.Contains(outlet) && !shown.SetsTime => MarksAtOutlet.AreMade,
        _ => MarksAtOutlet.AsIs,
    };

    private IEnumerable<FlowInput> Outlets(FlowNode node) =>
        Enumerable.Range(0, _bodies[node].Outlets.Count).Select(o => new FlowInput(node, o));

    private static bool Differs(Port lifted, Port port) => lifted.ItemType != port.ItemType;
}
