using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>Gives on the items of a sequence made for each item. Where there is no room it keeps its place and goes on later.</summary>
internal sealed class FlattenStep<TIn, TOut>(
    TaskScope task, Func<TIn, IEnumerable<TOut>> function, SpanSink<TOut> next) : SpanSink<TIn>, ICallNumber
{
    private const int LongestHeld = 256;
    private TIn[] _held = [];
    private int _heldCount;
    private int _heldAt;
    private TOut[] _scratch = [];
    private IEnumerator<TOut>? _open;
    private TOut[]? _array;
    private List<TOut>? _list;
    private int _at;
    private bool _isClosed;

    /// <summary>Word that waits for what is held.</summary>
    private bool? _word;

    public long CallNumber => task.Received;

    private bool IsHolding => _heldAt < _heldCount;

    public override int Reserve()
    {
        if (_isClosed || task.IsEndRequested)
        {
            Release();
            return Closed;
        }

        int room = Flow();
        if (room < 0)
        {
            Release();
        }

        return Math.Min(room, LongestHeld);
    }

    public override void Push(ReadOnlySpan<TIn> items)
    {
        // What was reserved may come in several pushes: some of an earlier one may still be held.
        int held = _heldCount - _heldAt;
        if (_held.Length < held + items.Length)
        {
            Array.Resize(ref _held, held + items.Length + _heldAt);
        }

        Array.Copy(_held, _heldAt, _held, 0, held);
        items.CopyTo(_held.AsSpan(held));
        _heldAt = 0;
        _heldCount = held + items.Length;
        Flow();
    }

    public override void Pause(bool isPaused)
    {
        _word = isPaused;
        PassWord();
    }

    public override bool Complete(Exception? error)
    {
        if (!_isClosed && !task.IsEndRequested && IsHolding && Flow() == 0)
        {
            return false;
        }

        Release();
        return next.Complete(error);
    }

    /// <summary>Goes on with what is held; answers the room that is left behind it, 0 while something is still held.</summary>
    private int Flow()
    {
        int room = next.Reserve();
        while (room > 0 && IsHolding && !task.IsEndRequested)
        {
            Step(room);
            room = next.Reserve();
        }

        PassWord();
        return room;
    }

    private void PassWord()
    {
        if (_word is { } isPaused && !IsHolding)
        {
            _word = null;
            next.Pause(isPaused);
        }
    }

    private void Step(int room)
    {
        int length = Math.Min(room, LongestHeld);
        if (_scratch.Length < length)
        {
            _scratch = new TOut[length];
        }

        int n = 0;
        try
        {
            // A sequence may end the task itself: the items behind it are not begun.
            while (n < length && IsHolding && !task.IsEndRequested)
            {
                FromOne(length, ref n);
            }
        }
        catch (Exception cause) when (cause is not StageFaultException)
        {
            Deliver(n);
            Failed(cause);
            return;
        }

        Deliver(n);
    }

    /// <summary>Takes items of the sequence in hand, or opens the next one, until <paramref name="n"/> is <paramref name="length"/> or it ends.</summary>
    private void FromOne(int length, ref int n)
    {
        if (_open is null && _array is null && _list is null)
        {
            if (task.HasItemEvents)
            {
                task.Run.ItemEvent(task, ItemEventKind.Started, task.Received);
            }

            Open(function(_held[_heldAt]));
        }

        if (_open is { } items)
        {
            while (n < length)
            {
                if (!items.MoveNext())
                {
                    CloseOne();
                    return;
                }

                _scratch[n++] = items.Current;
            }

            return;
        }

        ReadOnlySpan<TOut> rest = (_array is not null ? _array : CollectionsMarshal.AsSpan(_list))[_at..];
        int copied = Math.Min(rest.Length, length - n);
        rest[..copied].CopyTo(_scratch.AsSpan(n));
        n += copied;
        _at += copied;
        if (copied == rest.Length)
        {
            CloseOne();
        }
    }

    private void Open(IEnumerable<TOut> sequence)
    {
        _at = 0;
        if (sequence is TOut[] array)
        {
            _array = array;
        }
        else if (sequence is List<TOut> list)
        {
            _list = list;
        }
        else
        {
            _open = (sequence ?? throw new InvalidOperationException("The task gave null where a sequence was expected.")).GetEnumerator();
        }
    }

    private void CloseOne()
    {
        IEnumerator<TOut>? open = _open;
        _open = null;
        _array = null;
        _list = null;
        _held[_heldAt] = default!;
        _heldAt++;
        task.Received++;
        open?.Dispose();
        if (task.HasItemEvents)
        {
            task.Run.ItemEvent(task, ItemEventKind.Completed, task.Received - 1);
        }
    }

    private void Failed(Exception cause)
    {
        TIn item = _held[_heldAt];
        long index = IndexOf(item);
        try
        {
            CloseOne();
        }
        catch (Exception second) when (second is not StageFaultException)
        {
            // The sequence's `finally` threw after its own failure, which is the one to tell.
        }

        if (!task.Survives(cause, index, attempt: 1, item))
        {
            _isClosed = true;
            throw new StageFaultException(task, task.Error(cause, index), next);
        }
    }

    private void Deliver(int count)
    {
        if (count > 0)
        {
            task.Emitted += count;
            next.Push(_scratch.AsSpan(0, count));
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TOut>())
            {
                Array.Clear(_scratch, 0, count);
            }
        }
    }

    private void Release()
    {
        if (IsHolding)
        {
            long index = IndexOf(_held[_heldAt]);
            _heldAt = _heldCount = 0;
            Array.Clear(_held);
            IEnumerator<TOut>? open = _open;
            _open = null;
            _array = null;
            _list = null;
            try
            {
                open?.Dispose();
            }
            catch (Exception cause) when (cause is not StageFaultException)
            {
                throw new StageFaultException(task, task.Error(cause, index), next);
            }
        }
    }

    /// <summary>Behind calls of which some gave nothing, the number of the item is not that of the sequence.</summary>
    private long IndexOf(TIn item) => item is INumbered numbered ? numbered.Number : task.Received;
}
