using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>A picture of a run made of its events alone: what a viewer shows who has nothing but them.</summary>
/// <remarks>
/// Give it the events in their order, from the first on, or from any on that carries a <see cref="RunEvent.Snapshot"/>. What it shows after the last event of a run is
/// what <see cref="GraphRun.Snapshot"/> of that run shows; the counts of items come with the last event. Not thread-safe.
/// </remarks>
public sealed class RunView
{
    /// <summary>How many runs inside tasks are kept: those that go on, and the newest of those that have ended.</summary>
    internal const int KeptChildren = 100;

    private readonly Dictionary<string, int> _edges = new(StringComparer.Ordinal);
    private readonly Dictionary<NodeId, int> _tasks = [];
    private readonly List<RunProgress> _children = [];
    private RunProgress? _base;
    private TaskStatistics[] _taskStates = [];
    private EdgeState[] _edgeStates = [];
    private RunStatus _status;
    private double _progress;
    private string? _message;

    /// <summary>Gives the picture; an empty one before the first event.</summary>
    public RunProgress Snapshot() => (_base ?? new RunProgress(string.Empty, RunStatus.Pending, [], [])) with
    {
        Status = _status,
        Progress = _progress,
        Message = _message,
        Tasks = [.. _taskStates],
        EdgeStates = [.. _edgeStates],
        Children = [.. _children],
    };

    /// <summary>Takes in the next event.</summary>
    public void Apply(RunEvent next)
    {
        ArgumentNullException.ThrowIfNull(next);
        switch (next.Kind)
        {
            case RunEventKind.RunStarted or RunEventKind.Lagged when next.Snapshot is { } picture:
                Begin(picture);
                break;
            case RunEventKind.RunCompleted or RunEventKind.RunFaulted or RunEventKind.RunStopped or RunEventKind.RunKilled:
                End(next);
                break;
            case RunEventKind.RunProgress:
                _progress = next.Progress ?? _progress;
                break;
            case RunEventKind.PlanChanged when next.Snapshot is { } child:
                AddChild(child);
                break;
            case RunEventKind.ChildEnded or RunEventKind.ChildProgress or RunEventKind.IterationProgress:
                ApplyToChild(next);
                break;
            case RunEventKind.EdgeStatus when next.EdgeId is { } id && _edges.TryGetValue(id, out int edge):
                _edgeStates[edge] = new EdgeState(id, next.Status ?? RunStatus.Pending, next.Status == RunStatus.Faulted ? next.Error : null);
                break;
            default:
                if (next.TaskId is { } task && _tasks.TryGetValue(task, out int at))
                {
                    Apply(next, ref _taskStates[at]);
                }

                break;
        }
    }

    private void Begin(RunProgress picture)
    {
        _base = picture;
        _status = picture.Status;
        _progress = picture.Progress;
        _message = picture.Message;
        _taskStates = [.. picture.Tasks];
        _edgeStates = [.. picture.EdgeStates];
        _children.Clear();
        _children.AddRange(picture.Children);
        _tasks.Clear();
        _edges.Clear();
        for (int i = 0; i < _taskStates.Length; i++)
        {
            _tasks[_taskStates[i].TaskId] = i;
        }

        for (int i = 0; i < _edgeStates.Length; i++)
        {
            _edges[_edgeStates[i].EdgeId] = i;
        }
    }

    private void AddChild(RunProgress child)
    {
        if (_children.Count >= KeptChildren && _children.FindIndex(static c => c.Status is not (RunStatus.Pending or RunStatus.Running or RunStatus.Ending)) is >= 0 and var oldest)
        {
            _children.RemoveAt(oldest);
        }

        _children.Add(child);
    }

    private void ApplyToChild(RunEvent next)
    {
        int at = _children.FindLastIndex(c => c.RunId == next.Child);
        if (at < 0)
        {
            return;
        }

        RunProgress child = _children[at];
        _children[at] = next.Kind == RunEventKind.ChildEnded
            ? next.Snapshot ?? child with { Status = next.Status ?? child.Status }
            : child with { Progress = next.Progress ?? child.Progress, Message = next.Message ?? child.Message };
    }

    private void Apply(RunEvent next, ref TaskStatistics task)
    {
        switch (next.Kind)
        {
            case RunEventKind.TaskStarted:
                task = task with { StartedAt = next.Time };
                break;
            case RunEventKind.TaskStatus:
                task = task with { Status = next.Status ?? task.Status };
                break;
            case RunEventKind.TaskProgress:
                task = task with { Progress = next.Progress ?? task.Progress, Message = next.Message ?? task.Message };
                _message = next.Message ?? _message;
                break;
            case RunEventKind.TaskCompleted or RunEventKind.TaskDisabled:
                task = task with { EndedAt = next.Time, Progress = 100 };
                break;
            case RunEventKind.TaskFaulted or RunEventKind.TaskStopped or RunEventKind.TaskKilled:
                bool hasFailed = next.Kind == RunEventKind.TaskFaulted;
                task = task with
                {
                    EndedAt = next.Time,
                    Error = hasFailed ? next.Error : null,
                    Origin = hasFailed ? next.Origin : null,
                    IsAbandoned = next.IsAbandoned,
                };
                break;
        }
    }

    /// <summary>The counts are those of the last event; all else is what the events before it have said.</summary>
    private void End(RunEvent last)
    {
        _status = last.Kind switch
        {
            RunEventKind.RunCompleted => RunStatus.Completed,
            RunEventKind.RunFaulted => RunStatus.Faulted,
            RunEventKind.RunStopped => RunStatus.Stopped,
            _ => RunStatus.Killed,
        };
        if (last.Snapshot is not { } final || _base is null)
        {
            return;
        }

        _base = _base with { Edges = final.Edges };
        for (int i = 0; i < _taskStates.Length; i++)
        {
            TaskStatistics seen = _taskStates[i];
            _taskStates[i] = final.Tasks[i] with
            {
                Status = seen.Status,
                StartedAt = seen.StartedAt,
                EndedAt = seen.EndedAt,
                Progress = seen.Progress,
                Message = seen.Message,
                Error = seen.Error,
                Origin = seen.Origin,
                IsAbandoned = seen.IsAbandoned,
            };
        }
    }
}
