using System.Diagnostics;
using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Supplies;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>Drives one stage of a local run from its first item to its end, and sorts out how it ended.</summary>
/// <remarks>The one place of the local engine that catches everything: what user code threw arrives here, wrapped by the step that called it.</remarks>
internal sealed class StageRunner : StageScope
{
    private const int Ending = 1;
    private const int Over = 2;

    private readonly LocalRun _run;
    private readonly StageWaits _waits;
    private IStageOutlet[] _outlets = [];

    /// <summary>Made when somebody waits for the end.</summary>
    private TaskCompletionSource? _ended;

    /// <summary>Made when somebody asks for the token.</summary>
    private CancellationTokenSource? _tokens;
    private volatile bool _isTokenFired;
    private StageHead _head = null!;

    /// <summary>A call has failed and others of the same task still run.</summary>
    private volatile bool _isFailing;

    /// <summary>0, then <see cref="Ending"/> for the one who sorts out the end, then <see cref="Over"/>.</summary>
    private int _isOver;

    /// <summary>Whether one of its tasks has failed and what follows that takes what it had emitted: a wait for readers, not for user code.</summary>
    private volatile bool _isDelivering;

    private volatile bool _isTaskCancelled;
    private volatile bool _isAbandoned;
    private Action? _atEnd;
    private Exception? _warnedOf;

    /// <summary>What is disposed before the end of the stage is told; null for nothing.</summary>
    private OwnedObjects? _owned;

    /// <summary>The traces of its tasks; none while nobody listens.</summary>
    private Activity?[] _traces = [];
    private int _credit = int.MaxValue;

    public StageRunner(LocalRun run, StagePlan plan, StageActivity activity, StageScheduler scheduler, StageSlot? slot = null)
        : base(new StageSignal(scheduler, activity, slot), run.Time, run.LongestSpan)
    {
        Slot = slot;
        _run = run;
        Plan = plan;
        Activity = activity;
        Scheduler = scheduler;
        _waits = new StageWaits(Signal, scheduler, activity, slot);
        Signal.StartWith(Begin);
        _credit = run.Options.MaxInFlight ?? int.MaxValue;
        if (run.Instruments.IsWatched)
        {
            var trace = new ItemTrace();
            foreach (GraphNode node in plan.Nodes)
            {
                run.ScopeOf(node).Trace = trace;
            }
        }
    }

    public StagePlan Plan { get; }

    /// <summary>Gets what the stage needs to work; null where the run does not limit how many do.</summary>
    public StageSlot? Slot { get; }

    public StageActivity Activity { get; }

    public StageScheduler Scheduler { get; }

    public RunStatus Status { get; private set; } = RunStatus.Pending;

    /// <summary>Gets why the stage ended, when it was not as it should.</summary>
    public Exception? Error { get; private set; }

    public Task Ended
    {
        get
        {
            if (Volatile.Read(ref _isOver) == Over)
            {
                return Task.CompletedTask;
            }

            var made = new TaskCompletionSource(_run.HowToGoOn);
            TaskCompletionSource ended = Interlocked.CompareExchange(ref _ended, made, null) ?? made;
            if (Volatile.Read(ref _isOver) == Over)
            {
                // It ended while the source was made, and may not have seen it.
                ended.TrySetResult();
            }

            return ended.Task;
        }
    }

    /// <summary>Gets or sets the failure of another task that ends this stage.</summary>
    public Exception? FailureOfAnother { get; set; }

    public bool IsSource => _head.IsSource;

    /// <summary>Gets or sets whether the stage is done when all its outlets have lost their readers: it has no sink and keeps no output.</summary>
    public bool EndsWithReaders { get; set; }

    /// <summary>Gets the edges that its outlets write to now.</summary>
    public IEnumerable<EdgeQueue> OutgoingEdges => _outlets.SelectMany(o => o.Edges);

    /// <summary>Gets whether the stage has ended, whichever way.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    public override int Credit => _credit;

    public override CancellationToken Token
    {
        get
        {
            if (_tokens is null)
            {
                Interlocked.CompareExchange(ref _tokens, new CancellationTokenSource(), null);
            }

            // Looked at after the source is there to be seen: whoever fires the token either sees the source, or is seen here.
            return _isTokenFired ? new CancellationToken(canceled: true) : _tokens.Token;
        }
    }

    public override bool IsTokenFired => _isTokenFired;

    /// <inheritdoc cref="StageWaits.AddLive"/>
    public StageSignal AddLiveSignal() => _waits.AddLive();

    public void Own(StageHead head)
    {
        _head = head;
        if (_run.HasPauses)
        {
            head.ListenForPauses();
        }
    }

    public void Add(IStageOutlet outlet) => _outlets = [.. _outlets, outlet];

    public override void AtEnd(Action action) => _atEnd += action;

    public override void Own(object disposable) => (_owned ??= new OwnedObjects()).Add(disposable);

    /// <summary>Disposes what the stage owns; once. For a stage that never began too.</summary>
    public ValueTask DisposeOwnedAsync() => _owned is null ? default : _owned.DisposeAsync(WarnOfOwned);

    public override void Flush()
    {
        foreach (IStageOutlet outlet in _outlets)
        {
            outlet.Flush();
        }
    }

    public override void Spill() => Scheduler.Spill();

    public override bool EndsTurn() => Scheduler.EndsTurn();

    public override bool IsDeterministic => _run.IsDeterministic;

    public override void RunWorker(Action work, bool mayBlock)
    {
        if (_run.Options.Entering is { } enter)
        {
            Scheduler.RunWorker(
                () =>
                {
                    enter(Plan.Nodes[0]);
                    work();
                },
                mayBlock);
        }
        else
        {
            Scheduler.RunWorker(work, mayBlock);
        }
    }

    public override void OutletUnwanted()
    {
        if (EndsWithReaders && !IsOver && Array.TrueForAll(_outlets, o => o.IsUnwanted))
        {
            HasLostReaders = true;
            EndUserCode();
        }
    }

    public override void EndUserCode()
    {
        bool isTold = IsDraining;
        IsUnwanted = true;
        Request(StageRequest.Drain);
        FireToken();
        if (!isTold)
        {
            _run.AbandonUnwanted(this);
        }
    }

    public override void Hold() => _waits.Hold();

    public override void Unhold() => _waits.Unhold();

    public override void Expect() => Activity.Woken();

    public override void Unexpect() => Activity.Parked();

    public override void Lend() => Slot?.Lend();

    public override ValueTask RegainAsync() => Slot is null ? default : new ValueTask(Slot.RegainAsync());

    public override StageReturn ReturnAsync() => new(_run.IsDeterministic ? Signal : null);

    public override void Spend(int items)
    {
        if (_credit != int.MaxValue)
        {
            _credit -= items;
        }
    }

    /// <summary>What was in flight has passed: the source may make the next items. True when it had none left.</summary>
    public bool Refill(int credit)
    {
        if (_credit > 0 || IsOver)
        {
            return false;
        }

        _credit = credit;
        Signal.Set();
        return true;
    }

    public override void Interrupt() => FireToken();

    public override void EndTakenOver() => _ = EndTakenOverAsync();

    public override void Failing(TaskScope task, Exception error)
    {
        if (!IsCancellation(error) && !IsOfKill(task, error))
        {
            _isFailing = true;
            _run.TaskFailed(this, task, error);
        }
    }

    public override void Delivering() => _isDelivering = true;

    public override void AlsoFailed(Exception error)
    {
        if (!IsOfKill(_run.ScopeOf(Plan.Nodes[0]), error))
        {
            _run.AlsoFailed(error);
        }
    }

    /// <summary>Sources end; other stages go on to the end of their inlets.</summary>
    public void Drain()
    {
        if (IsSource)
        {
            Request(StageRequest.Drain);
            FireToken();
        }
    }

    /// <summary>The stage ends without reading anything more.</summary>
    public void Cancel(bool fireToken)
    {
        if (fireToken || _head.EndsByToken)
        {
            // Said before it is done: what ends by it has been told to.
            foreach (GraphNode node in Plan.Nodes)
            {
                _run.Tracker.BeginEnding(_run.ScopeOf(node));
            }
        }

        Request(StageRequest.Cancel);
        Slot?.Close();
        if (fireToken || _head.EndsByToken)
        {
            FireToken();
        }
    }

    /// <summary>One task of the stage was told to end: it closes, what is before it ends for want of demand, what is behind it completes.</summary>
    public void CancelTask()
    {
        _isTaskCancelled = true;
        Request(StageRequest.Drain);
        FireToken();
        Signal.Set();
        if (Plan.Nodes.Count == 1)
        {
            // A body that does not heed its token shall not hold back the producer, which may have other consumers.
            _head.Abandon();
        }
    }

    /// <summary>The run failed for this stage, which waits and cannot go on.</summary>
    public void FailFromOutside(Exception error)
    {
        FailureOfAnother = error;
        Cancel(fireToken: true);
    }

    /// <summary>The stage did not end in the grace time: if it hangs in user code, the run goes on without it.</summary>
    public void Abandon(Exception? error)
    {
        if (IsOver || _isDelivering)
        {
            // It has ended; or its task has failed and joined its calls, and it only waits for consumers to take what it had emitted.
            return;
        }

        bool isTaken = !IsCancelled && _head.TryTakeOver();
        if (!IsCancelled && !isTaken && !_isFailing && !_head.IsInUserCode)
        {
            // Told to end by itself, and not in user code: it waits for room.
            return;
        }

        WarnOfAbandoned();
        _isAbandoned = true;
        if (isTaken)
        {
            EndTakenOver();
            return;
        }

        // Should its user code ever come back, nothing more is begun. It may still be using what it read, so nothing is taken from its hands.
        bool wasCancelled = IsCancelled;
        Request(StageRequest.Cancel);
        AbortOutlets(error);
        _head.Abandon();
        if (_isFailing)
        {
            End(RunStatus.Faulted, error ?? Error);
        }
        else if (wasCancelled)
        {
            End(_run.StatusOfCancelled(this), error);
        }
        else
        {
            EndCompleted();
        }
    }

    /// <summary>Begins the stage. Runs on the scheduler, when the first item has come or at the start of a source.</summary>
    private async Task RunAsync()
    {
        if (!IsCancelled && _run.RefusalOf(this) is { } refusal)
        {
            FailureOfAnother ??= refusal;
            Request(StageRequest.Cancel);
        }

        if (IsCancelled)
        {
            await DisposeOwnedAsync().ConfigureAwait(false);
            EndCancelled();
            return;
        }

        if (_run.Edges.AreNotTaken(Plan))
        {
            await DisposeOwnedAsync().ConfigureAwait(false);
            EndDisabled();
            return;
        }

        Status = RunStatus.Running;
        if (Plan.Nodes[0].Task.Inlets.Count == 0)
        {
            _run.Tracker.Begin(_run.ScopeOf(Plan.Nodes[0]));
        }

        if (_run.Instruments.IsTraced)
        {
            _traces = [.. Plan.Nodes.Select(_run.Instruments.BeginTask)];
            if (IsSource)
            {
                _run.ScopeOf(Plan.Nodes[0]).Trace?.Context = _traces[0]?.Context ?? default;
            }
        }

        _run.Options.Entering?.Invoke(Plan.Nodes[0]);
        try
        {
            SupplyCheck.CheckAgain(_run.Graph.Name, Plan.Nodes, _run.Options);
            Exception? upstream = await _head.RunAsync(this).ConfigureAwait(false);
            await DisposeOwnedAsync().ConfigureAwait(false);
            EndAfter(upstream);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            await DisposeOwnedAsync().ConfigureAwait(false);

            // Whoever took the head over ends the stage.
            if (!_head.IsTakenOver)
            {
                await EndByAsync(cause).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The user's code of a source is stuck: what it had made arrives, without it.</summary>
    private async Task EndTakenOverAsync()
    {
        try
        {
            EndAfter(await _head.CompleteTakenOverAsync(this).ConfigureAwait(false));
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            await EndByAsync(cause).ConfigureAwait(false);
        }
    }

    private async Task EndByAsync(Exception cause)
    {
        switch (cause)
        {
            case StageFaultException fault when !IsCancellation(fault.Error) && !IsOfKill(fault.Task, fault.Error):
                await FailAsync(fault).ConfigureAwait(false);
                break;
            case StageCancelledException or StageFaultException:
                EndCancelled();
                break;
            default:
                // Not from user code, which the steps wrap: a fault of the engine, told as one of the head's task.
                TaskScope task = _run.ScopeOf(Plan.Nodes[0]);
                await FailAsync(new StageFaultException(task, task.Error(cause, index: null), downstream: null)).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>The stage has come to its end, or to that of a producer that did not end as it should.</summary>
    private void EndAfter(Exception? upstream)
    {
        switch (upstream)
        {
            case null when IsCancelled || (IsUnwanted && _run.IsCut(this)):
                // It, or its readers, heard of the kill or the stop in other ways first: a source ends when it is to, readers leave.
                EndCancelled();
                break;
            case null:
                EndCompleted();
                break;
            case StoppedException:
                End(RunStatus.Stopped, error: null);
                break;
            case BranchNotTakenException:
                End(RunStatus.Disabled, error: null);
                break;
            default:
                End(
                    upstream is KilledException ? RunStatus.Killed
                    : upstream.IsRouted && !RoutedEnds.WasCalled(_run.ScopeOf(Plan.Nodes[0])) ? RunStatus.Disabled
                    : RunStatus.Faulted,
                    upstream);
                break;
        }
    }

    private void EndCompleted()
    {
        if (_isTaskCancelled)
        {
            End(RunStatus.Stopped, new OperationCanceledException($"The task '{Plan.Nodes[0].Id}' was cancelled."));
        }
        else
        {
            End(RunStatus.Completed, error: null);
        }
    }

    private bool IsCancellation(Exception error) =>
        IsCancelled && error is TaskFailedException { InnerException: OperationCanceledException };

    /// <summary>Says, and warns, whether user code failed only after it was killed: that changes nothing any more.</summary>
    private bool IsOfKill(TaskScope task, Exception error)
    {
        bool isKilled = IsCancelled && _run.StatusOfCancelled(this) == RunStatus.Killed;
        if (isKilled && !ReferenceEquals(_warnedOf, error))
        {
            _warnedOf = error;
            _run.Warn(task, $"'{task.Name}' failed when it was told to end: {((error as TaskFailedException)?.InnerException ?? error).Message}");
        }

        return isKilled;
    }

    /// <summary>One task of the stage failed: what follows it takes what it had emitted, then the error.</summary>
    private async Task FailAsync(StageFaultException fault)
    {
        _isDelivering = true;
        if (!fault.Task.TryRoute(fault.Error))
        {
            _run.TaskFailed(this, fault.Task, fault.Error);
        }

        LeaveInlets();
        try
        {
            if (fault.Downstream is not null)
            {
                await StageHead.CompleteAsync(this, fault.Downstream, fault.Error).ConfigureAwait(false);
            }
        }
        catch (StageCancelledException)
        {
            // Killed while the last items were on their way.
        }
        catch (StageFaultException second)
        {
            _run.AlsoFailed(second.Error);
        }

        // Other outlets than those behind the failed task may hold items that were emitted before.
        FlushQuietly();
        AbortOutlets(fault.Error);
        End(RunStatus.Faulted, fault.Error);
    }

    private void EndCancelled()
    {
        Exception? error = _run.ErrorOfCancelled(this);
        FlushQuietly();
        AbortOutlets(error);
        LeaveInlets();
        End(_run.StatusOfCancelled(this), error is StoppedException ? null : error);
    }

    /// <summary>All that the stage reads are branches that were not taken: so is it.</summary>
    private void EndDisabled()
    {
        AbortOutlets(BranchNotTakenException.Shared);
        LeaveInlets();
        End(RunStatus.Disabled, error: null);
    }

    private void LeaveInlets()
    {
        if (_head.IsTakenOver)
        {
            _head.Abandon();
        }
        else
        {
            _head.Leave();
        }
    }

    private void WarnOfOwned(string message) => _run.Warn(_run.ScopeOf(Plan.Nodes[0]), message);

    private void WarnOfAbandoned() => _run.Warn(
        _run.ScopeOf(Plan.Nodes[0]),
        $"The body of '{Plan.Nodes[0].Id}' did not end within the grace time of {_run.GraceTime.TotalMilliseconds} ms and was left behind.");

    private void FlushQuietly()
    {
        try
        {
            Flush();
        }
        catch (StageFaultException)
        {
            // The edge's own policy failed; the stage has ended already.
        }
    }

    private void AbortOutlets(Exception? error)
    {
        foreach (IStageOutlet outlet in _outlets)
        {
            outlet.Abort(error);
        }
    }

    private void FireToken()
    {
        _isTokenFired = true;
        Interlocked.MemoryBarrier();
        CancellationTokenSource? tokens = _tokens;

        _waits.WakeLive();
        if (tokens is not null)
        {
            TokenFiring.Fire(tokens, _run.ScopeOf(Plan.Nodes[0]), IsDeterministic);
        }
    }

    private void End(RunStatus status, Exception? error)
    {
        if (Interlocked.CompareExchange(ref _isOver, Ending, 0) != 0)
        {
            return;
        }

        Status = status;
        Error = error;
        _run.TellEnds(this, status, error, _isAbandoned);
        Interlocked.Exchange(ref _isOver, Over);
        Volatile.Read(ref _ended)?.TrySetResult();
        _atEnd?.Invoke();
        foreach (Activity? trace in _traces)
        {
            RunInstruments.EndTask(trace, error);
        }

        _run.StageEnded(this);
        _waits.End();
    }

    /// <summary>The first continuation of the stage's signal.</summary>
    private void Begin() => _ = RunAsync();
}
