using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Planning;

/// <summary>Decides which tasks run in one loop.</summary>
/// <remarks>
/// A synchronous task with one inlet is fused with what feeds it, unless its outlet feeds others too, the edge was asked for, or the loop has become
/// so long that calls nested in calls could exhaust a stack.
/// </remarks>
internal static class Planner
{
    /// <summary>A push goes through all fused steps as nested calls, each some hundred bytes of stack; a thread may have 1.5 MB.</summary>
    private const int LongestStage = 256;

    public static GraphPlan Plan(TaskGraph graph, bool fuse)
    {
        int count = graph.Nodes.Count;
        fuse &= !graph.Nodes.Any(n => (n.Task as TaskBody)?.Options.FailureRule is not null and not OnFailure.EndRun);
        var outgoing = new GraphEdge[count][][];
        var incoming = new GraphEdge[count][];
        foreach (GraphNode node in graph.Nodes)
        {
            outgoing[node.Index] = new GraphEdge[node.Task.Outlets.Count][];
            incoming[node.Index] = new GraphEdge[node.Task.Inlets.Count];
            Array.Fill(outgoing[node.Index], []);
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            ref GraphEdge[] ofOutlet = ref outgoing[edge.From.Index][edge.OutletIndex];
            ofOutlet = [.. ofOutlet, edge];
            incoming[edge.To.Index][edge.InletIndex] = edge;
        }

        HashSet<(int, int)> kept = [.. graph.Outputs.Select(o => (o.Node.Index, o.OutletIndex))];
        var stageOf = new StagePlan[count];
        var isFusedInto = new bool[count];
        var stages = new List<StagePlan>();
        foreach (GraphNode node in graph.Nodes)
        {
            GraphEdge? only = incoming[node.Index] is [var edge] ? edge : null;
            string? reason = WhyStage(node, only, outgoing, kept, stageOf, fuse);
            if (reason is null)
            {
                isFusedInto[node.Index] = true;
                stageOf[node.Index] = stageOf[only!.From.Index];
            }
            else
            {
                stageOf[node.Index] = new StagePlan(stages.Count + 1, reason);
                stages.Add(stageOf[node.Index]);
            }

            stageOf[node.Index].Add(node);
        }

        int parts = Partition(graph, stageOf, stages);
        return new GraphPlan(graph, stages, stageOf, outgoing, incoming, isFusedInto, kept, parts);
    }

    /// <summary>Says why <paramref name="node"/> begins a stage, or null when it is fused with what feeds it.</summary>
    private static string? WhyStage(
        GraphNode node,
        GraphEdge? only,
        GraphEdge[][][] outgoing,
        HashSet<(int, int)> kept,
        StagePlan[] stageOf,
        bool fuse)
    {
        if (node.Task.Inlets.Count == 0)
        {
            return "source";
        }

        if (only is null)
        {
            return "fan-in";
        }

        if (node.Task is not TaskBody { IsFusable: true })
        {
            return (node.Task as TaskBody)?.BoundaryReason ?? "foreign";
        }

        if (outgoing[only.From.Index][only.OutletIndex].Length > 1 || kept.Contains((only.From.Index, only.OutletIndex)))
        {
            return "fan-out";
        }

        if (only.Outlet.ItemType != only.Inlet.ItemType)
        {
            return "base type";
        }

        if (only.From.Task is TaskBody { Written.IsConditional: true })
        {
            return "branch";
        }

        if (only.Options.IsBoundary)
        {
            return "explicit edge";
        }

        if (node.Task is TaskBody { Options.IdleLimit: not null })
        {
            return "idle timeout";
        }

        if (!fuse)
        {
            return "not fused";
        }

        return stageOf[only.From.Index].Nodes.Count >= LongestStage ? "long chain" : null;
    }

    /// <summary>Numbers the unconnected parts of the graph, from 0.</summary>
    private static int Partition(TaskGraph graph, StagePlan[] stageOf, List<StagePlan> stages)
    {
        int[] part = [.. Enumerable.Range(0, stages.Count)];
        int Root(int i)
        {
            while (part[i] != i)
            {
                i = part[i] = part[part[i]];
            }

            return i;
        }

        foreach (GraphEdge edge in graph.Edges)
        {
            part[Root(stageOf[edge.From.Index].Number - 1)] = Root(stageOf[edge.To.Index].Number - 1);
        }

        var numbers = new Dictionary<int, int>();
        foreach (StagePlan stage in stages)
        {
            int root = Root(stage.Number - 1);
            stage.Part = numbers.TryGetValue(root, out int number) ? number : numbers[root] = numbers.Count;
        }

        return numbers.Count;
    }
}
