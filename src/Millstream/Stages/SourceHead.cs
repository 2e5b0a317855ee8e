using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Millstream.Stages;

/// <summary>A head that makes items by calling user code: what all of them need around that call.</summary>
/// <remarks>
/// The user's code may block or ignore its token. When the run ends without it, the one who ends the run takes the sink over, by
/// compare-and-swap; should the user's code ever return, the head then touches nothing any more.
/// </remarks>
internal abstract class SourceHead<T>(TaskScope task, SpanSink<T> sink) : StageHead
{
    private const int Running = 0;
    private const int InUserCode = 1;
    private const int Abandoned = 2;

    private int _owner;
    private T[] _span = [];
    private int _filled;

    public override bool IsSource => true;

    protected TaskScope Task => task;

    protected SpanSink<T> Sink => sink;

    /// <summary>Gets how many items are in the span and not yet pushed.</summary>
    protected int Filled => _filled;

    public override void Leave()
    {
    }

    public override bool TryTakeOver()
    {
        if (Interlocked.CompareExchange(ref _owner, Abandoned, InUserCode) != InUserCode)
        {
            return false;
        }

        PushFilled();
        return true;
    }

    public override ValueTask CompleteTakenOverAsync(StageScope stage) => CompleteAsync(stage, sink, error: null);

    public sealed override async Task<Exception?> RunAsync(StageScope stage)
    {
        stage.ThrowIfCancelled();
        Exception? failure = null;
        try
        {
            await ProduceAsync(stage).ConfigureAwait(false);
            stage.ThrowIfCancelled();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            failure = cause;
        }

        // Told before the generator is disposed, which may take long and fail as well.
        if (failure is StageFaultException fault && !stage.IsCancelled)
        {
            stage.Failing(fault.Task, fault.Error);
        }

        // The generator's `finally` may throw too; a failure that is on its way already is worth more.
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            if (failure is null)
            {
                failure = Fault(cause);
            }
            else
            {
                stage.AlsoFailed(task.Error(cause, ErrorIndex));
            }
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        await CompleteAsync(stage, sink, UpstreamFault).ConfigureAwait(false);
        return UpstreamFault;
    }

    /// <summary>Gets the error of a producer that failed, for a head that also reads.</summary>
    protected virtual Exception? UpstreamFault => null;

    /// <summary>Which item an error names: the source's own; none for a task that reads a live stream.</summary>
    private long? ErrorIndex => IsSource ? task.Received : null;

    /// <summary>Makes items until there are no more, nobody wants any, or the stage is told to end.</summary>
    protected abstract Task ProduceAsync(StageScope stage);

    /// <summary>Disposes what was opened; called once, also after a failure.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>From here on until <see cref="LeaveUserCode"/> the source may be left behind.</summary>
    protected T[] EnterUserCode(int capacity)
    {
        if (_span.Length < capacity)
        {
            _span = new T[capacity];
        }

        Volatile.Write(ref _owner, InUserCode);
        return _span;
    }

    protected void LeaveUserCode()
    {
        if (Interlocked.CompareExchange(ref _owner, Running, InUserCode) == Abandoned)
        {
            throw new StageCancelledException();
        }
    }

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
            stage.Spend(_filled);
            PushFilled();
        }
    }

    protected StageFaultException Fault(Exception cause)
    {
        task.Survives(cause, task.Received, attempt: 1, item: null);
        return new StageFaultException(task, task.Error(cause, ErrorIndex), sink);
    }

    private void PushFilled()
    {
        int n = _filled;
        _filled = 0;
        task.Emitted += n;
        if (!IsSource)
        {
            sink.Push(_span.AsSpan(0, n));
            Forget(n);
            return;
        }

        task.Received += n;
        if (task.HasItemEvents)
        {
            for (long index = task.Received - n; index < task.Received; index++)
            {
                task.Run.ItemEvent(task, ItemEventKind.Started, index);
                task.Run.ItemEvent(task, ItemEventKind.Completed, index);
            }
        }

        sink.Push(_span.AsSpan(0, n));
        Forget(n);
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
