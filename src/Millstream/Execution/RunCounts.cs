using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Counts what the tasks and edges of a run have done so far.</summary>
internal static class RunCounts
{
    public static RunProgress Of(LocalRun run) => new(
        run.RunId,
        run.Status,
        [.. run.Graph.Nodes.Select(node => Of(node, run.ScopeOf(node), run.StageOf(node), Discarded(run, node), Accumulated(run, node)))],
        [.. run.Edges.All(run.Stages).Select(q => q.Statistics())]);

    /// <summary>Names the outlet whose pieces a node makes whole values of; null for other nodes.</summary>
    private static string? Accumulated(LocalRun run, GraphNode node) =>
        node.Task is TaskBody { Written: IWholeTask } ? GrowingValues.NameOf(run.Plan.Incoming(node, 0)) : null;

    private static long Discarded(LocalRun run, GraphNode node)
    {
        long discarded = 0;
        for (int outlet = 0; outlet < node.Task.Outlets.Count; outlet++)
        {
            discarded += (run.Edges.FindWriter(node, outlet) as ICountsDiscarded)?.Discarded ?? 0;
        }

        return discarded;
    }

    private static TaskStatistics Of(GraphNode node, TaskScope scope, StageRunner stage, long discarded, string? accumulates)
    {
        long started = Volatile.Read(ref scope.Received);
        long emitted = node.Task.Outlets.Count == 0 ? 0 : Volatile.Read(ref (scope.Tail ?? scope).Emitted);
        long failed = scope.Failed + (scope.Tail?.Failed ?? 0);
        bool isSource = node.Task is TaskBody { IsSource: true };
        bool hasEnded = stage.Status is not (RunStatus.Pending or RunStatus.Running or RunStatus.Ending);
        return new TaskStatistics(
            node.Id,
            scope.Name,
            stage.Status,
            started,
            isSource ? started : Math.Max(0, started - failed),
            emitted,
            failed,
            scope.Skipped + (scope.Tail?.Skipped ?? 0),
            scope.DeadLettered + (scope.Tail?.DeadLettered ?? 0),
            started + scope.Retried,
            discarded,
            scope.Dropped + (scope.Tail?.Dropped ?? 0),
            scope.Late,
            isSource && hasEnded ? emitted : null)
        {
            Accumulates = accumulates,
        };
    }
}

/// <summary>An outlet that counts what nobody read.</summary>
internal interface ICountsDiscarded
{
    long Discarded { get; }
}
