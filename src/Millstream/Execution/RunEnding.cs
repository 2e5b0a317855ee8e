namespace Millstream.Execution;

/// <summary>Why a run ends, as it was asked to or because it failed, and who is told.</summary>
/// <remarks>A kill outweighs a stop, a stop outweighs a drain, and nothing changes how a run that is failing ends.</remarks>
internal sealed class RunEnding(string runId, TaskCreationOptions howToGoOn, CancellationToken callersToken)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(howToGoOn);
    private readonly TaskCompletionSource _over = new(howToGoOn);
    private RunStatus _request = RunStatus.Running;
    private bool _hasEnded;

    /// <summary>What killed a part of the run; the others went on.</summary>
    private KilledException? _partKilled;

    public RunStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded ? _request : _request == RunStatus.Running ? RunStatus.Running : RunStatus.Ending;
            }
        }
    }

    /// <inheritdoc cref="GraphRun.Completion"/>
    public Task Completion => _completion.Task;

    /// <summary>Gets a task that ends with the run, however that ends.</summary>
    public Task Over => _over.Task;

    /// <summary>Gets whether it was the token of the run's caller that killed it.</summary>
    public bool IsByCaller { get; private set; }

    /// <summary>Gets what those are told who wait for a run that was killed.</summary>
    public KilledException Killed => _partKilled ?? KilledNow;

    /// <summary>Gets what stages are told that the run is killed with.</summary>
    public KilledException KilledNow => IsByCaller ? new(runId, callersToken) : new(runId);

    public void Ask(RunStatus how)
    {
        lock (_gate)
        {
            if (!_hasEnded && how > _request && _request != RunStatus.Faulted)
            {
                _request = how;
            }
        }
    }

    public void AskedByCaller()
    {
        lock (_gate)
        {
            IsByCaller = _request is RunStatus.Running or RunStatus.Completed or RunStatus.Stopped && !_hasEnded;
        }
    }

    /// <summary>The run fails. False: it has failed already, or ends in a way that outweighs that.</summary>
    /// <param name="tell">Is called when it fails now, before it can end.</param>
    public bool Fail(Action? tell = null)
    {
        lock (_gate)
        {
            bool isNew = !_hasEnded && _request is (RunStatus.Running or RunStatus.Completed);
            if (isNew)
            {
                _request = RunStatus.Faulted;
                tell?.Invoke();
            }

            return isNew;
        }
    }

    public void KillPart(KilledException error) => Interlocked.CompareExchange(ref _partKilled, error, comparand: null);

    /// <summary>The last stage has ended: says how the run has.</summary>
    /// <param name="hasFailed">Whether a task failed.</param>
    public RunStatus End(bool hasFailed)
    {
        lock (_gate)
        {
            if (_request is RunStatus.Running or RunStatus.Completed)
            {
                _request = hasFailed ? RunStatus.Faulted : _partKilled is not null ? RunStatus.Killed : RunStatus.Completed;
            }

            _hasEnded = true;
            return _request;
        }
    }

    /// <summary>How a stage that was told to end now has ended.</summary>
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

    /// <summary>Tells everybody who waits for the run that it has ended.</summary>
    public void Tell(RunStatus status, Exception? error)
    {
        switch (status)
        {
            case RunStatus.Faulted:
                _completion.TrySetException(error!);
                _ = _completion.Task.Exception;
                break;
            case RunStatus.Killed when IsByCaller:
                _completion.TrySetCanceled(callersToken);
                break;
            case RunStatus.Killed:
                _completion.TrySetCanceled();
                break;
            default:
                _completion.TrySetResult();
                break;
        }

        _over.TrySetResult();
    }
}
