using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Millstream.Stages;

/// <summary>A head that makes items by calling user code: what all of them need around that call.</summary>
/// <remarks>
/// The user's code may block or ignore its token. When the run goes on without it, the one who says so takes the sink over, by
/// compare-and-swap; should the user's code ever return, the head then touches nothing any more.
/// </remarks>
internal abstract class SourceHead<T>(TaskScope task, SpanSink<T> sink, TimeSpan? limit, SourceArgument? argument = null) : StageHead
{
    private const int Running = 0;
    private const int InUserCode = 1;
    private const int TakenOver = 2;

    private int _owner;
    private T[] _span = [];
    private int _filled;

    /// <summary>What ended the source, from then on until its enumerator is disposed.</summary>
    private StageFaultException? _failure;

    /// <summary>Watches how long the user's code takes for an item, where that is limited.</summary>
    private ITimer? _watch;

    private long _itemBegan;
    private volatile bool _isExpired;

    /// <summary>Gets whether the limit is for all that the user's code does, not for each item.</summary>
    public bool IsOneCall { get; init; }

    public override bool IsSource => true;

    public override bool IsTakenOver => Volatile.Read(ref _owner) == TakenOver;

    protected TaskScope Task => task;

    protected SpanSink<T> Sink => sink;

    /// <summary>Gets how many items are in the span and not yet pushed.</summary>
    protected int Filled => _filled;

    /// <summary>Gets where <see cref="Filled"/> is kept, for a loop that tells it after each item. To be written between entering and leaving user code.</summary>
    protected ref int FilledCell => ref _filled;

    public override void Leave() => argument?.Leave();

    public override void Abandon() => argument?.Abandon();

    public override bool TryTakeOver() => Interlocked.CompareExchange(ref _owner, TakenOver, InUserCode) == InUserCode;

    public override async ValueTask<Exception?> CompleteTakenOverAsync(StageScope stage)
    {
        PushTakenOver();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        ThrowIfExpired();
        await CompleteAsync(stage, sink, UpstreamFault).ConfigureAwait(false);
        return UpstreamFault;
    }

    public sealed override async Task<Exception?> RunAsync(StageScope stage)
    {
        stage.ThrowIfCancelled();
        Exception? failure = null;
        _itemBegan = task.Run.Time.GetTimestamp();
        _watch = limit is null ? null : stage.Time.CreateTimer(
            _ => LookAtTime(stage), state: null, IsOneCall ? limit.Value : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            if (argument is null || await HasArgumentAsync(stage, argument).ConfigureAwait(false))
            {
                await ProduceAsync(stage).ConfigureAwait(false);
            }

            stage.ThrowIfCancelled();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            failure = cause;
        }

        if (_watch is not null)
        {
            await _watch.DisposeAsync().ConfigureAwait(false);
        }

        if (failure is StageFaultException fault)
        {
            // Said now: the user's code that is disposed next may take its time, or fail as well.
            _failure = fault;
            stage.Failing(fault.Task, fault.Error);
        }

        failure = await CloseAsync(stage, failure).ConfigureAwait(false);
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        await CompleteAsync(stage, sink, UpstreamFault).ConfigureAwait(false);
        return UpstreamFault;
    }

    /// <summary>Gets the error of a producer that failed, for a head that also reads.</summary>
    protected virtual Exception? UpstreamFault => argument?.Fault;

    /// <summary>Makes items until there are no more, nobody wants any, or the stage is told to end.</summary>
    protected abstract Task ProduceAsync(StageScope stage);

    /// <summary>Disposes what was opened; called once, also after a failure.</summary>
    protected abstract ValueTask CloseItemsAsync();

    /// <summary>From here on until <see cref="LeaveUserCode"/> the source may be left behind.</summary>
    protected T[] EnterUserCode(int capacity)
    {
        if (_span.Length < capacity)
        {
            _span = new T[capacity];
        }

        Volatile.Write(ref _owner, InUserCode);
        if (_watch is not null && !IsOneCall)
        {
            Volatile.Write(ref _itemBegan, task.Run.Time.GetTimestamp());
            _watch.Change(limit!.Value, Timeout.InfiniteTimeSpan);
        }

        return _span;
    }

    protected void LeaveUserCode()
    {
        if (!IsOneCall)
        {
            _watch?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        if (Interlocked.CompareExchange(ref _owner, Running, InUserCode) == TakenOver)
        {
            throw new StageCancelledException();
        }
    }

    /// <summary>How many items to take at once: one, where the wait for each of them is limited.</summary>
    protected int Longest(int length) => limit is null || IsOneCall ? length : 1;

    /// <summary>The span has <paramref name="count"/> items now. To be called between entering and leaving user code.</summary>
    protected void SetFilled(int count) => Volatile.Write(ref _filled, count);

    /// <summary>Adds an item to the span. To be called between entering and leaving user code.</summary>
    protected void Add(T item)
    {
        _span[_filled] = item;
        Volatile.Write(ref _filled, _filled + 1);
    }

    protected void Push(StageScope stage)
    {
        if (_filled > 0)
        {
            if (IsSource)
            {
                stage.Spend(_filled);
            }

            PushFilled();
        }
    }

    /// <summary>
    /// The user's code threw: true when that is an end as any other, because it was told to end or nobody cares. Otherwise what it had made goes on and the
    /// failure is thrown.
    /// </summary>
    protected bool HasEnded(StageScope stage, Exception cause)
    {
        Push(stage);
        string? note = (cause as AttemptsException)?.Note;
        (cause, int attempts) = AttemptsException.Unwrap(cause);
        if (_isExpired)
        {
            throw Fault(Expired());
        }

        bool isCancellation = cause is OperationCanceledException;
        if (isCancellation)
        {
            stage.ThrowIfCancelled();
        }

        if (stage.IsUnwanted)
        {
            if (!isCancellation)
            {
                task.Run.Warn(task, $"'{task.Name}' failed when nobody wanted its items any more: {cause.Message}");
            }

            return true;
        }

        return isCancellation && stage.IsDraining ? true : throw Fault(cause, attempts, note);
    }

    /// <summary>Throws when the item that has come took longer than allowed.</summary>
    protected void ThrowIfExpired()
    {
        if (_isExpired)
        {
            throw Fault(Expired());
        }
    }

    private StageFaultException Fault(Exception cause, int attempts = 1, string? note = null)
    {
        task.Survives(cause, task.Received, attempts, item: null);
        return new StageFaultException(task, task.Error(cause, task.Received, attempts, note), sink);
    }

    /// <summary>Waits for the value that the user's code is called with. False: it will not be called.</summary>
    private async ValueTask<bool> HasArgumentAsync(StageScope stage, SourceArgument argument)
    {
        while (!stage.IsDraining && sink.Reserve() >= 0)
        {
            if (argument.TryTake())
            {
                return true;
            }

            if (argument.Fault is not null)
            {
                return false;
            }

            await stage.ParkAsync();
        }

        argument.Leave();
        return false;
    }

    /// <summary>Disposes what was opened. A failure that is on its way already is worth more than one of the generator's `finally`.</summary>
    private async ValueTask<Exception?> CloseAsync(StageScope stage, Exception? failure)
    {
        bool wasTakenOver = IsTakenOver;
        if (!wasTakenOver)
        {
            Volatile.Write(ref _owner, InUserCode);
        }

        Exception? thrown = null;
        try
        {
            await CloseItemsAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stage.IsDraining)
        {
            // Told to end, and did.
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            thrown = cause;
        }

        await stage.ReturnAsync();
        bool isFirst = failure is null && !wasTakenOver;
        if (thrown is not null && !isFirst)
        {
            stage.AlsoFailed(task.Error(thrown, task.Received));
        }

        if (!wasTakenOver)
        {
            LeaveUserCode();
        }

        return thrown is not null && isFirst ? Fault(thrown) : failure;
    }

    private TimeoutException Expired() => new(IsOneCall
        ? $"The call took longer than its limit of {limit!.Value.TotalMilliseconds:0.###} ms."
        : $"The next item of '{task.Name}' did not come within {limit!.Value.TotalMilliseconds:0.###} ms.");

    /// <summary>The time for an item may be over: the user's code gets its token, if it waits for one, and is left behind if that does not help.</summary>
    private void LookAtTime(StageScope stage)
    {
        TimeSpan left = limit!.Value - task.Run.Time.GetElapsedTime(Volatile.Read(ref _itemBegan));
        if (Volatile.Read(ref _owner) != InUserCode && !IsOneCall)
        {
            return;
        }

        if (left > TimeSpan.Zero)
        {
            // The clock of timers and that of timestamps may differ a little, or the timer fired for the item before.
            TimeSpan atLeast = TimeSpan.FromMilliseconds(1);
            _watch!.Change(left > atLeast ? left : atLeast, Timeout.InfiniteTimeSpan);
            return;
        }

        bool isFirstLook = !_isExpired;
        _isExpired = true;
        if (EndsByToken && isFirstLook)
        {
            stage.Interrupt();
            _watch!.Change(task.Run.GraceTime, Timeout.InfiniteTimeSpan);
        }
        else if (TryTakeOver())
        {
            task.Run.Warn(task, $"'{task.Name}' did not give its next item in time and was left behind.");
            stage.EndTakenOver();
        }
    }

    /// <summary>Pushes what the user's code had made. It may still be at it: what it adds from now on is looked at by nobody.</summary>
    private void PushTakenOver()
    {
        int n = Volatile.Read(ref _filled);
        if (n > 0)
        {
            Count(n);
            sink.Push(_span.AsSpan(0, n));
        }
    }

    private void PushFilled()
    {
        int n = _filled;
        _filled = 0;
        Count(n);
        sink.Push(_span.AsSpan(0, n));
        Forget(n);
    }

    private void Count(int items)
    {
        task.Emitted += items;
        if (!IsSource)
        {
            return;
        }

        task.Received += items;
        if (task.HasItemEvents)
        {
            for (long index = task.Received - items; index < task.Received; index++)
            {
                task.Run.ItemEvent(task, ItemEventKind.Started, index);
                task.Run.ItemEvent(task, ItemEventKind.Completed, index);
            }
        }
    }

    /// <summary>Items that were pushed shall not be kept alive by the span.</summary>
    private void Forget(int count)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_span, 0, count);
        }
    }
}
