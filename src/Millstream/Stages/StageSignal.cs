using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>What a stage waits on: one awaiter, set by whoever changes something that the stage may be waiting for.</summary>
/// <remarks>
/// <para>
/// A set signal stays set until it is awaited, so that a wake-up between looking and waiting is not lost; one that turns out
/// to be for nothing costs a turn of the stage's loop. Awaiting allocates nothing: the signal keeps the continuation, and is
/// its own work item.
/// </para>
/// <para>No locks: one field goes through idle, set, and waiting (the continuation) by compare-and-swap.</para>
/// </remarks>
internal sealed class StageSignal : IThreadPoolWorkItem, IWaker
{
    private static readonly Action SetMark = static () => { };

    private readonly StageScheduler _scheduler;
    private readonly StageActivity _activity;

    /// <summary>What the stage needs to go on, in a run that limits how many stages do; null in any other.</summary>
    private readonly IWorkSlot? _slot;

    /// <summary>What counts the waits of a stage that may have several; null where each counts for itself.</summary>
    private StageFlows? _flows;
    private bool _isLive;

    /// <summary>Null: idle. <see cref="SetMark"/>: set. Otherwise the continuation of the stage that waits.</summary>
    private Action? _state;

    /// <summary>The signal of the stage that this one begins when it is set for the first time; null when it begins none, or has.</summary>
    private StageSignal? _stage;

    /// <summary>The signal that is set instead of this one; null for none.</summary>
    private volatile StageSignal? _instead;

    /// <summary>The continuation to run, set by the one who took it out of <see cref="_state"/>.</summary>
    private Action? _next;

    public StageSignal(StageScheduler scheduler, StageActivity activity, IWorkSlot? slot = null)
    {
        _slot = slot;
        _scheduler = scheduler;
        _activity = activity;
    }

    /// <summary>Has <paramref name="start"/> run when the signal is set for the first time. To be called before anybody else knows the signal.</summary>
    public void StartWith(Action start) => _state = start;

    /// <summary>Has the waits counted together with others of the stage. To be called before anybody else knows the signal.</summary>
    /// <param name="flows">What counts them.</param>
    /// <param name="isLive">Whether user code waits on this one for an inlet.</param>
    public void CountBy(StageFlows flows, bool isLive) => (_flows, _isLive) = (flows, isLive);

    /// <summary>
    /// Has another signal set when this one is set for the first time. At once, not by way of the scheduler: the stage may have begun by another inlet, and wait
    /// on this one already. To be called before anybody else knows the signal.
    /// </summary>
    public void Begins(StageSignal stage) => _stage = stage;

    /// <summary>From now on, and if this one is set already, has another signal set instead: who waited on this one waits on that.</summary>
    public void SetInstead(StageSignal other)
    {
        _instead = other;
        other.Set();
    }

    public Awaiter GetAwaiter() => new(this);

    /// <summary>True once after each time the signal was set.</summary>
    private bool TryTakeMark() =>
        ReferenceEquals(Volatile.Read(ref _state), SetMark) && Interlocked.CompareExchange(ref _state, null, SetMark) == SetMark;

    private void Await(Action continuation)
    {
        if (Interlocked.CompareExchange(ref _state, continuation, null) is null)
        {
            if (_flows is not null)
            {
                _flows.Park(_isLive);
            }
            else
            {
                _activity.Parked();
                _slot?.Parked();
            }

            return;
        }

        // Set since IsCompleted was asked: take the mark and go on, by way of the scheduler so that the stack stays flat.
        Volatile.Write(ref _state, null);
        _next = continuation;
        _flows?.Schedule();
        _scheduler.Schedule(this);
    }

    /// <summary>Sets the signal; a stage that waits goes on, on the scheduler.</summary>
    public void Set()
    {
        if (_stage is not null && Interlocked.Exchange(ref _stage, null) is { } stage)
        {
            stage.Set();
        }

        if (_instead is { } instead)
        {
            instead.Set();
            return;
        }

        while (true)
        {
            Action? state = Volatile.Read(ref _state);
            if (ReferenceEquals(state, SetMark))
            {
                return;
            }

            Action? next = state is null ? SetMark : null;
            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                if (state is not null)
                {
                    _next = state;
                    GoOn();
                }

                return;
            }
        }
    }

    private void GoOn()
    {
        if (_flows is not null)
        {
            _flows.Wake(this, _isLive);
            return;
        }

        _activity.Woken();
        if (_slot is null)
        {
            Go();
        }
        else
        {
            _slot.Woken(this);
        }
    }

    void IWaker.Wake() => Set();

    bool IWaker.IsOutside => false;

    /// <summary>Has the stage that was woken go on.</summary>
    public void Go() => _scheduler.Schedule(this);

    /// <summary>Lets others go first: the stage that awaits the result goes to the end of the queue.</summary>
    public YieldAwaiter Yield() => new(this);

    /// <summary>Runs the stage until it waits again. Called by the scheduler.</summary>
    public void Continue()
    {
        Action next = _next!;
        _next = null;
        next();
        _flows?.Continued();
    }

    void IThreadPoolWorkItem.Execute() => _scheduler.Run(this);

    /// <summary>A struct, so that the compiler's awaiting code need not ask at run time what sort of awaiter it has.</summary>
    internal readonly struct Awaiter(StageSignal signal) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => signal.TryTakeMark();

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => signal.Await(continuation);

        public void UnsafeOnCompleted(Action continuation) => signal.Await(continuation);
    }

    internal readonly struct YieldAwaiter(StageSignal signal) : ICriticalNotifyCompletion
    {
        public bool IsCompleted => false;

        public YieldAwaiter GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation)
        {
            signal._next = continuation;
            signal._flows?.Schedule();
            signal._scheduler.ScheduleLast(signal);
        }
    }
}
