using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Keeps where each task of a run stands and how far the run is, and tells each change in the run's log in the moment in which it is made.</summary>
/// <remarks>
/// <para>
/// The one place where a task's status changes: pending, running, streaming, (ending,) and an end that nothing changes any more. What comes too late, from code that was
/// left behind, changes nothing. The log's gate guards all of it.
/// </para>
/// <para>
/// The progress of a group of nodes (a compound task, the rounds of a loop) is blended with <see cref="Blend"/>, which gives the value and the last message of those nodes; a compound
/// that knows better reports for its own node with <see cref="Report"/>, and gives the nodes of its body the weight 0 (<see cref="TaskBody.ProgressWeight"/>).
/// </para>
/// </remarks>
internal sealed class RunTracker
{
    private readonly RunEventLog _log;
    private readonly TimeProvider _time;
    private readonly EventDetail _detail;
    private readonly IReadOnlyList<TaskScope> _tasks;
    private readonly double _total;
    private readonly int _counted;
    private Dictionary<Exception, NodeId>? _origins;
    private double _done;
    private int _ended;

    public RunTracker(RunEventLog log, RunOptions options, IReadOnlyList<TaskScope> tasks)
    {
        _log = log;
        _time = options.Time;
        _detail = options.Events;
        _tasks = tasks;
        foreach (TaskScope task in tasks)
        {
            double weight = WeightOf(task);
            _total += weight;
            _counted += weight > 0 ? 1 : 0;
        }
    }

    /// <summary>Gets what is told, under the log's gate, each time the run has come further or a task has said how far it is; null for nothing.</summary>
    public Action<int, string?>? Progressed { get; init; }

    /// <summary>Gets how far the run is, in percent.</summary>
    public int Percent { get; private set; }

    /// <summary>Gets what a task said last of how far it is.</summary>
    public string? Message { get; private set; }

    /// <summary>Gets whether each item that is given is told.</summary>
    public bool TellsItems => _detail != EventDetail.Tasks;

    /// <summary>A task has its first item, or the end of an empty input; or a source begins.</summary>
    public void Begin(TaskScope task)
    {
        if (task.State.Status == RunStatus.Pending)
        {
            lock (_log.Gate)
            {
                BeginNow(task, _time.GetTimestamp());
            }
        }
    }

    /// <summary>An outlet gives the first item of a stream. Where single items are told, its progress comes with the item.</summary>
    /// <param name="task">The task.</param>
    /// <param name="outlet">Which outlet.</param>
    /// <param name="items">How many items it gives at once.</param>
    /// <param name="behind">The task that begins with them, if one does: at the same moment.</param>
    public void BeginStream(TaskScope task, int outlet, long items, TaskScope? behind)
    {
        lock (_log.Gate)
        {
            long now = _time.GetTimestamp();
            BeginNow(task, now);
            BeginStreamNow(task, outlet, items, now);
            if (behind is not null)
            {
                BeginNow(behind, now);
            }
        }
    }

    /// <summary>A stream has given so many items by now.</summary>
    public void Streamed(TaskScope task, long items)
    {
        int percent = StreamProgress.After(items);
        if (task.State.IsReported || percent <= task.State.Progress)
        {
            return;
        }

        lock (_log.Gate)
        {
            if (task.State.IsReported || percent <= task.State.Progress || task.State.HasEnded)
            {
                return;
            }

            sbyte ofRun = Advance(task, percent);
            _log.AddInGate(new LogEntry(LogKind.Progress, task.Node, percent, ofRun), _time.GetTimestamp());
        }
    }

    /// <summary>An outlet gives an item, of which each is told.</summary>
    public void Give(TaskScope task, int outlet, long index, object? item) =>
        _log.Add(new LogEntry(LogKind.Item, new ItemGiven(task.Node, outlet, item), index), _time.GetTimestamp(), isOfItem: true);

    /// <summary>A task says how far it is.</summary>
    public void Report(TaskScope task, double value, string? message, object? details)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        float cut = (float)Math.Clamp(value, 0, 100);
        lock (_log.Gate)
        {
            ref TaskState state = ref task.State;
            bool isNews = cut > state.Progress || (message is not null && message != state.Message) || details is not null || !state.IsReported;
            if (state.HasEnded || state.Status == RunStatus.Pending || (cut < state.Progress && state.IsReported) || !isNews)
            {
                return;
            }

            // What was guessed from items does not count any more; but the run never goes back.
            state.IsReported = true;
            state.Message = message ?? state.Message;
            Message = message ?? Message;
            sbyte ofRun = cut > state.Progress ? Advance(task, cut) : (sbyte)-1;
            _log.AddInGate(new LogEntry(LogKind.Progress, new ProgressReport(task.Node, state.Progress, message, details), 0, ofRun), _time.GetTimestamp());
        }
    }

    /// <summary>The token of a task fires: it was told to end.</summary>
    public void BeginEnding(TaskScope task)
    {
        lock (_log.Gate)
        {
            if (task.State.Status is RunStatus.Running or RunStatus.Streaming)
            {
                task.State.Status = RunStatus.Ending;
                _log.AddInGate(new LogEntry(LogKind.Ending, task.Node), _time.GetTimestamp());
            }
        }
    }

    /// <summary>One outlet has given everything. A task whose outlets have all done so has completed.</summary>
    /// <param name="task">The task.</param>
    /// <param name="outlet">Which outlet.</param>
    /// <param name="streamed">How many items it gave as a stream; below 0 when it gave none, or a single value.</param>
    /// <param name="behind">The task that begins with it, if one does: at the same moment.</param>
    public void EndOutlet(TaskScope task, int outlet, long streamed, TaskScope? behind = null)
    {
        lock (_log.Gate)
        {
            long now = _time.GetTimestamp();
            EndOutletNow(task, outlet, streamed, now);
            if (behind is not null)
            {
                BeginNow(behind, now);
            }
        }
    }

    /// <summary>Remembers whose failure an error is. The first to say so is right.</summary>
    public void Blame(TaskScope task, Exception error)
    {
        lock (_log.Gate)
        {
            (_origins ??= new Dictionary<Exception, NodeId>(ReferenceEqualityComparer.Instance)).TryAdd(error, task.Node.Id);
        }
    }

    /// <summary>A task has ended. The first end counts.</summary>
    public void End(TaskScope task, RunStatus status, Exception? error, bool isAbandoned = false)
    {
        lock (_log.Gate)
        {
            ref TaskState state = ref task.State;
            if (state.HasEnded)
            {
                return;
            }

            long now = _time.GetTimestamp();
            if (status == RunStatus.Completed)
            {
                CompleteNow(task, now, streamed: 0);
                return;
            }

            string? stream = state.IsStreaming ? task.Node.Task.Outlets[0].Name : null;
            state.IsAbandoned = isAbandoned;
            state.EndedAt = now;
            state.Status = status;
            state.Error = status == RunStatus.Faulted ? error : null;
            NodeId? origin = OriginOf(task, status);
            _log.AddInGate(
                new LogEntry(
                    LogKind.Ended, new TaskEnd(task.Node, status, error, origin, status == RunStatus.Faulted ? stream : null, isAbandoned)), now);
        }
    }

    /// <summary>A task is not needed: the branch that it stands in was not taken.</summary>
    public void Disable(TaskScope task)
    {
        lock (_log.Gate)
        {
            ref TaskState state = ref task.State;
            if (state.Status == RunStatus.Pending)
            {
                state.Status = RunStatus.Disabled;
                state.EndedAt = _time.GetTimestamp();
                sbyte ofRun = Finish(task);
                _log.AddInGate(new LogEntry(LogKind.Disabled, task.Node, 0, ofRun), state.EndedAt);
            }
        }
    }

    /// <summary>The run has come to its end as it should: whatever the weights, it is all of the way.</summary>
    public void CompleteRun()
    {
        lock (_log.Gate)
        {
            if (Percent < 100)
            {
                Percent = 100;
                _log.AddInGate(new LogEntry(LogKind.RunProgress, RunPercent: 100), _time.GetTimestamp());
                Progressed?.Invoke(Percent, Message);
            }
        }
    }

    /// <summary>Gives how far some of the tasks are together, by their weights, and the last message among them.</summary>
    public (double Progress, string? Message) Blend(IEnumerable<TaskScope> tasks)
    {
        lock (_log.Gate)
        {
            double sum = 0;
            double weights = 0;
            string? message = null;
            foreach (TaskScope task in tasks)
            {
                double weight = WeightOf(task);
                sum += weight * task.State.Progress;
                weights += weight;
                message = task.State.Message ?? message;
            }

            return (weights == 0 ? 0 : sum / weights, message);
        }
    }

    /// <summary>Gives which task's failure ended a task; null when none did.</summary>
    public NodeId? OriginOf(TaskScope task) => OriginOf(task, task.State.Status);

    private static double WeightOf(TaskScope task) => (task.Node.Task as TaskBody)?.ProgressWeight ?? 1;

    private NodeId? OriginOf(TaskScope task, RunStatus status)
    {
        if (status != RunStatus.Faulted || task.State.Error is not { } error)
        {
            return null;
        }

        return _origins is not null && _origins.TryGetValue(error, out NodeId origin) ? origin : (error as TaskFailedException)?.TaskId;
    }

    private void BeginStreamNow(TaskScope task, int outlet, long items, long now)
    {
        ref TaskState state = ref task.State;
        if (state.Status is not (RunStatus.Running or RunStatus.Streaming))
        {
            return;
        }

        bool isFirst = state.Status == RunStatus.Running;
        state.Status = RunStatus.Streaming;
        state.IsStreaming = true;
        sbyte ofRun = -1;
        int percent = TellsItems || state.IsReported ? 0 : StreamProgress.After(items);
        percent = percent > state.Progress ? percent : 0;
        if (percent > 0)
        {
            ofRun = Advance(task, percent);
        }

        _log.AddInGate(new LogEntry(LogKind.Streaming, task.Node, StreamMark.Of(outlet, isFirst, percent), ofRun), now);
    }

    private void EndOutletNow(TaskScope task, int outlet, long streamed, long now)
    {
        ref TaskState state = ref task.State;
        if (state.HasEnded || state.Status == RunStatus.Ending)
        {
            return;
        }

        bool isOnly = task.Node.Task.Outlets.Count == 1;
        if (streamed >= 0 && !isOnly)
        {
            _log.AddInGate(new LogEntry(LogKind.StreamEnded, task.Node, StreamMark.Of(outlet, isFirst: false, streamed)), now);
        }

        if (--state.OpenOutlets == 0)
        {
            CompleteNow(task, now, isOnly && streamed >= 0 ? streamed + 1 : 0);
        }
    }

    private void BeginNow(TaskScope task, long now)
    {
        if (task.State.Status == RunStatus.Pending)
        {
            task.State.StartedAt = now;
            task.State.Status = RunStatus.Running;
            _log.AddInGate(new LogEntry(LogKind.Started, task.Node), now);
        }
    }

    private void CompleteNow(TaskScope task, long now, long streamed)
    {
        BeginNow(task, now);
        task.State.Status = RunStatus.Completed;
        task.State.EndedAt = now;
        sbyte ofRun = Finish(task);
        _log.AddInGate(new LogEntry(LogKind.Completed, task.Node, streamed, ofRun), now);
    }

    private sbyte Finish(TaskScope task)
    {
        _ended += WeightOf(task) > 0 ? 1 : 0;
        return Advance(task, 100);
    }

    /// <summary>A task has come to <paramref name="progress"/>. Gives how far the run is now, if that has changed, else -1.</summary>
    private sbyte Advance(TaskScope task, float progress)
    {
        _done += WeightOf(task) * (progress - task.State.Progress);
        task.State.Progress = progress;
        int percent = _ended == _counted ? 100 : Math.Min(99, (int)Math.Round(_done / _total));
        if (percent <= Percent)
        {
            return -1;
        }

        Percent = percent;
        Progressed?.Invoke(percent, Message);
        return (sbyte)percent;
    }
}
