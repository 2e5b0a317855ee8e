using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Makes the events that an entry of a run's log stands for.</summary>
internal sealed class LogTeller
{
    private readonly LocalRun _run;
    private readonly DateTimeOffset _began;

    public LogTeller(LocalRun run)
    {
        _run = run;
        _began = run.Time.GetUtcNow();
        BeganAt = run.Time.GetTimestamp();
    }

    public long BeganAt { get; }

    public GraphPlan Plan => _run.OwnPlan;

    public DateTimeOffset TimeOf(long at) => _began + _run.Time.GetElapsedTime(BeganAt, at);

    /// <summary>Says how many events an entry is told as.</summary>
    public static int Count(in LogEntry entry, GraphPlan plan)
    {
        int ofRun = entry.RunPercent >= 0 ? 1 : 0;
        return entry.What switch
        {
            LogKind.Started => 2 + plan.OutgoingCount((GraphNode)entry.Of!),
            LogKind.Ending => 1 + plan.OutgoingCount((GraphNode)entry.Of!),
            LogKind.Streaming => 1 + (StreamMark.IsFirst(entry.Number) ? 1 + plan.OutgoingCount((GraphNode)entry.Of!) : 0)
                + (StreamMark.Count(entry.Number) > 0 ? 1 : 0) + ofRun,
            LogKind.Completed => (entry.Number > 0 ? 1 : 0) + 2 + plan.OutgoingCount((GraphNode)entry.Of!) + ofRun,
            LogKind.Disabled => 2 + plan.OutgoingCount((GraphNode)entry.Of!) + ofRun,
            LogKind.Ended => Count((TaskEnd)entry.Of!, plan),
            LogKind.Progress => 1 + ofRun,
            _ => 1,
        };
    }

    private static int Count(TaskEnd end, GraphPlan plan) => (end.FaultedStream is null ? 0 : 1) + 2 + plan.OutgoingCount(end.Node);

    /// <summary>Makes the event that stands for those that are no longer kept.</summary>
    public RunEvent Lagged(long last, long count, RunProgress? snapshot) => new(
        last,
        TimeOf(_run.Time.GetTimestamp()),
        _run.RunId,
        RunEventKind.Lagged,
        Message: $"{count} events are no longer kept")
    {
        Count = count,
        Snapshot = snapshot,
    };

    /// <summary>Makes event number <paramref name="i"/> of an entry.</summary>
    public RunEvent Event(in LogEntry entry, int i)
    {
        var one = new RunEvent(entry.First + i, TimeOf(entry.At), _run.RunId, RunEventKind.RunProgress);
        if (entry.RunPercent >= 0 && i == entry.Count - 1)
        {
            return one with { Progress = entry.RunPercent, Message = (entry.Of as ProgressReport)?.Message };
        }

        return entry.What switch
        {
            LogKind.Event => Plain(one, (Particulars)entry.Of!),
            LogKind.Started => i == 0
                ? Of((GraphNode)entry.Of!, one, RunEventKind.TaskStarted)
                : Status((GraphNode)entry.Of!, one, i - 1, RunStatus.Running),
            LogKind.Ending => Status((GraphNode)entry.Of!, one, i, RunStatus.Ending),
            LogKind.Streaming => Streaming((GraphNode)entry.Of!, one, i, entry.Number),
            LogKind.StreamEnded => Stream((GraphNode)entry.Of!, one, RunEventKind.StreamEnded, StreamMark.Outlet(entry.Number)) with
            {
                Count = StreamMark.Count(entry.Number),
            },
            LogKind.Completed => Completed((GraphNode)entry.Of!, one, i, entry.Number),
            LogKind.Disabled => i == 0
                ? Of((GraphNode)entry.Of!, one, RunEventKind.TaskDisabled)
                : Status((GraphNode)entry.Of!, one, i - 1, RunStatus.Disabled),
            LogKind.Ended => Ended((TaskEnd)entry.Of!, one, i),
            LogKind.Progress => Progress(one, entry),
            LogKind.Item => Item((ItemGiven)entry.Of!, one, entry.Number),
            _ => one,
        };
    }

    private static RunEvent Of(GraphNode node, RunEvent one, RunEventKind kind) => one with { Kind = kind, TaskId = node.Id };

    private static RunEvent Stream(GraphNode node, RunEvent one, RunEventKind kind, int outlet) => one with
    {
        Kind = kind,
        TaskId = node.Id,
        Port = node.Task.Outlets[outlet].Name,
    };

    private static RunEvent Item(ItemGiven given, RunEvent one, long index) =>
        Stream(given.Node, one, RunEventKind.Item, given.Outlet) with { Index = index, Item = given.Item };

    private static RunEvent Progress(RunEvent one, in LogEntry entry) => entry.Of is ProgressReport report
        ? Of(report.Node, one, RunEventKind.TaskProgress) with { Progress = report.Value, Message = report.Message, Details = report.Details }
        : Of((GraphNode)entry.Of!, one, RunEventKind.TaskProgress) with { Progress = entry.Number };

    private RunEvent Plain(RunEvent one, Particulars said) => one with
    {
        Kind = said.Kind,
        TaskId = said.Task,
        Index = said.Index,
        Message = said.Message,
        Error = said.Error,
        Count = said.Count,
        Progress = said.Progress,
        Delay = said.Delay,
        Child = said.Child?.Id,
        Status = said.Status,
        Snapshot = said.Kind switch
        {
            RunEventKind.RunStarted => RunCounts.OfStart(_run.RunId, _run.OwnPlan),
            RunEventKind.PlanChanged => RunCounts.OfStart(said.Child!),
            RunEventKind.ChildEnded => said.Child!.Run?.Snapshot(),
            >= RunEventKind.RunCompleted => _run.Snapshot(),
            _ => null,
        },
    };

    /// <summary>The task's status, then those of the edges that leave it.</summary>
    private RunEvent Status(GraphNode node, RunEvent one, int i, RunStatus status, Exception? error = null) => i == 0
        ? Of(node, one, RunEventKind.TaskStatus) with { Status = status, Error = error }
        : one with { Kind = RunEventKind.EdgeStatus, EdgeId = Plan.OutgoingAt(node, i - 1).Id, Status = status, Error = error };

    private RunEvent Streaming(GraphNode node, RunEvent one, int i, long mark)
    {
        int statuses = StreamMark.IsFirst(mark) ? 1 + Plan.OutgoingCount(node) : 0;
        return i == 0 ? Stream(node, one, RunEventKind.StreamStarted, StreamMark.Outlet(mark))
            : i <= statuses ? Status(node, one, i - 1, RunStatus.Streaming)
            : Of(node, one, RunEventKind.TaskProgress) with { Progress = StreamMark.Count(mark) };
    }

    private RunEvent Completed(GraphNode node, RunEvent one, int i, long streamed)
    {
        if (streamed > 0 && i-- == 0)
        {
            return Stream(node, one, RunEventKind.StreamEnded, outlet: 0) with { Count = streamed - 1 };
        }

        return i == 0 ? Of(node, one, RunEventKind.TaskCompleted) : Status(node, one, i - 1, RunStatus.Completed);
    }

    private RunEvent Ended(TaskEnd end, RunEvent one, int i)
    {
        if (end.FaultedStream is { } port && i-- == 0)
        {
            return Of(end.Node, one, RunEventKind.StreamFaulted) with { Port = port, Error = end.Error };
        }

        RunEventKind kind = end.Status switch
        {
            RunStatus.Faulted => RunEventKind.TaskFaulted,
            RunStatus.Stopped => RunEventKind.TaskStopped,
            _ => RunEventKind.TaskKilled,
        };
        return i == 0
            ? Of(end.Node, one, kind) with { Error = end.Error, Origin = end.Origin, IsAbandoned = end.IsAbandoned }
            : Status(end.Node, one, i - 1, end.Status, end.Error);
    }
}
