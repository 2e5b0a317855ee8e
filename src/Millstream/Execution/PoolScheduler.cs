using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Runs stages on the thread pool.</summary>
/// <remarks>
/// A stage that is woken by a running one goes into that thread's slot of one. If the running stage then waits, its thread runs the
/// slot: the hand-over costs no trip through the pool. If it goes on, it first spills the slot to the pool, so that another core may
/// take it. No guess, no nesting; <c>docs/decisions</c> has the measurements.
/// </remarks>
internal sealed class PoolScheduler : StageScheduler
{
    /// <summary>After so many stages in a row the thread goes back to the pool, for fairness.</summary>
    private const int LongestRow = 64;

    [ThreadStatic]
    private static StageSignal? _slot;

    [ThreadStatic]
    private static bool _isRunningStage;

    private PoolScheduler()
    {
    }

    public static PoolScheduler Shared { get; } = new();

    public override void Begin(Action start)
    {
        PoolWatch.Shared.Begin();
        start();
    }

    public override void Ended() => PoolWatch.Shared.End();

    public override void Schedule(StageSignal signal)
    {
        if (!_isRunningStage)
        {
            ThreadPool.UnsafeQueueUserWorkItem(signal, preferLocal: false);
            return;
        }

        StageSignal? before = _slot;
        _slot = signal;
        if (before is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(before, preferLocal: true);
        }
    }

    public override void ScheduleLast(StageSignal signal) => ThreadPool.UnsafeQueueUserWorkItem(signal, preferLocal: false);

    public override void Spill()
    {
        StageSignal? woken = _slot;
        if (woken is not null)
        {
            _slot = null;
            ThreadPool.UnsafeQueueUserWorkItem(woken, preferLocal: true);
        }
    }

    public override void Run(StageSignal signal)
    {
        _isRunningStage = true;
        StageSignal? next = signal;
        for (int row = 0; next is not null && row < LongestRow; row++)
        {
            next.Continue();
            next = _slot;
            _slot = null;
        }

        _isRunningStage = false;
        if (next is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(next, preferLocal: false);
        }
    }

    public override void RunWorker(Action work, bool mayBlock)
    {
        if (mayBlock)
        {
            _ = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static w => w(), work, preferLocal: false);
        }
    }
}
