using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>A run in this process: its stages, how they are told to end, and what has become of each task.</summary>
/// <remarks>It holds no lock: its parts have their own, and stages are told, woken and awaited outside them.</remarks>
internal sealed class LocalRun : GraphRun
{
    private readonly LocalRunScope _scope;
    private readonly StageScheduler _scheduler;

    /// <summary>How many stages may work at the same time; null for any number.</summary>
    private readonly SlotPool? _slots;
    private readonly TaskScope[] _scopes;
    private readonly StageRunner[] _stages;
    private readonly StageActivity[] _activities;
    private readonly RunEnding _ending;
    private readonly RunErrors _errors = new();
    private readonly KeptDeadLetters _deadLetters;
    private readonly GraceWatch _grace;
    private readonly GrowingValues _growing = new();
    private readonly RunBelongings _belongings;
    private readonly RunEventLog _events;
    private readonly ProgressTeller? _progress;
    private readonly CancellationToken _callersToken;

    /// <summary>Made when a task first runs something inside it.</summary>
    private ChildRuns? _children;
    private Action? _atStart;
    private CancellationTokenRegistration _callersRegistration;
    private ITimer? _limit;
    private int _live;
    private StartRefusal? _refusal;

    public LocalRun(GraphPlan plan, RunOptions options, CancellationToken callersToken, ParentOfRun? parent = null)
        : base(options.RunId ?? Guid.CreateVersion7().ToString("N"))
    {
        Parent = parent;
        OwnPlan = plan;
        Options = options;
        _callersToken = callersToken;
        _scope = new LocalRunScope(this);
        _ending = new RunEnding(RunId, HowToGoOn, callersToken);
        _deadLetters = new KeptDeadLetters(WarnOfRun);
        _grace = new GraceWatch(options.Grace, options.Time);
        Edges = new RunEdges(plan, options.Capacity, WarnOfRun);
        Outputs = new RunOutputs(this);
        Links = new RunLinks(this);
        Inputs = new OpenInputs(this);
        Instruments = new RunInstruments(RunId, plan.Graph, options.Time);
        _progress = options.Progress is null ? null : new ProgressTeller(options.Progress, this);
        LongestSpan = options.Events != EventDetail.Tasks || Instruments.IsWatched ? 1 : Math.Min(512, options.MaxInFlight ?? 512);
        _activities = StallBreaker.Watch(this);
        Sinks = new SpanSink?[plan.Graph.Nodes.Count];
        _scopes = new TaskScope[plan.Graph.Nodes.Count];
        foreach (GraphNode node in plan.Graph.Nodes)
        {
            HasPauses |= node.Task is TaskBody { IsLive: true };
            _scopes[node.Index] = new TaskScope(node, _scope, (node.Task as TaskBody)?.Options.ErrorPolicy ?? ItemErrorPolicy.Fail);
        }

        _events = new RunEventLog(this, options.KeptEvents);
        Tracker = new RunTracker(_events, options, _scopes) { Progressed = parent is { IsTrial: false } ? parent.Progressed : null };
        _scheduler = options.Scheduler ?? PoolScheduler.Shared;
        _slots = parent is not null ? parent.Run._slots : options.MaxParallelism is { } slots ? new SlotPool(slots) : null;
        _stages = [.. plan.Stages.Select(s => new StageRunner(this, s, _activities[s.Part], _scheduler, SlotOf(s, parent)))];
        _live = _stages.Length;
        Services = parent is not null ? parent.Run.Services?.ForChild(WarnOfRun)
            : options.Services is null ? null
            : new RunScopes(options.Services, WarnOfRun);
        _belongings = new RunBelongings(Services, options.Resources, WarnOfRun);
        try
        {
            StageAssembly.AssembleAll(this);
        }
        catch
        {
            _ = LetGoAsync();
            throw;
        }
    }

    public override GraphPlan Plan => _children?.PlanOf(OwnPlan) ?? OwnPlan;

    /// <summary>Gets the plan that the run began with: that of its own graph.</summary>
    public GraphPlan OwnPlan { get; }

    public override TaskGraph Graph => OwnPlan.Graph;

    public RunOptions Options { get; }

    /// <summary>Gets the task of another run that this one goes on in; null for a run of its own.</summary>
    public ParentOfRun? Parent { get; }

    /// <summary>Gets the runs that go on inside tasks of this one.</summary>
    public ChildRuns ChildRuns => _children ?? Interlocked.CompareExchange(ref _children, new ChildRuns(this), null) ?? _children;

    public override IReadOnlyList<GraphRun> Children => _children?.All ?? [];

    /// <summary>Gets what keeps where each task stands and tells of it.</summary>
    public RunTracker Tracker { get; }

    /// <summary>Gets what tells meters and traces of the run.</summary>
    public RunInstruments Instruments { get; }

    /// <summary>Gets the scopes that services come from; null when the run has no services.</summary>
    public RunScopes? Services { get; }

    /// <summary>Gets the edges, and what writes to them.</summary>
    public RunEdges Edges { get; }

    /// <summary>Gets what is kept for the caller.</summary>
    public RunOutputs Outputs { get; }

    /// <summary>Gets the inputs that are written while the run goes on.</summary>
    public OpenInputs Inputs { get; }

    /// <summary>Gets what joins the run to others.</summary>
    public RunLinks Links { get; }

    /// <summary>Gets what the tasks share.</summary>
    public RunResources Resources => _belongings.Resources;

    public TimeProvider Time => Options.Time;

    public TimeSpan GraceTime => Options.Grace;

    public int LongestSpan { get; }

    /// <summary>Gets whether there are tasks that may pause an outlet: those that give items by hand.</summary>
    public bool HasPauses { get; }

    public bool IsDeterministic => Options.Scheduler is { IsDeterministic: true };

    /// <summary>Gets how those who wait for an end go on: apart from it, unless the scheduler wants to know of everything that goes on.</summary>
    public TaskCreationOptions HowToGoOn =>
        IsDeterministic ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    public IReadOnlyList<StageRunner> Stages => _stages;

    /// <summary>Gets the steps of fused nodes while the stages are put together.</summary>
    public SpanSink?[] Sinks { get; }

    public StageActivity ActivityOf(int part) => _activities[part];

    public override RunStatus Status => _ending.Status;

    public override Task Completion => _ending.Completion;

    public override IReadOnlyList<Exception> Errors => _errors.All;

    public override IReadOnlyList<DeadLetter> DeadLetters => _deadLetters.All;

    public override T? Peek<T>(string outlet)
        where T : default => _growing.Look<T>(OwnPlan, outlet);

    public override OutletView<T> View<T>(string outlet, EdgeOptions? edge = null) => new RunViews(this).Open<T>(outlet, edge ?? RunViews.DefaultEdge);

    /// <summary>Remembers what makes values that can be looked at while they grow.</summary>
    public void LetPeek(GraphNode node, IPeekable growing) => _growing.Add(node, growing);

    public override RunProgress Snapshot() => RunCounts.Of(this, _events);

    internal override object KeptItems(string output) => Outputs.Items(output);

    public override IAsyncEnumerable<RunEvent> Events(long fromSeq = 1, CancellationToken cancellationToken = default) =>
        _events.ReadAsync(fromSeq, cancellationToken);

    public override IDisposable Observe(Action<RunEvent> observer, long fromSeq = 1)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return new RunObserver(this, observer, fromSeq);
    }

    public override Task<T> ResultAsync<T>(string output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Outputs.ResultAsync<T>(output, cancellationToken);
    }

    public override Task<IReadOnlyList<RunResult>> ResultsAsync(CancellationToken cancellationToken = default) => Outputs.AllAsync(cancellationToken);

    public override RunOutput<T> Output<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Outputs.Read<T>(name);
    }

    public override RunInput<T> Input<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Inputs.Find<T>(name);
    }

    public override Task DrainAsync(CancellationToken cancellationToken = default) => EndAsync(RunStatus.Completed, cancellationToken);

    public override Task StopAsync(CancellationToken cancellationToken = default) => EndAsync(RunStatus.Stopped, cancellationToken);

    public override Task KillAsync(CancellationToken cancellationToken = default) => EndAsync(RunStatus.Killed, cancellationToken);

    /// <summary>Tells the sources to begin. Everything else begins when something comes.</summary>
    public void Start()
    {
        Instruments.Begin(Snapshot);
        _scheduler.Begin(Begin);
    }

    /// <summary>Ends a run that was never started.</summary>
    public async Task LetGoAsync()
    {
        foreach (StageRunner stage in _stages)
        {
            await stage.DisposeOwnedAsync().ConfigureAwait(false);
        }

        await _belongings.CloseAsync().ConfigureAwait(false);
    }

    private void Begin()
    {
        _events.Add(new Particulars(RunEventKind.RunStarted, null, null, null, null));
        _atStart?.Invoke();
        if (_callersToken.CanBeCanceled)
        {
            _callersRegistration = _callersToken.UnsafeRegister(static run => ((LocalRun)run!).CallerCancelled(), this);
        }

        if (Options.Timeout is { } limit)
        {
            _limit = Time.CreateTimer(static run => ((LocalRun)run!).OutOfTime(), this, limit, Timeout.InfiniteTimeSpan);
        }

        if (_stages.Length == 0)
        {
            Finish();
            return;
        }

        // Nobody shall take the run for stalled before all sources have been told to begin.
        foreach (StageActivity activity in _activities)
        {
            activity.Woken();
        }

        foreach (StageRunner stage in _stages)
        {
            if (stage.IsSource || Options.Eager || stage.Plan.Nodes[0].Task is Tasks.TaskBody { BeginsWithRun: true })
            {
                stage.Signal.Set();
            }
        }

        foreach (StageActivity activity in _activities)
        {
            activity.Parked();
        }
    }

    /// <summary>Has something done when the run starts: a graph that cannot be run joins nothing.</summary>
    public void AtStart(Action action) => _atStart += action;

    public IEnumerable<StageRunner> StagesOf(int part) => _stages.Where(s => s.Plan.Part == part);

    /// <summary>Kills one unconnected part of the run; the others go on.</summary>
    public void KillPart(int part, KilledException error)
    {
        StageRunner[] live = [.. StagesOf(part).Where(s => !s.IsOver)];
        if (live.Length == 0)
        {
            return;
        }

        _ending.KillPart(error);
        EndBy(error, live);
    }

    /// <summary>Ends one task; what it has emitted arrives.</summary>
    public void CancelTask(GraphNode node)
    {
        // The stage first: it is to know why its task closes, and then to see that it does.
        StageRunner stage = StageOf(node);
        bool isOver = stage.IsOver;
        if (!isOver)
        {
            Tracker.BeginEnding(ScopeOf(node));
            stage.CancelTask();
        }

        ScopeOf(node).RequestCancel();
        if (!isOver)
        {
            stage.Signal.Set();
            _ = _grace.AbandonLateAsync([stage], error: null);
        }
    }

    public TaskScope ScopeOf(GraphNode node) => _scopes[node.Index];

    public void Warn(TaskScope? task, string message) => _scope.Warn(task, message);

    private void WarnOfRun(string message) => Warn(null, message);

    /// <summary>A task failed: what that takes with it is told to end, at once.</summary>
    public void TaskFailed(StageRunner stage, TaskScope task, Exception error)
    {
        if (task.RoutesFailure)
        {
            Tracker.Blame(task, error);
            Tracker.End(task, RunStatus.Faulted, error);
            return;
        }

        bool isNew = _errors.TryAdd(
            error,
            () =>
            {
                Tracker.Blame(task, error);
                Tracker.End(task, RunStatus.Faulted, error);
            });
        OnFailure rule = (task.Node.Task as TaskBody)?.Options.FailureRule ?? Options.OnFailure;
        bool endsRun = Options.FailureScope == FailureScope.Run && rule == OnFailure.EndRun;
        if (endsRun)
        {
            _ending.Fail();
        }

        if (!isNew)
        {
            return;
        }

        if (rule == OnFailure.FinishRunning)
        {
            Interlocked.CompareExchange(ref _refusal, new StartRefusal(error, OwnPlan.StagesBehind(stage.Plan)), null);
        }

        List<StageRunner> ended =
            [stage, .. Options.FailureScope == FailureScope.Nothing || rule != OnFailure.EndRun ? [] : EndedBy(stage, endsRun)];
        foreach (StageRunner other in ended.Skip(1))
        {
            other.FailureOfAnother ??= error;
            other.Cancel(fireToken: true);
        }

        _ = _grace.AbandonLateAsync(ended, error);
    }

    /// <summary>The run takes longer than its user allowed.</summary>
    private void OutOfTime()
    {
        var error = new TimeoutException(
            $"The run of '{Graph.Name}' took longer than its limit of {Options.Timeout!.Value.TotalMilliseconds:0.###} ms.");
        StageRunner[] live = [.. _stages.Where(s => !s.IsOver)];
        if (live.Length == 0)
        {
            return;
        }

        if (_ending.Fail(() => _errors.Lead(error)))
        {
            EndBy(error, live);
        }
    }

    /// <summary>Tells stages that something outside them ends them: all of them know it before the first is told to end.</summary>
    private void EndBy(Exception error, StageRunner[] stages)
    {
        foreach (StageRunner stage in stages)
        {
            stage.FailureOfAnother ??= error;
        }

        foreach (StageRunner stage in stages)
        {
            stage.Cancel(fireToken: true);
        }

        _ = _grace.AbandonLateAsync(stages, error);
    }

    /// <summary>Says why a stage shall not begin any more: a task has failed, and what had not begun then does not. What is behind that task still takes what it gave.</summary>
    public Exception? RefusalOf(StageRunner stage) =>
        Volatile.Read(ref _refusal) is { } refusal && !refusal.Behind.Contains(stage.Plan) ? refusal.Error : null;

    /// <summary>Nobody wants what a stage makes: it may take the grace time to end.</summary>
    public void AbandonUnwanted(StageRunner stage) => _ = _grace.AbandonLateAsync([stage], error: null);

    public void AlsoFailed(Exception error) => _errors.TryAdd(error);

    public void DeadLettered(DeadLetter letter) =>
        _events.Add(new Particulars(RunEventKind.DeadLettered, letter.TaskId, letter.ItemIndex, letter.TaskName, letter.Error));

    public void KeepDeadLetter(DeadLetter letter)
    {
        Parent?.Run.KeepDeadLetter(letter);
        _deadLetters.Add(letter);
    }

    public void AddEvent(RunEventKind kind, NodeId? task, long? index, string? message) =>
        _events.Add(new Particulars(kind, task, index, message, Error: null));

    /// <summary>A task is called again.</summary>
    public void AddRetry(NodeId task, long? index, int attempt, Exception? cause, TimeSpan delay) =>
        _events.Add(new Particulars(RunEventKind.TaskRetry, task, index, cause?.Message, cause, attempt) { Delay = delay });

    /// <summary>Something has become of a run of a loop's body.</summary>
    public void AddIteration(RunEventKind kind, ChildRun child, Iteration iteration, double? progress = null) =>
        _events.Add(new Particulars(kind, child.Task.Id, iteration.Index, Message: null, Error: null, iteration.Count, progress) { Child = child });

    /// <summary>Something has become of a run inside a task.</summary>
    public void AddChild(RunEventKind kind, ChildRun child, RunStatus? status = null, double? progress = null, string? message = null) =>
        _events.Add(new Particulars(kind, child.Task.Id, Index: null, message, Error: null, Count: null, progress) { Child = child, Status = status });

    /// <summary>Tells the end of those tasks of a stage that have not ended by themselves.</summary>
    public void TellEnds(StageRunner stage, RunStatus status, Exception? error, bool isAbandoned)
    {
        foreach (GraphNode node in stage.Plan.Nodes)
        {
            TaskScope task = ScopeOf(node);

            // Told to end, and then its end was as any other: what was asked for is what it is.
            RunStatus ofTask = stage.Error is { IsRouted: true } ? RoutedEnds.StatusOf(this, stage, node)
                : status == RunStatus.Completed && task.State.Status == RunStatus.Ending
                ? task.IsCancelRequested ? RunStatus.Stopped : StatusOfCancelled(stage)
                : status;
            if (ofTask == RunStatus.Disabled)
            {
                Tracker.Disable(task);
            }
            else
            {
                Tracker.End(task, ofTask, error, isAbandoned);
            }
        }
    }

    public void StageEnded(StageRunner stage)
    {
        _progress?.Tell();
        if (Interlocked.Decrement(ref _live) == 0)
        {
            Finish();
        }
    }

    /// <inheritdoc cref="RunEnding.StatusOfCancelled"/>
    public RunStatus StatusOfCancelled(StageRunner stage) => _ending.StatusOfCancelled(stage);

    /// <inheritdoc cref="RunEnding.IsCut"/>
    public bool IsCut(StageRunner stage) => _ending.IsCut(stage);

    /// <summary>The error with which the consumers of a stage end that was told to end now.</summary>
    public Exception? ErrorOfCancelled(StageRunner stage) => StatusOfCancelled(stage) switch
    {
        RunStatus.Faulted => stage.FailureOfAnother ?? Errors[0],
        RunStatus.Killed => stage.FailureOfAnother ?? _ending.KilledNow,
        RunStatus.Stopped => new StoppedException(),
        _ => null,
    };

    internal override TaskRun TaskOf(GraphNode node) => new LocalTaskRun(this, node);

    internal override IAsyncEnumerator<T> ReadLive<T>(string output, CancellationToken cancellationToken) =>
        new LiveReader<T>(Edges.LiveOf<T>(output), this, ownsRun: true, cancellationToken);

    private StageSlot? SlotOf(StagePlan stage, ParentOfRun? parent) =>
        _slots is null ? null : new StageSlot(_slots, parent?.Task is { } outer ? parent.Run.StageOf(outer.Node).Slot : null, stage.Number);

    public StageRunner StageOf(GraphNode node) => _stages[OwnPlan.StageOf(node).Number - 1];

    private async Task EndAsync(RunStatus how, CancellationToken cancellationToken)
    {
        bool isDrain = how == RunStatus.Completed;
        _ending.Ask(how);
        foreach (StageRunner stage in _stages)
        {
            if (isDrain)
            {
                stage.Drain();
            }
            else
            {
                stage.Cancel(fireToken: how == RunStatus.Killed);
            }
        }

        _ = _grace.AbandonLateAsync(isDrain ? [.. _stages.Where(s => s.IsSource)] : _stages, isDrain ? null : _ending.KilledNow);
        await _ending.Over.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void CallerCancelled()
    {
        _ending.AskedByCaller();
        _ = EndAsync(RunStatus.Killed, CancellationToken.None);
    }

    /// <summary>The stages that a failure takes with it: all but those behind it, which still take what it had emitted.</summary>
    private IEnumerable<StageRunner> EndedBy(StageRunner failed, bool endsRun)
    {
        HashSet<StagePlan> behind = OwnPlan.StagesBehind(failed.Plan);
        return _stages.Where(s => s != failed && !behind.Contains(s.Plan) && (endsRun || s.Plan.Part == failed.Plan.Part));
    }

    private void Finish()
    {
        RunStatus status = _ending.End(Errors.Count > 0);
        IReadOnlyList<Exception> errors = Errors;
        Exception? error = errors.Count > 0 ? errors[0] : null;
        (error as TaskFailedException)?.AlsoFailed = [.. errors.Skip(1)];

        // Not disposed, which would wait for the callback: that may be what ends the run, or user code that it called.
        _callersRegistration.Unregister();
        _limit?.Dispose();
        _grace.End();
        Exception? endOfOutputs = status switch
        {
            RunStatus.Faulted => error,
            RunStatus.Killed => _ending.Killed,
            RunStatus.Stopped => new OperationCanceledException($"The run '{RunId}' was stopped before the output had ended."),
            _ => null,
        };
        Outputs.End(endOfOutputs);
        foreach (EdgeQueue queue in Edges.Live)
        {
            queue.End(status == RunStatus.Faulted ? error : status == RunStatus.Killed ? _ending.Killed : null);
        }

        if (_belongings.CloseAsync() is { IsCompleted: false } closing)
        {
            _ = TellEndAfterAsync(closing, status, error);
        }
        else
        {
            TellEnd(status, error);
        }
    }

    /// <summary>The end of the run is told when its services are disposed, or have had the grace time for it.</summary>
    private async Task TellEndAfterAsync(Task closing, RunStatus status, Exception? error)
    {
        try
        {
            await closing.WaitAsync(GraceTime, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Warn(null, $"The services and resources of the run were not disposed within the grace time of {GraceTime.TotalMilliseconds} ms and were left behind.");
        }

        TellEnd(status, error);
    }

    private void TellEnd(RunStatus status, Exception? error)
    {
        Instruments.End(status, error);
        if (status == RunStatus.Completed)
        {
            Tracker.CompleteRun();
        }

        _progress?.Tell();
        RunEventKind kind = status switch
        {
            RunStatus.Completed => RunEventKind.RunCompleted,
            RunStatus.Faulted => RunEventKind.RunFaulted,
            RunStatus.Stopped => RunEventKind.RunStopped,
            _ => RunEventKind.RunKilled,
        };
        _events.Add(new Particulars(kind, null, null, null, error));
        Parent?.Ended(status);
        _ending.Tell(status, error);
        _scheduler.Ended();
    }
}

/// <summary>Why no task begins any more, but for those behind the one that failed.</summary>
internal sealed record StartRefusal(Exception Error, IReadOnlySet<StagePlan> Behind);
