using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>A run in this process: its stages, how they are told to end, and what has become of each task.</summary>
/// <remarks>
/// <c>_gate</c> guards the request (why the run ends), the errors, the dead letters and the links to other runs. Stages are told, woken and
/// awaited outside it.
/// </remarks>
internal sealed class LocalRun : GraphRun
{
    private const int KeptDeadLetters = 10_000;
    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly LocalRunScope _scope;
    private readonly StageScheduler _scheduler;
    private readonly TaskScope[] _scopes;
    private readonly StageRunner[] _stages;
    private readonly StageActivity[] _activities;
    private readonly EdgeQueue?[] _queues;
    private readonly Dictionary<string, IOutputCell> _outputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EdgeQueue> _liveOutputs = new(StringComparer.Ordinal);
    private readonly object?[][] _writers;
    private readonly List<Exception> _errors = [];
    private readonly Queue<DeadLetter> _deadLetters = new();
    private readonly RunEventLog _events;
    private readonly ProgressTeller? _progress;
    private readonly CancellationToken _callersToken;
    private readonly TaskCompletionSource _completion;
    private readonly TaskCompletionSource _allEnded;
    private readonly HashSet<string> _warnedEdges = new(StringComparer.Ordinal);
    private CancellationTokenSource? _graceEnded;

    /// <summary>The parts of other runs that are joined to parts of this one, in either direction.</summary>
    private RunLink[] _links = [];
    private (int Part, EdgeQueue Queue)[] _joins = [];
    private Action? _atStart;
    private bool _hasEnded;
    private KilledException? _killed;
    private CancellationTokenRegistration _callersRegistration;
    private RunStatus _request = RunStatus.Running;
    private bool _wasKilledByCaller;
    private int _live;

    public LocalRun(GraphPlan plan, RunOptions options, CancellationToken callersToken)
        : base(options.RunId ?? Guid.CreateVersion7().ToString("N"))
    {
        Plan = plan;
        Options = options;
        _callersToken = callersToken;
        _completion = new TaskCompletionSource(HowToGoOn);
        _allEnded = new TaskCompletionSource(HowToGoOn);
        _events = new RunEventLog(RunId, options.Time, expected: 2 + (2 * plan.Stages.Count));
        _scope = new LocalRunScope(this);
        Instruments = new RunInstruments(RunId, plan.Graph, options.Time);
        _progress = options.Progress is null ? null : new ProgressTeller(options.Progress, this);
        LongestSpan = options.Events == EventDetail.Items ? 1 : Math.Min(256, options.MaxInFlight ?? 256);
        _activities = new StageActivity[plan.Parts];
        for (int part = 0; part < plan.Parts; part++)
        {
            _activities[part] = new StageActivity();
            if (MayStall(part) || options.MaxInFlight is not null)
            {
                int number = part;
                _activities[part].AllParked = () => new StallBreaker(this, number).Look();
            }
        }

        _queues = new EdgeQueue?[plan.Graph.Edges.Count];
        _writers = new object?[plan.Graph.Nodes.Count][];
        Sinks = new SpanSink?[plan.Graph.Nodes.Count];
        _scopes = new TaskScope[plan.Graph.Nodes.Count];
        foreach (GraphNode node in plan.Graph.Nodes)
        {
            _scopes[node.Index] = new TaskScope(node, _scope, (node.Task as TaskBody)?.Options.ErrorPolicy ?? ItemErrorPolicy.Fail);
        }

        _scheduler = options.Scheduler ?? PoolScheduler.Shared;
        _stages = [.. plan.Stages.Select(s => new StageRunner(this, s, _activities[s.Part], _scheduler))];
        _live = _stages.Length;
        Services = options.Services is null ? null : new RunScopes(options.Services, message => Warn(null, message));
        try
        {
            Assemble();
        }
        catch
        {
            _ = Services?.CloseAsync();
            throw;
        }
    }

    public GraphPlan Plan { get; }

    public override TaskGraph Graph => Plan.Graph;

    public RunOptions Options { get; }

    /// <summary>Gets what tells meters and traces of the run.</summary>
    public RunInstruments Instruments { get; }

    /// <summary>Gets the scopes that services come from; null when the run has no services.</summary>
    public RunScopes? Services { get; }

    public TimeProvider Time => Options.Time;

    public TimeSpan GraceTime => Options.Grace;

    public int LongestSpan { get; }

    public bool IsDeterministic => Options.Scheduler is { IsDeterministic: true };

    /// <summary>Gets how those who wait for an end go on: apart from it, unless the scheduler wants to know of everything that goes on.</summary>
    public TaskCreationOptions HowToGoOn =>
        IsDeterministic ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously;

    public IReadOnlyList<StageRunner> Stages => _stages;

    /// <summary>Gets the steps of fused nodes while the stages are put together.</summary>
    public SpanSink?[] Sinks { get; }

    public StageActivity ActivityOf(int part) => _activities[part];

    public override RunStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded ? _request : _request == RunStatus.Running ? RunStatus.Running : RunStatus.Ending;
            }
        }
    }

    public override Task Completion => _completion.Task;

    public override IReadOnlyList<Exception> Errors
    {
        get
        {
            lock (_gate)
            {
                return [.. _errors];
            }
        }
    }

    public override IReadOnlyList<DeadLetter> DeadLetters
    {
        get
        {
            lock (_gate)
            {
                return [.. _deadLetters];
            }
        }
    }

    public override RunProgress Snapshot() => new(
        RunId,
        Status,
        [.. Plan.Graph.Nodes.Select(StatisticsOf)],
        [.. _queues.OfType<EdgeQueue>().Concat(OtherEdges()).Distinct().Select(q => q.Statistics())]);

    public override IAsyncEnumerable<RunEvent> Events(long fromSeq = 1, CancellationToken cancellationToken = default) =>
        _events.ReadAsync(fromSeq, cancellationToken);

    public override async Task<T> ResultAsync<T>(string output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!_outputs.TryGetValue(output, out IOutputCell? cell))
        {
            throw new ArgumentException(
                $"The graph has no kept output '{output}'. It has: {string.Join(", ", _outputs.Keys.Select(k => $"'{k}'"))}.", nameof(output));
        }

        await Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        return cell.Value is T value
            ? value
            : cell.HasValue && cell.Value is null
                ? default!
                : throw new ArgumentException(
                    cell.HasValue
                        ? $"The output '{output}' is {TypeName.Of(cell.Value!.GetType())}, not {TypeName.Of(typeof(T))}."
                        : $"The output '{output}' has no value: the run ended ({Status}) before there was one.",
                    nameof(output));
    }

    public override RunOutput<T> Output<T>(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!_outputs.TryGetValue(name, out IOutputCell? cell))
        {
            throw new ArgumentException(
                $"The run has no output '{name}'. It has: {ListOfOutputs()}. Expose the outlet to have it: TaskGraph.Expose.", nameof(name));
        }

        return cell is IOutputCell<T> typed
            ? new RunOutput<T>(RunId, name, typed.ReadAsync)
            : throw new ArgumentException($"The output '{name}' does not give {TypeName.Of(typeof(T))}. The outputs are: {ListOfOutputs()}.", nameof(name));
    }

    private string ListOfOutputs() => _outputs.Count == 0 ? "none" : string.Join(
        ", ", Graph.Outputs.Select(o => $"'{o.Name}' of {TypeName.Of(o.Node.Task.Outlets[o.OutletIndex].ItemType)}"));

    public override Task DrainAsync(CancellationToken cancellationToken = default) => EndAsync(RunStatus.Completed, cancellationToken);

    public override Task StopAsync(CancellationToken cancellationToken = default) => EndAsync(RunStatus.Stopped, cancellationToken);

    public override Task KillAsync(CancellationToken cancellationToken = default) => EndAsync(RunStatus.Killed, cancellationToken);

    /// <summary>Puts every stage together, and refuses the graph with what is missing in all of them.</summary>
    private void Assemble()
    {
        List<GraphFault>? faults = null;
        foreach (StageRunner stage in _stages)
        {
            try
            {
                new StageAssembly(this, stage).Assemble();
            }
            catch (GraphConfigurationException refusal)
            {
                (faults ??= []).AddRange(refusal.Faults);
            }
        }

        if (faults is not null)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    /// <summary>Tells the sources to begin. Everything else begins when something comes.</summary>
    public void Start()
    {
        Instruments.Begin();
        _scheduler.Begin(Begin);
    }

    /// <summary>Ends a run that was never started.</summary>
    public Task LetGoAsync() => Services?.CloseAsync() ?? Task.CompletedTask;

    private void Begin()
    {
        _events.Add(RunEventKind.RunStarted);
        _atStart?.Invoke();
        if (_callersToken.CanBeCanceled)
        {
            _callersRegistration = _callersToken.UnsafeRegister(static run => ((LocalRun)run!).CallerCancelled(), this);
        }

        if (_stages.Length == 0)
        {
            Finish();
            return;
        }

        foreach (StageRunner stage in _stages)
        {
            if (stage.IsSource)
            {
                stage.Signal.Set();
            }
        }
    }

    /// <summary>Has something done when the run starts: a graph that cannot be run joins nothing.</summary>
    public void AtStart(Action action) => _atStart += action;

    /// <summary>Remembers an edge that comes from another run.</summary>
    public void KeepJoin(int part, EdgeQueue queue) => _joins = [.. _joins, (part, queue)];

    public void Link(RunLink link)
    {
        lock (_gate)
        {
            _links = [.. _links, link];
        }
    }

    public void Unlink(RunLink link)
    {
        lock (_gate)
        {
            _links = [.. _links.Where(l => l != link)];
        }
    }

    /// <summary>Gives the part and all parts, of this run and others, that are connected with it over edges.</summary>
    public HashSet<RunPart> ConnectedWith(int part)
    {
        var found = new HashSet<RunPart> { new(this, part) };
        var waiting = new Stack<RunPart>(found);
        while (waiting.TryPop(out RunPart next))
        {
            foreach (RunPart other in next.Run.LinkedTo(next.Part))
            {
                if (found.Add(other))
                {
                    waiting.Push(other);
                }
            }
        }

        return found;
    }

    public IEnumerable<StageRunner> StagesOf(int part) => _stages.Where(s => s.Plan.Part == part);

    /// <summary>Kills one unconnected part of the run; the others go on.</summary>
    public void KillPart(int part, KilledException error)
    {
        StageRunner[] live = [.. StagesOf(part).Where(s => !s.IsOver)];
        if (live.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            _killed ??= error;
        }

        foreach (StageRunner stage in live)
        {
            stage.FailureOfAnother ??= error;
        }

        foreach (StageRunner stage in live)
        {
            stage.Cancel(fireToken: true);
        }

        _ = AbandonAfterGraceAsync(live, error);
    }

    /// <summary>Ends one task; what it has emitted arrives.</summary>
    public void CancelTask(GraphNode node)
    {
        ScopeOf(node).RequestCancel();
        StageRunner stage = StageOf(node);
        if (!stage.IsOver)
        {
            stage.CancelTask();
            _ = AbandonAfterGraceAsync([stage], error: null);
        }
    }

    public TaskScope ScopeOf(GraphNode node) => _scopes[node.Index];

    public void Warn(TaskScope? task, string message) => _scope.Warn(task, message);

    public EdgeQueue? FindQueue(GraphEdge edge) => _queues[edge.Index];

    public ChunkQueue<T> QueueOf<T>(GraphEdge edge)
    {
        if (_queues[edge.Index] is { } queue)
        {
            return (ChunkQueue<T>)queue;
        }

        var made = new ChunkQueue<T>(edge.Id, edge.Options, Options.Capacity) { Edge = edge };
        _queues[edge.Index] = made;
        return made;
    }

    public void Keep(string output, IOutputCell cell) => _outputs.Add(output, cell);

    public void KeepLive(string output, EdgeQueue queue) => _liveOutputs.Add(output, queue);

    public void KeepWriter(GraphNode node, int outlet, object writer)
    {
        ref object?[] ofNode = ref _writers[node.Index];
        ofNode ??= new object?[node.Task.Outlets.Count];
        ofNode[outlet] = writer;
    }

    public object? FindWriter(GraphNode node, int outlet) => _writers[node.Index]?[outlet];

    /// <summary>All edges of one unconnected part of the graph, those to readers outside and those from other runs among them.</summary>
    public IEnumerable<EdgeQueue> QueuesOf(int part) =>
        StagesOf(part).SelectMany(s => s.OutgoingEdges).Concat(_joins.Where(j => j.Part == part).Select(j => j.Queue));

    public void WarnOfGrowth(EdgeQueue queue)
    {
        if (_warnedEdges.Add(queue.Id))
        {
            Warn(null, $"The edge '{queue.Id}' was full and alone kept the run from going on; it grew to {queue.Capacity} items.");
        }
    }

    /// <summary>A task failed: what that takes with it is told to end, at once.</summary>
    public void TaskFailed(StageRunner stage, TaskScope task, Exception error)
    {
        bool isNew;
        bool endsRun = Options.FailureScope == FailureScope.Run;
        lock (_gate)
        {
            isNew = !_errors.Contains(error);
            if (isNew)
            {
                AddError(error);
            }

            if (endsRun && _request is RunStatus.Running or RunStatus.Completed)
            {
                _request = RunStatus.Faulted;
            }
        }

        if (!isNew)
        {
            return;
        }

        List<StageRunner> ended = [stage, .. Options.FailureScope == FailureScope.Nothing ? [] : EndedBy(stage, endsRun)];
        foreach (StageRunner other in ended.Skip(1))
        {
            other.FailureOfAnother ??= error;
            other.Cancel(fireToken: true);
        }

        _ = AbandonAfterGraceAsync(ended, error);
    }

    /// <summary>Nobody wants what a stage makes: it may take the grace time to end.</summary>
    public void AbandonUnwanted(StageRunner stage) => _ = AbandonAfterGraceAsync([stage], error: null);

    public void AlsoFailed(Exception error)
    {
        lock (_gate)
        {
            if (!_errors.Contains(error))
            {
                AddError(error);
            }
        }
    }

    public void DeadLettered(DeadLetter letter) =>
        _events.Add(RunEventKind.DeadLettered, letter.TaskId, letter.ItemIndex, letter.TaskName, letter.Error);

    public void KeepDeadLetter(DeadLetter letter)
    {
        bool isFirstLost = false;
        lock (_gate)
        {
            if (_deadLetters.Count == KeptDeadLetters)
            {
                _deadLetters.Dequeue();
                isFirstLost = _warnedEdges.Add("dead letters");
            }

            _deadLetters.Enqueue(letter);
        }

        if (isFirstLost)
        {
            Warn(null, $"More than {KeptDeadLetters} dead letters: the oldest are no longer kept.");
        }
    }

    public void AddEvent(RunEventKind kind, NodeId? task, long? index, string? detail) => _events.Add(kind, task, index, detail);

    public void StageStarted(StageRunner stage)
    {
        _events.AddAll(RunEventKind.TaskStarted, stage.Plan.Nodes);
    }

    public void StageEnded(StageRunner stage)
    {
        RunEventKind kind = stage.Status switch
        {
            RunStatus.Completed => RunEventKind.TaskCompleted,
            RunStatus.Faulted => RunEventKind.TaskFaulted,
            RunStatus.Stopped => RunEventKind.TaskStopped,
            _ => RunEventKind.TaskKilled,
        };
        _events.AddAll(kind, stage.Plan.Nodes, stage.Error);

        _progress?.Tell();
        if (Interlocked.Decrement(ref _live) == 0)
        {
            Finish();
        }
    }

    /// <summary>How a stage that was told to end now has ended, and with which error its consumers end.</summary>
    public RunStatus StatusOfCancelled(StageRunner stage)
    {
        lock (_gate)
        {
            return stage.FailureOfAnother is KilledException ? RunStatus.Killed
                : stage.FailureOfAnother is not null ? RunStatus.Faulted
                : _request is RunStatus.Running or RunStatus.Completed ? RunStatus.Killed
                : _request;
        }
    }

    /// <summary>Says whether the stage was told to end now, or is about to be.</summary>
    public bool IsCut(StageRunner stage)
    {
        lock (_gate)
        {
            return stage.FailureOfAnother is KilledException || _request is RunStatus.Killed or RunStatus.Stopped;
        }
    }

    public Exception? ErrorOfCancelled(StageRunner stage) => StatusOfCancelled(stage) switch
    {
        RunStatus.Faulted => stage.FailureOfAnother ?? Errors[0],
        RunStatus.Killed => stage.FailureOfAnother ?? KilledError(),
        RunStatus.Stopped => new StoppedException(),
        _ => null,
    };

    internal override TaskRun TaskOf(GraphNode node) => new LocalTaskRun(this, node);

    internal override IAsyncEnumerator<T> ReadLive<T>(string output, CancellationToken cancellationToken) =>
        new LiveReader<T>((ChunkQueue<T>)_liveOutputs[output], this, ownsRun: true, cancellationToken);

    private static TaskStatistics Statistics(GraphNode node, TaskScope scope, StageRunner stage, long discarded)
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
            isSource && hasEnded ? emitted : null);
    }

    private TaskStatistics StatisticsOf(GraphNode node)
    {
        long discarded = 0;
        for (int outlet = 0; outlet < node.Task.Outlets.Count; outlet++)
        {
            discarded += (FindWriter(node, outlet) as ICountsDiscarded)?.Discarded ?? 0;
        }

        return Statistics(node, ScopeOf(node), StageOf(node), discarded);
    }

    public StageRunner StageOf(GraphNode node) => _stages[Plan.StageOf(node).Number - 1];

    private async Task EndAsync(RunStatus how, CancellationToken cancellationToken)
    {
        bool isDrain = how == RunStatus.Completed;
        lock (_gate)
        {
            // A kill outweighs a stop, a stop outweighs a drain, and nothing changes how a run that is failing ends.
            if (!_hasEnded && how > _request && _request != RunStatus.Faulted)
            {
                _request = how;
            }
        }

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

        _ = AbandonAfterGraceAsync(isDrain ? [.. _stages.Where(s => s.IsSource)] : _stages, isDrain ? null : KilledError());
        await _allEnded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private KilledException KilledError() => _wasKilledByCaller ? new(RunId, _callersToken) : new(RunId);

    private IEnumerable<EdgeQueue> OtherEdges() =>
        _liveOutputs.Values.Concat(_joins.Select(j => j.Queue)).Concat(_stages.SelectMany(s => s.OutgoingEdges));

    private RunPart[] LinkedTo(int part)
    {
        lock (_gate)
        {
            return [.. _links.Where(l => l.Part == part).Select(l => l.Other)];
        }
    }

    private void CallerCancelled()
    {
        lock (_gate)
        {
            _wasKilledByCaller = _request is RunStatus.Running or RunStatus.Completed or RunStatus.Stopped && !_hasEnded;
        }

        _ = EndAsync(RunStatus.Killed, CancellationToken.None);
    }

    /// <summary>
    /// Keeps an error, under the gate. Of several calls of one task that failed beside each other, the one with the lowest index comes first, as if one call
    /// had run after the other.
    /// </summary>
    private void AddError(Exception error)
    {
        int at = error is TaskFailedException added
            ? _errors.FindIndex(e => e is TaskFailedException other && other.TaskId == added.TaskId && other.ItemIndex > added.ItemIndex)
            : -1;
        _errors.Insert(at < 0 ? _errors.Count : at, error);
    }

    /// <summary>
    /// Waits for stages that were told to end; those that have not ended after the grace time are left behind. A stage that waits for its readers then is not
    /// stuck, and is looked at again.
    /// </summary>
    private async Task AbandonAfterGraceAsync(IReadOnlyList<StageRunner> stages, Exception? error)
    {
        Task ended = Task.WhenAll(stages.Select(s => s.Ended));
        TimeSpan wait = GraceTime;
        while (!ended.IsCompleted)
        {
            try
            {
                await ended.WaitAsync(wait, Time, GraceEnded.Token).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                foreach (StageRunner stage in stages)
                {
                    stage.Abandon(error);
                }
            }
            catch (OperationCanceledException)
            {
                // The run has ended.
                return;
            }

            wait = GraceTime > ShortestLook ? GraceTime : ShortestLook;
        }
    }

    private CancellationTokenSource GraceEnded
    {
        get
        {
            lock (_gate)
            {
                return _graceEnded ??= new CancellationTokenSource();
            }
        }
    }

    /// <summary>The run has ended: nobody waits for the grace time any more.</summary>
    private void EndGrace()
    {
        lock (_gate)
        {
            if (_graceEnded is null)
            {
                return;
            }
        }

        _graceEnded.Cancel();
    }

    /// <summary>The stages that a failure takes with it: all but those behind it, which still take what it had emitted.</summary>
    private IEnumerable<StageRunner> EndedBy(StageRunner failed, bool endsRun)
    {
        HashSet<StageRunner> downstream = DownstreamOf(failed);
        return _stages.Where(
            s => s != failed && !downstream.Contains(s) && (endsRun || s.Plan.Part == failed.Plan.Part));
    }

    private HashSet<StageRunner> DownstreamOf(StageRunner stage)
    {
        var found = new HashSet<StageRunner>();
        var waiting = new Stack<StageRunner>([stage]);
        while (waiting.TryPop(out StageRunner? next))
        {
            foreach (GraphNode node in next.Plan.Nodes)
            {
                for (int outlet = 0; outlet < node.Task.Outlets.Count; outlet++)
                {
                    foreach (GraphEdge edge in Plan.Outgoing(node, outlet))
                    {
                        StageRunner target = StageOf(edge.To);
                        if (target != stage && found.Add(target))
                        {
                            waiting.Push(target);
                        }
                    }
                }
            }
        }

        return found;
    }

    private bool MayStall(int part) =>
        Plan.Stages.Where(s => s.Part == part).Any(s => s.Nodes[0].Task.Inlets.Count > 1);

    private void Finish()
    {
        RunStatus status;
        Exception? error;
        lock (_gate)
        {
            if (_request == RunStatus.Running)
            {
                _request = RunStatus.Completed;
            }

            if (_request == RunStatus.Completed)
            {
                _request = _errors.Count > 0 ? RunStatus.Faulted : _killed is not null ? RunStatus.Killed : RunStatus.Completed;
            }

            _hasEnded = true;
            status = _request;
            error = _errors.FirstOrDefault();
            (error as TaskFailedException)?.AlsoFailed = [.. _errors.Skip(1)];
        }

        // Not disposed, which would wait for the callback: that may be what ends the run, or user code that it called.
        _callersRegistration.Unregister();
        EndGrace();
        Exception? endOfOutputs = status switch
        {
            RunStatus.Faulted => error,
            RunStatus.Killed => _killed ?? KilledError(),
            RunStatus.Stopped => new OperationCanceledException($"The run '{RunId}' was stopped before the output had ended."),
            _ => null,
        };
        foreach (IOutputCell cell in _outputs.Values)
        {
            cell.End(endOfOutputs);
        }

        foreach (EdgeQueue queue in _liveOutputs.Values)
        {
            queue.End(status == RunStatus.Faulted ? error : status == RunStatus.Killed ? _killed ?? KilledError() : null);
        }

        if (Services?.CloseAsync() is { IsCompleted: false } closing)
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
            Warn(null, $"The services of the run were not disposed within the grace time of {GraceTime.TotalMilliseconds} ms and were left behind.");
        }

        TellEnd(status, error);
    }

    private void TellEnd(RunStatus status, Exception? error)
    {
        Instruments.End(status, error);
        _progress?.Tell();
        _events.Add(
            status switch
            {
                RunStatus.Completed => RunEventKind.RunCompleted,
                RunStatus.Faulted => RunEventKind.RunFaulted,
                RunStatus.Stopped => RunEventKind.RunStopped,
                _ => RunEventKind.RunKilled,
            },
            error: error);
        switch (status)
        {
            case RunStatus.Faulted:
                _completion.TrySetException(error!);
                _ = _completion.Task.Exception;
                break;
            case RunStatus.Killed when _wasKilledByCaller:
                _completion.TrySetCanceled(_callersToken);
                break;
            case RunStatus.Killed:
                _completion.TrySetCanceled();
                break;
            default:
                _completion.TrySetResult();
                break;
        }

        _allEnded.TrySetResult();
        _scheduler.Ended();
    }
}

/// <summary>One unconnected part of a run.</summary>
internal readonly record struct RunPart(LocalRun Run, int Part);

/// <summary>An edge between a part of one run and a part of another, as that run sees it.</summary>
internal sealed record RunLink(int Part, RunPart Other);

/// <summary>An outlet that counts what nobody read.</summary>
internal interface ICountsDiscarded
{
    long Discarded { get; }
}
