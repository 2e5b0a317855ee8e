using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>
/// Finds tasks that read a stream item by item beside a value that needs the whole of the same stream: the stream could not go on before the value is there,
/// nor the value come before the stream has ended.
/// </summary>
internal static class ValueLoop
{
    /// <summary>Reports such tasks to <paramref name="draft"/>.</summary>
    public static void Find(IEnumerable<FlowNode> nodes, GraphDraft draft)
    {
        foreach (FlowNode node in nodes)
        {
            if (node.Task.ValueInlet is { } inlet && Blocked(node, inlet) is var (stream, whole))
            {
                draft.Fault(
                    FaultKind.Cycle,
                    $"'{node.Task.Name}' reads the stream of '{stream.Task.Name}' item by item, but the value beside it comes from '{whole.Task.Name}', which needs "
                    + "the whole of that stream first: neither could go on. Store the stream first and read it back, or begin two sources.");
            }
        }
    }

    private static (FlowNode Stream, FlowNode Whole)? Blocked(FlowNode node, int inlet)
    {
        HashSet<FlowNode> streamed = Streamed(node, inlet);
        var waiting = new Stack<(FlowNode Node, FlowNode? Whole)>([(node.Inputs[inlet].Node, null)]);
        var seen = new HashSet<(FlowNode, bool)>();
        while (waiting.TryPop(out (FlowNode Node, FlowNode? Whole) at))
        {
            if (at.Whole is not null && streamed.Contains(at.Node))
            {
                return (at.Node, at.Whole);
            }

            FlowNode? whole = at.Whole ?? (at.Node.Task.EmitsAtEnd ? at.Node : null);
            if (seen.Add((at.Node, whole is not null)))
            {
                foreach (FlowInput input in at.Node.Inputs)
                {
                    waiting.Push((input.Node, whole));
                }
            }
        }

        return null;
    }

    /// <summary>The nodes whose items reach the task while they come: not what is behind a value, or an end that is waited for.</summary>
    private static HashSet<FlowNode> Streamed(FlowNode node, int inlet)
    {
        var streamed = new HashSet<FlowNode>();
        var waiting = new Stack<FlowNode>(node.Inputs.Where((_, i) => i != inlet).Select(i => i.Node));
        while (waiting.TryPop(out FlowNode? next))
        {
            if (!next.IsValue && !next.Task.EmitsAtEnd && streamed.Add(next))
            {
                foreach (FlowInput input in next.Inputs)
                {
                    waiting.Push(input.Node);
                }
            }
        }

        return streamed;
    }
}
