using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>What the driver of a stage gives it: the signal to wait on, its outlets to flush, and the ways it is told to end.</summary>
internal abstract class StageScope
{
    private int _request;
    private volatile bool _isUnwanted;

    protected StageScope(StageSignal signal, TimeProvider time, int longestSpan)
    {
        Signal = signal;
        Time = time;
        LongestSpan = longestSpan;
    }

    public StageSignal Signal { get; }

    public TimeProvider Time { get; }

    /// <summary>Gets how many items a fused step may be given at once.</summary>
    public int LongestSpan { get; }

    /// <summary>Gets the token that user code is given; it fires when the stage is cancelled or killed, or another failed.</summary>
    public abstract CancellationToken Token { get; }

    /// <summary>Gets whether <see cref="Token"/> has fired, or is about to.</summary>
    public abstract bool IsTokenFired { get; }

    /// <summary>Gets whether the stage shall end without reading or evaluating anything more.</summary>
    public bool IsCancelled => Volatile.Read(ref _request) == (int)StageRequest.Cancel;

    /// <summary>Gets whether the stage shall begin nothing more: a source ends as if it had no more items, a task that waits for user code ends its wait.</summary>
    public bool IsDraining => Volatile.Read(ref _request) != (int)StageRequest.None;

    /// <summary>Gets whether nobody wants what the stage makes any more: it is told to end, and what becomes of user code in progress does not matter.</summary>
    public bool IsUnwanted
    {
        get => _isUnwanted;
        protected set => _isUnwanted = value;
    }

    /// <summary>Gets or sets whether an outlet was asked for room when its readers had gone: the stage had more to give.</summary>
    public bool HasLostReaders { get; set; }

    /// <summary>Gets the flag that is up while a consumer of this stage waits for an item.</summary>
    public HungerFlag Hunger { get; } = new();

    /// <summary>Gets how many items a source may still make before those in flight have passed; unbounded unless the run bounds it.</summary>
    public virtual int Credit => int.MaxValue;

    /// <summary>A source has made <paramref name="items"/> items.</summary>
    public virtual void Spend(int items)
    {
    }

    /// <summary>An outlet has no readers left: when all are so, the stage ends, even out of a wait for user code. May be called from any thread.</summary>
    public abstract void OutletUnwanted();

    /// <summary>
    /// Tells user code, by its token, that nobody wants what it would give; it is left behind after the grace time. The stage begins nothing more.
    /// </summary>
    public abstract void EndUserCode();

    /// <summary>Fires the token though the stage goes on: the user code in progress has used up its time.</summary>
    public abstract void Interrupt();

    /// <summary>Ends the stage after <see cref="StageHead.TryTakeOver"/>: its own thread is stuck in user code and touches nothing any more.</summary>
    public abstract void EndTakenOver();

    /// <summary>Says early that <paramref name="task"/> has failed, before the stage has waited for its other calls.</summary>
    public abstract void Failing(TaskScope task, Exception error);

    /// <summary>The user code of a failing stage has ended; it only waits for readers now, which no grace time bounds.</summary>
    public abstract void Delivering();

    /// <summary>Reports a failure that came after another one had already ended the stage.</summary>
    public abstract void AlsoFailed(Exception error);

    /// <summary>Has something done when the stage has ended, whichever way.</summary>
    public abstract void AtEnd(Action action);

    /// <summary>Disposes something of the user's when the user code of the stage has ended, before its end is told. To be called before the run starts.</summary>
    public abstract void Own(object disposable);

    /// <summary>After a wait for user code: brings the stage back to where the scheduler wants it.</summary>
    public abstract StageReturn ReturnAsync();

    /// <summary>Hands over what the outlets hold. To be called before each wait.</summary>
    public abstract void Flush();

    /// <summary>The running stage goes on into user code: what it woke may run on another thread.</summary>
    public abstract void Spill();

    /// <summary>A call of user code runs beside the stage: the run is not idle, even while the stage itself waits.</summary>
    public abstract void Hold();

    /// <summary>That call has ended.</summary>
    public abstract void Unhold();

    /// <summary>Something will happen by itself: the run is not idle, though nobody works.</summary>
    public abstract void Expect();

    /// <summary>It has happened, or will not.</summary>
    public abstract void Unexpect();

    /// <summary>The stage waits for something outside of the run, or for a run inside it: until <see cref="RegainAsync"/> others may work, where a run limits how many do.</summary>
    public virtual void Lend()
    {
    }

    /// <summary>That wait is over.</summary>
    public virtual ValueTask RegainAsync() => default;

    public abstract void RunWorker(Action work, bool mayBlock);

    /// <summary>Says, after each span, whether the stage shall let others go first although its time is not up.</summary>
    public virtual bool EndsTurn() => false;

    /// <summary>Gets whether nothing but the scheduler says what happens next: no measured time, no number of processors, no pool.</summary>
    public virtual bool IsDeterministic => false;

    /// <summary>Flushes, then waits for the signal.</summary>
    public StageSignal ParkAsync()
    {
        Flush();
        return Signal;
    }

    public StageSignal.YieldAwaiter YieldAsync()
    {
        Flush();
        return Signal.Yield();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ThrowIfCancelled()
    {
        if (IsCancelled)
        {
            throw new StageCancelledException();
        }
    }

    protected void Request(StageRequest request)
    {
        int before = Volatile.Read(ref _request);
        while ((int)request > before)
        {
            int found = Interlocked.CompareExchange(ref _request, (int)request, before);
            if (found == before)
            {
                Signal.Set();
                return;
            }

            before = found;
        }
    }
}

/// <summary>Awaited after user code: goes on at once, or on the scheduler where a run is driven by one thread.</summary>
internal readonly struct StageReturn(StageSignal? signal) : ICriticalNotifyCompletion
{
    public bool IsCompleted => signal is null;

    public StageReturn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => signal!.Yield().UnsafeOnCompleted(continuation);
}

/// <summary>How a stage is told to end; a later one outweighs an earlier one.</summary>
internal enum StageRequest
{
    None,

    /// <summary>Nothing more is begun; everything made arrives.</summary>
    Drain,

    /// <summary>End now.</summary>
    Cancel,
}

/// <summary>Unwinds a stage that was told to end now.</summary>
internal sealed class StageCancelledException : OperationCanceledException
{
    internal StageCancelledException()
        : base("The stage was told to end.")
    {
    }
}

/// <summary>Up while some consumer of a stage waits on an empty edge: a source that may stall hands over what it has.</summary>
internal sealed class HungerFlag
{
    private volatile bool _isHungry;

    public bool IsHungry
    {
        get => _isHungry;
        set => _isHungry = value;
    }
}
