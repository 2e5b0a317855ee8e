using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>How the tasks of a stage have ended where one failed and its errors are read: that one failed, what it feeds was not needed, the rest completed.</summary>
internal static class RoutedEnds
{
    /// <summary>Gives the status of a task.</summary>
    public static RunStatus StatusOf(LocalRun run, StageRunner stage, GraphNode node)
    {
        if (stage.Error is not { IsRouted: true } || stage.Status is not (RunStatus.Faulted or RunStatus.Disabled))
        {
            return stage.Status;
        }

        GraphNode at = node;
        while (at != stage.Plan.Nodes[0] && !run.ScopeOf(at).HasRouted)
        {
            GraphEdge edge = run.OwnPlan.Incoming(at, 0);
            if (run.ScopeOf(edge.From).HasRouted && edge.OutletIndex == edge.From.Task.Outlets.Count - 1)
            {
                return RunStatus.Completed;
            }

            at = edge.From;
        }

        bool isBefore = !run.ScopeOf(at).HasRouted && stage.Plan.Nodes.Any(n => run.ScopeOf(n).HasRouted);
        return isBefore ? RunStatus.Completed
            : run.ScopeOf(node).HasRouted || WasCalled(run.ScopeOf(node)) ? RunStatus.Faulted
            : RunStatus.Disabled;
    }

    /// <summary>Says whether the user's code was called, if only to read nothing.</summary>
    public static bool WasCalled(TaskScope task) => task.Received > 0 || task.Node.Task is TaskBody { IsLive: true };
}
