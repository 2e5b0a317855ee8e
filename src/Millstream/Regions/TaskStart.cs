using Millstream.Stages;

namespace Millstream.Regions;

/// <summary>How far a streaming task has come towards its start: described, given to a queue, started, or given up.</summary>
/// <remarks>Each step is made once, by whoever owns the block that spawned the task; anybody may wait.</remarks>
internal sealed class TaskStart(string name)
{
    private readonly TaskCompletionSource<TaskRun> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskRun? _run;
    private volatile string? _openBlock = "region";

    /// <summary>Gets the running task; null before it was started, and when it never was.</summary>
    public TaskRun? Run => _run;

    /// <summary>Says which block keeps the task for later; null when none does, so that it is started as soon as it is its turn.</summary>
    public void KeptBy(string? block) => _openBlock = block;

    public void Start(TaskRun run)
    {
        _openBlock = null;
        _run = run;
        _started.TrySetResult(run);
    }

    /// <summary>The task will never run.</summary>
    public void GiveUp(Exception cause) =>
        Fail(new InvalidOperationException($"The task '{name}' was never started: {cause.Message}", cause));

    /// <summary>The task does not run because what it waits for has failed: whoever waits for it gets that error.</summary>
    public void Fail(Exception error)
    {
        _openBlock = null;
        if (_started.TrySetException(error))
        {
            _ = _started.Task.Exception;
        }
    }

    /// <summary>Waits for the start.</summary>
    /// <exception cref="InvalidOperationException">The block that spawned it is still open, or it was never started.</exception>
    public Task<TaskRun> WaitAsync(CancellationToken cancellationToken)
    {
        ThrowIfOpen();
        return _started.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits for the start, also while the block is open.</summary>
    public Task<TaskRun> WaitOpenAsync(CancellationToken cancellationToken) => _started.Task.WaitAsync(cancellationToken);

    public void ThrowIfOpen()
    {
        if (_openBlock is { } block)
        {
            throw new InvalidOperationException(
                $"The task '{name}' has not started: the {block} that spawned it is still open, and nothing in it runs before it closes. Wait for the task after that.");
        }
    }
}
