using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Takes pictures of a run: where its tasks and edges stand, and what they have done so far.</summary>
internal static class RunCounts
{
    public static RunProgress Of(LocalRun run, RunEventLog events)
    {
        // Outside that gate: what runs inside a task tells this run of itself under gates of its own.
        RunProgress[] children = [.. run.Children.Select(child => child.Snapshot())];
        EdgeStatistics[] edges = [.. run.Edges.All(run.Stages).Select(q => q.Statistics())];

        // Under the gate of the events, so that what it shows of tasks is what some event has told.
        lock (events.Gate)
        {
            return new RunProgress(run.RunId, run.Status, [.. run.Graph.Nodes.Select(node => Of(run, node, events))], edges)
            {
                Children = children,
                Progress = run.Tracker.Percent,
                Message = run.Tracker.Message,
                EdgeStates = [.. run.Graph.Edges.Select(e => Of(e, run.ScopeOf(e.From)))],
            };
        }
    }

    /// <summary>Gives the picture that the run's first event shows: nothing has begun.</summary>
    public static RunProgress OfStart(string runId, GraphPlan plan) => new(
        runId,
        RunStatus.Running,
        [.. plan.Graph.Nodes.Select(n => new TaskStatistics(n.Id, n.Task.Name, RunStatus.Pending, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null) { Accumulates = Accumulated(plan, n) })],
        [])
    {
        EdgeStates = [.. plan.Graph.Edges.Select(e => new EdgeState(e.Id, RunStatus.Pending))],
    };

    /// <summary>Gives the same of a run inside a task; of one that its parent has let go nothing but its id, as nobody looks at it any more.</summary>
    public static RunProgress OfStart(ChildRun child) =>
        child.Run is null ? new RunProgress(child.Id, RunStatus.Running, [], []) : OfStart(child.Id, child.OwnPlan);

    private static EdgeState Of(GraphEdge edge, TaskScope from) => new(edge.Id, from.State.Status, from.State.Error);

    /// <summary>Names the outlet whose pieces a node makes whole values of; null for other nodes.</summary>
    private static string? Accumulated(GraphPlan plan, GraphNode node) =>
        node.Task is TaskBody { Written: IWholeTask } ? OutletNames.Of(plan.Incoming(node, 0)) : null;

    private static long Discarded(LocalRun run, GraphNode node)
    {
        long discarded = 0;
        for (int outlet = 0; outlet < node.Task.Outlets.Count; outlet++)
        {
            discarded += (run.Edges.FindWriter(node, outlet) as ICountsDiscarded)?.Discarded ?? 0;
        }

        return discarded;
    }

    private static TaskStatistics Of(LocalRun run, GraphNode node, RunEventLog events)
    {
        TaskScope scope = run.ScopeOf(node);
        long started = Volatile.Read(ref scope.Received);
        long emitted = node.Task.Outlets.Count == 0 ? 0 : Volatile.Read(ref (scope.Tail ?? scope).Emitted);
        long failed = scope.Failed + (scope.Tail?.Failed ?? 0);
        bool isSource = node.Task is TaskBody { IsSource: true };
        return new TaskStatistics(
            node.Id,
            scope.Name,
            scope.State.Status,
            started,
            isSource ? started : Math.Max(0, started - failed),
            emitted,
            failed,
            scope.Skipped + (scope.Tail?.Skipped ?? 0),
            scope.DeadLettered + (scope.Tail?.DeadLettered ?? 0),
            started + scope.Retried,
            Discarded(run, node),
            scope.Dropped + (scope.Tail?.Dropped ?? 0),
            scope.Late,
            isSource && scope.State.HasEnded ? emitted : null)
        {
            StartedAt = events.TimeOf(scope.State.StartedAt),
            EndedAt = events.TimeOf(scope.State.EndedAt),
            Progress = scope.State.Progress,
            Message = scope.State.Message,
            Error = scope.State.Error,
            Origin = run.Tracker.OriginOf(scope),
            IsAbandoned = scope.State.IsAbandoned,
            Accumulates = Accumulated(run.OwnPlan, node),
            StoppedEarly = run.StageOf(node) is { Status: RunStatus.Completed, HasLostReaders: true },
        };
    }
}

/// <summary>An outlet that counts what nobody read.</summary>
internal interface ICountsDiscarded
{
    long Discarded { get; }
}
