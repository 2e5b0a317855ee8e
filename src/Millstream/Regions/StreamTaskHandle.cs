using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Millstream.Graphs;
using Millstream.Regions;
using Millstream.Stages;

namespace Millstream;

/// <summary>A streaming task: one that a region runs again and again, for each item or for ever.</summary>
public abstract class StreamTaskHandle : SpawnedTask
{
    private protected StreamTaskHandle(string name, Region region, FlowNode node, IReadOnlyList<SpawnedTask> needs)
        : base(name, needs)
    {
        Region = region;
        Node = node;
        Start = new TaskStart(name);
    }

    /// <inheritdoc/>
    public override RunStatus Status => Start.Run?.Status ?? RunStatus.Pending;

    /// <summary>Gets the run of the region that the task belongs to.</summary>
    /// <exception cref="InvalidOperationException">The region has not started.</exception>
    public GraphRun Run => Start.Run?.Run ?? throw new InvalidOperationException(
        $"The task '{Name}' has no run yet: its region has not started.");

    internal Region Region { get; }

    internal FlowNode Node { get; }

    internal TaskStart Start { get; }

    /// <summary>Waits for the end of the task and gives the result with which it ended itself, if it did.</summary>
    /// <param name="cancellationToken">Ends the wait, not the task.</param>
    /// <returns>
    /// The result; <see langword="null"/> when the task ended without one. On return every item that it emitted has been handed to its edges.
    /// </returns>
    /// <exception cref="TaskFailedException">A task failed: this one, one before it, or another of its region.</exception>
    /// <exception cref="OperationCanceledException">The task was cancelled, or the wait; a <see cref="KilledException"/> when it was killed.</exception>
    /// <exception cref="InvalidOperationException">The region is still open, the task was never started, or the caller is a task that it waits for.</exception>
    public Task<object?> FetchAsync(CancellationToken cancellationToken = default)
    {
        Task<TaskRun> started = Start.WaitAsync(cancellationToken);
        ThrowIfAwaitedInside();
        return FetchAsync(started, cancellationToken);
    }

    /// <inheritdoc cref="FetchAsync(CancellationToken)"/>
    /// <typeparam name="TResult">The type of the result, which is not the type of the items. No result is its default value.</typeparam>
    public async Task<TResult?> FetchAsync<TResult>(CancellationToken cancellationToken = default) =>
        await FetchAsync(cancellationToken).ConfigureAwait(false) switch
        {
            null => default,
            TResult result => result,
            object other => throw new InvalidOperationException(
                $"The result of '{Name}' is {TypeName.Of(other.GetType())}, not {TypeName.Of(typeof(TResult))}."),
        };

    /// <inheritdoc/>
    public override Task WaitAsync(CancellationToken cancellationToken = default)
    {
        Task<TaskRun> started = Start.WaitAsync(cancellationToken);
        ThrowIfAwaitedInside();
        return EndAsync(started, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task CancelAsync(CancellationToken cancellationToken = default) =>
        AskAsync(Start.WaitAsync(cancellationToken), run => run.CancelAsync(cancellationToken));

    /// <summary>
    /// Ends everything that is connected to the task over edges, in every region: tokens fire, items on edges are dropped. What had ended before keeps its
    /// result; what is not connected runs on.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait. It does not undo the kill.</param>
    /// <returns>A task that ends when no body runs any more; who ignores its token is left behind after the grace time.</returns>
    public Task KillAsync(CancellationToken cancellationToken = default) =>
        AskAsync(Start.WaitAsync(cancellationToken), run => run.KillAsync(cancellationToken));

    /// <summary>Waits for the end and gives the result, for a task that takes this one as an argument; also while the region is open.</summary>
    internal Task<object?> ResultAsync(CancellationToken cancellationToken) =>
        FetchAsync(Start.WaitOpenAsync(cancellationToken), cancellationToken);

    private static async Task<TaskRun> EndAsync(Task<TaskRun> started, CancellationToken cancellationToken)
    {
        TaskRun run = await started.ConfigureAwait(false);
        await run.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        return run;
    }

    private static async Task<object?> FetchAsync(Task<TaskRun> started, CancellationToken cancellationToken)
    {
        TaskRun run = await EndAsync(started, cancellationToken).ConfigureAwait(false);
        if (run.Error is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        return run.Result;
    }

    /// <summary>Asks for the end. A body that ends its own task is not waited for, as it would wait for itself.</summary>
    private async Task AskAsync(Task<TaskRun> started, Func<TaskRun, Task> ask)
    {
        TaskRun run = await started.ConfigureAwait(false);
        Task ended = ask(run);
        if (RunningTask.Current != this)
        {
            await ended.ConfigureAwait(false);
        }
    }
}

/// <summary>A streaming task whose items others may read.</summary>
/// <typeparam name="T">What it emits.</typeparam>
public sealed class StreamTaskHandle<T> : StreamTaskHandle, ITaskInput<T>
{
    internal StreamTaskHandle(string name, Region region, FlowNode node, IReadOnlyList<SpawnedTask> needs)
        : base(name, region, node, needs)
    {
    }

    SpawnedTask ITaskInput<T>.Task => this;

    /// <summary>Reads the items of the running task from outside, from the moment the enumeration begins.</summary>
    /// <remarks>
    /// Each enumeration is a consumer of its own: the task waits for it as for any other, and leaving it is no more than a consumer's leaving. It ends with the
    /// task, and fails as the task does.
    /// </remarks>
    /// <param name="cancellationToken">Ends the reading, not the task.</param>
    public IAsyncEnumerable<T> ReadAsync(CancellationToken cancellationToken = default)
    {
        Start.ThrowIfOpen();
        return ReadItemsAsync(cancellationToken);
    }

    RegionInput<T> ITaskInput<T>.In(Region region) => new(region.NodeOf(this), IsConstant: false);

    private async IAsyncEnumerable<T> ReadItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TaskRun run = await Start.WaitAsync(cancellationToken).ConfigureAwait(false);
        IAsyncEnumerator<T> items = run.Attach<T>(outlet: 0, cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await items.MoveNextAsync().ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }
}

/// <summary>A streaming task that nobody can read: a sink.</summary>
internal sealed class StreamSinkHandle(string name, Region region, FlowNode node, IReadOnlyList<SpawnedTask> needs)
    : StreamTaskHandle(name, region, node, needs);
