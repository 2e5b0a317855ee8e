using Millstream.Graphs;
using Millstream.Regions;
using Millstream.Tasks;

namespace Millstream;

/// <summary>An ordinary task: one that runs once, when what it needs is there.</summary>
public abstract class TaskHandle : SpawnedTask
{
    private readonly TaskCompletionSource<object?> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    /// <summary>Waits for the arguments and makes the task of them; null once it has ended.</summary>
    private Func<Task<TaskBody>>? _describe;

    private volatile string? _openBlock;
    private volatile GraphRun? _run;

    private protected TaskHandle(string name, IReadOnlyList<SpawnedTask> needs, Func<Task<TaskBody>> describe)
        : base(name, needs) =>
        _describe = describe;

    /// <inheritdoc/>
    public override RunStatus Status => _completion.Task switch
    {
        { IsCompleted: false } => _run is null ? RunStatus.Pending : RunStatus.Running,
        { Exception.InnerException: KilledException } => RunStatus.Killed,
        { Exception.InnerException: OperationCanceledException } => RunStatus.Stopped,
        { IsFaulted: true } => RunStatus.Faulted,
        _ => RunStatus.Completed,
    };

    /// <summary>Gets a task that ends with this one, and fails as it did.</summary>
    internal Task<object?> Ended => _completion.Task;

    /// <summary>Waits for the task, and fails as it does.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <exception cref="TaskFailedException">A task failed: this one, or one that it waits for.</exception>
    /// <exception cref="OperationCanceledException">The task was cancelled, or the wait.</exception>
    /// <exception cref="InvalidOperationException">The block that spawned it is still open, it was never started, or the caller is a task that it waits for.</exception>
    public Task FetchAsync(CancellationToken cancellationToken = default) => Awaited().WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override async Task WaitAsync(CancellationToken cancellationToken = default)
    {
        Task ended = Awaited();
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    /// <remarks>Whoever waits for the task goes on at once; what this returns ends when the body does, or after the grace time.</remarks>
    public override async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        Fail(new OperationCanceledException($"The task '{Name}' was cancelled."));
        if (_run is { } run && RunningTask.Current != this)
        {
            await run.KillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Says which block keeps the task for later; null when none does.</summary>
    internal void KeptBy(string? block) => _openBlock = block;

    /// <summary>The task will never run.</summary>
    internal void GiveUp(Exception cause) =>
        Fail(new InvalidOperationException($"The task '{Name}' was never started: {cause.Message}", cause));

    /// <summary>The task has failed, or does not run because what it waits for has: whoever waits for it gets that error.</summary>
    internal void Fail(Exception error)
    {
        if (_completion.TrySetException(error))
        {
            _ = _completion.Task.Exception;
            Forget();
        }
    }

    /// <summary>Waits for what the task reads, then runs it once, as a graph of its own.</summary>
    internal async Task RunAsync(GraphEngine engine)
    {
        try
        {
            if (_describe is not { } describe)
            {
                // Cancelled before its turn.
                return;
            }

            Task<TaskBody> described = describe();
            await Task.WhenAny(described, Ended).ConfigureAwait(false);
            if (Ended.IsCompleted)
            {
                return;
            }

            TaskBody body = await described.ConfigureAwait(false);
            var options = RunOptions.Default with { Entering = _ => RunningTask.Enter(this) };
            GraphRun run = _run = await engine.StartAsync(GraphOf(body), options).ConfigureAwait(false);
            if (Ended.IsCompleted)
            {
                // Cancelled while it was started.
                await run.KillAsync().ConfigureAwait(false);
                return;
            }

            await run.Completion.ConfigureAwait(false);
            _completion.TrySetResult(body.Outlets.Count == 0 ? null : await ResultOfAsync(run).ConfigureAwait(false));
            Forget();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Fail(error);
        }
    }

    private protected abstract Task<object?> ResultOfAsync(GraphRun run);

    /// <summary>Gives the end of the task to a caller that may wait for it.</summary>
    private protected Task<object?> Awaited()
    {
        if (_openBlock is { } block)
        {
            throw new InvalidOperationException(
                $"The task '{Name}' has not started: the {block} that spawned it is still open, and nothing in it runs before it closes. "
                + "Wait for the task after that.");
        }

        ThrowIfAwaitedInside();
        return _completion.Task;
    }

    private static TaskGraph GraphOf(TaskBody body)
    {
        var draft = new GraphDraft("task");
        GraphNode node = draft.Add(body);
        if (body.Outlets.Count > 0)
        {
            draft.Output("result", node, outlet: 0, OutputKind.Value);
        }

        return draft.Build();
    }

    /// <summary>What has ended keeps nothing alive but its result.</summary>
    private void Forget()
    {
        _openBlock = null;
        _describe = null;
        ForgetNeeds();
    }
}

/// <summary>An ordinary task that gives a value: a constant for streaming tasks that take it as an argument.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public sealed class TaskHandle<T> : TaskHandle, ITaskInput<T>
{
    internal TaskHandle(string name, IReadOnlyList<SpawnedTask> needs, Func<Task<TaskBody>> describe)
        : base(name, needs, describe)
    {
    }

    SpawnedTask ITaskInput<T>.Task => this;

    /// <summary>Waits for the task and gives its value.</summary>
    /// <inheritdoc cref="TaskHandle.FetchAsync"/>
    public new Task<T> FetchAsync(CancellationToken cancellationToken = default) => TypedAsync(Awaited(), cancellationToken);

    RegionInput<T> ITaskInput<T>.In(Region region) => new(region.NodeOf(this), IsConstant: true);

    /// <summary>Waits for the value for a task that takes it as an argument; also while a block is open.</summary>
    internal Task<T> ValueAsync(CancellationToken cancellationToken) => TypedAsync(Ended, cancellationToken);

    private protected override async Task<object?> ResultOfAsync(GraphRun run) =>
        await run.ResultAsync<T>("result", CancellationToken.None).ConfigureAwait(false);

    private static async Task<T> TypedAsync(Task<object?> ended, CancellationToken cancellationToken) =>
        (T)(await ended.WaitAsync(cancellationToken).ConfigureAwait(false))!;
}

/// <summary>An ordinary task without a value.</summary>
internal sealed class ActionHandle(string name, IReadOnlyList<SpawnedTask> needs, Func<Task<TaskBody>> describe)
    : TaskHandle(name, needs, describe)
{
    private protected override Task<object?> ResultOfAsync(GraphRun run) => Task.FromResult<object?>(null);
}
