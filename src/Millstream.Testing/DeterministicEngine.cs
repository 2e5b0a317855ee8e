using Millstream.Graphs;

namespace Millstream.Testing;

/// <summary>Runs graphs one step after the other, in virtual time, in an order drawn from a seed: the same seed gives the same run again.</summary>
/// <remarks>
/// <para>
/// One thread does everything. Whenever several things could go on (stages, calls of a parallel task, timers that are due) the seed says which
/// one does, so that many seeds try many interleavings. The clock moves only when nothing else is left to do, at once, to the next timer:
/// an hour costs nothing.
/// </para>
/// <para>
/// User code that awaits goes on, on that thread, when what it awaits is done by the run itself: delays and timers on <see cref="Time"/>,
/// <see cref="TaskCompletionSource"/>, tasks of other user code. What comes from elsewhere (<c>Task.Run</c>, sockets, the test's own thread) is not
/// ordered by the seed; the run stays right but need not repeat, which <see cref="IsRepeatable"/> shows. User code must not block: nobody
/// else could go on.
/// </para>
/// <para>Thread-safe. Runs on one engine share its clock and its thread.</para>
/// </remarks>
public sealed class DeterministicEngine : GraphEngine
{
    private readonly DrivenScheduler _scheduler;
    private readonly LocalEngine _engine = new();

    /// <summary>Makes an engine.</summary>
    /// <param name="seed">Chooses the interleaving.</param>
    /// <param name="time">The clock that the runs move; a new one unless given.</param>
    public DeterministicEngine(int seed, ManualTimeProvider? time = null)
        : this(new SeededChoices(seed), time) =>
        Seed = seed;

    internal DeterministicEngine(Choices choices, ManualTimeProvider? time = null)
    {
        Time = time ?? new ManualTimeProvider();
        _scheduler = new DrivenScheduler(choices, Time);
    }

    /// <summary>Gets what the interleaving is drawn from.</summary>
    public int Seed { get; }

    /// <summary>Gets the clock of all runs on this engine.</summary>
    public ManualTimeProvider Time { get; }

    /// <summary>Gets whether all that happened so far came from the runs themselves, so that the same seed gives the same again.</summary>
    public bool IsRepeatable => _scheduler.IsRepeatable;

    internal Stages.StageScheduler Scheduler => _scheduler;

    /// <summary>Runs a whole test on the engine's thread, with the runs that it starts: what it awaits is ordered by the seed too.</summary>
    /// <param name="test">What to run. It must not block.</param>
    /// <param name="cancellationToken">Ends the wait. What <paramref name="test"/> has started goes on.</param>
    /// <exception cref="InvalidOperationException">
    /// For a second nothing could go on and no timer was armed, but the test has not ended: it waits for something that never comes.
    /// </exception>
    public Task RunAsync(Func<Task> test, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(test);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _scheduler.BeginBody(() => _ = CallAsync(), Stalled);
        return ended.Task.WaitAsync(cancellationToken);

        async Task CallAsync()
        {
            try
            {
                await test().ConfigureAwait(true);
                ended.TrySetResult();
            }
            catch (Exception cause) when (cause is not OutOfMemoryException)
            {
                ended.TrySetException(cause);
            }
            finally
            {
                _scheduler.EndBody(Stalled);
            }
        }

        void Stalled() => ended.TrySetException(new InvalidOperationException(
            $"The test waits at {Time.GetUtcNow():O} for what never comes: nothing can go on and no timer is armed."));
    }

    /// <summary>Waits until everything waits: nothing can go on before the clock moves. What a test expects has happened by then, or does not happen.</summary>
    /// <remarks>In a test that <see cref="RunAsync"/> runs, the clock moves only after the test has waited for something else.</remarks>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task IdleAsync(CancellationToken cancellationToken = default) => cancellationToken.CanBeCanceled
        ? _scheduler.IdleAsync().WaitAsync(cancellationToken)
        : _scheduler.IdleAsync();

    private protected override async Task<GraphRun> StartCoreAsync(
        TaskGraph graph, RunOptions options, CancellationToken cancellationToken) =>
        await _engine.StartAsync(graph, options.DrivenBy(this), cancellationToken).ConfigureAwait(false);
}
