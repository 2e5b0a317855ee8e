using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>How far a step has come in the span that it was given.</summary>
internal struct StepCursor
{
    /// <summary>The item that is being worked on; after a throw, the one that failed.</summary>
    public int Read;

    /// <summary>How many items were written, for a step that leaves out some.</summary>
    public int Written;

    /// <summary>For a step that writes one item for each it reads: where the item read as number 0 would have been written.</summary>
    public int Offset;

    /// <summary>Whether <see cref="Offset"/> tells how many were written, so that the loop need not count.</summary>
    public bool IsOneToOne;

    public readonly int Count => IsOneToOne ? Read + Offset : Written;
}

/// <summary>A synchronous step: turns a span of items into a span of at most as many, and pushes that on.</summary>
/// <remarks>The one place where fused user code is called, and where everything it throws is caught.</remarks>
internal abstract class FusedStep<TIn, TOut>(TaskScope task, SpanSink<TOut> next) : SpanSink<TIn>, ICallNumber
{
    private TOut[] _scratch = [];
    private StepCursor _at;
    private bool _isClosed;
    private bool _isDrained;
    private int _notBegun;

    public long CallNumber => task.Received + _at.Read;

    protected TaskScope Task => task;

    protected SpanSink<TOut> Next => next;

    public sealed override int NotBegun => _notBegun;

    public override int Reserve() => _isClosed || task.IsEndRequested ? Closed : next.Reserve();

    public sealed override void Push(ReadOnlySpan<TIn> items)
    {
        if (items.Length > 1 && (task.HasItemEvents || task.Trace is not null))
        {
            PushEach(items);
        }
        else
        {
            PushAll(items);
        }
    }

    /// <summary>Each by itself, so that its events tell when it was begun and done, and its trace what it came from. What feeds the step may give more than one even then.</summary>
    private void PushEach(ReadOnlySpan<TIn> items)
    {
        int begun = 0;
        ActivityContext from = task.Trace?.Context ?? default;
        _notBegun = 0;
        try
        {
            while (begun < items.Length && _notBegun == 0)
            {
                task.Trace?.Context = from;
                PushAll(items.Slice(begun++, 1));
            }
        }
        finally
        {
            _notBegun += items.Length - begun;
        }
    }

    private void PushAll(ReadOnlySpan<TIn> items)
    {
        if (_isClosed)
        {
            // What a call gave that was running when the step closed.
            _notBegun = items.Length;
            return;
        }

        long seen = task.Received;
        if (_scratch.Length < items.Length)
        {
            _scratch = new TOut[items.Length];
        }

        Span<TOut> to = _scratch.AsSpan(0, items.Length);
        ref StepCursor at = ref _at;
        at = default;
        bool isSkipped = false;
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Started, seen);
        }

        while (true)
        {
            try
            {
                Run(items, to, ref at);
                break;
            }
            catch (Exception cause) when (cause is not StageFaultException)
            {
                Deliver(to[..at.Count]);
                task.Received = seen + at.Read + 1;
                _notBegun = items.Length - at.Read - 1;
                if (!task.Survives(cause, seen + at.Read, attempt: 1, items[at.Read]))
                {
                    _isDrained = true;
                    Discard();
                    throw Fault(cause, ErrorIndex(seen + at.Read));
                }

                isSkipped = true;
                at = new StepCursor { Read = at.Read + 1 };
            }
        }

        // A step that closed itself has not looked at the items behind that.
        _notBegun = _isClosed ? Math.Max(items.Length - at.Read - 1, 0) : 0;
        task.Received = seen + items.Length - _notBegun;
        Deliver(to[..at.Count]);
        if (task.HasItemEvents && !isSkipped)
        {
            task.Run.ItemEvent(task, ItemEventKind.Completed, seen);
        }
    }

    public sealed override bool Complete(Exception? error)
    {
        // Room is asked for only by who needs it: each asks all that follow, so that a long chain would pay by the square of its length.
        if (!_isDrained && GivesAtEnd)
        {
            if (error is null && !_isClosed && next.Reserve() >= 0)
            {
                if (!TryDrain())
                {
                    return false;
                }
            }
            else
            {
                Discard();
            }

            _isDrained = true;
        }

        return next.Complete(error);
    }

    public sealed override void Pause(bool isPaused) => next.Pause(isPaused);

    /// <summary>
    /// Goes through <paramref name="items"/> from <c>at.Read</c> on, keeping <paramref name="at"/> at the item being worked on, and writes to
    /// <paramref name="to"/>, which is as long as <paramref name="items"/>.
    /// </summary>
    protected abstract void Run(ReadOnlySpan<TIn> items, Span<TOut> to, ref StepCursor at);

    /// <summary>Gets whether the step has something to give when its input has ended, and so overrides <see cref="Drain"/>.</summary>
    protected virtual bool GivesAtEnd => false;

    /// <summary>The input has ended: gives on what is held. False while there is no room for it.</summary>
    protected virtual bool Drain() => true;

    /// <summary>What is held cannot go on any more: the step is to count it as dropped.</summary>
    protected virtual void Discard()
    {
    }

    /// <summary>Which item an error names; null for a step that works on the whole list.</summary>
    protected virtual long? ErrorIndex(long index) => index;

    /// <summary>Nothing more is wanted: the head stops, and what follows is completed.</summary>
    protected void Close() => _isClosed = true;

    protected void Deliver(ReadOnlySpan<TOut> items)
    {
        if (items.Length > 0)
        {
            task.Emitted += items.Length;
            next.Push(items);
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TOut>())
            {
                _scratch.AsSpan(0, Math.Min(items.Length, _scratch.Length)).Clear();
            }
        }
    }

    /// <summary>Gives on one item that was made at the end; false while there is no room.</summary>
    protected bool TryDeliver(TOut item)
    {
        int room = next.Reserve();
        if (room > 0)
        {
            task.Emitted++;
            next.Push(new ReadOnlySpan<TOut>(in item));
        }

        return room != 0;
    }

    protected StageFaultException Fault(Exception cause, long? index)
    {
        _isClosed = true;
        return new StageFaultException(task, task.Error(cause, index), next);
    }

    private bool TryDrain()
    {
        try
        {
            return Drain();
        }
        catch (Exception cause) when (cause is not StageFaultException)
        {
            task.Survives(cause, task.Received, attempt: 1, item: null);
            throw Fault(cause, index: null);
        }
    }
}
