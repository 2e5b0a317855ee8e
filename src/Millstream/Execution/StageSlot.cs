using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>The slot of one stage in a run that limits how many work at the same time: the stage has it while it works, and gives it up while it waits.</summary>
/// <remarks>
/// The stage, and each call of user code that goes on beside it, count as working until they wait; the slot is needed while anybody counts. A stage that waits for a run
/// inside it, or for what is outside of the run, lends its slot meanwhile. One that was told to end needs none any more: it ends, and begins nothing.
/// </remarks>
internal sealed class StageSlot : IWorkSlot, IComparable<StageSlot>
{
    private readonly SlotPool _pool;
    private readonly int[] _order;
    private readonly List<StageSignal> _signals = [];
    private TaskCompletionSource? _regain;
    private int _busy;
    private int _lent;
    private bool _holds;
    private bool _isWaiting;
    private bool _isClosed;

    /// <summary>Makes the slot of a stage.</summary>
    /// <param name="pool">The slots of the run.</param>
    /// <param name="outer">That of the stage that this one's run is inside of; null for a run of its own.</param>
    /// <param name="number">The stage's number in its plan.</param>
    public StageSlot(SlotPool pool, StageSlot? outer, int number)
    {
        _pool = pool;
        _order = [.. outer?._order ?? [], number];
    }

    public int CompareTo(StageSlot? other) => _order.AsSpan().SequenceCompareTo(other!._order);

    /// <summary>The stage goes on, as soon as it has the slot.</summary>
    public void Woken(StageSignal signal)
    {
        Action? go = null;
        bool isNow;
        lock (_pool.Gate)
        {
            _busy++;
            isNow = _isClosed || _lent > 0 || _holds;
            if (!isNow)
            {
                _signals.Add(signal);
                Want();
                go = _pool.Grant();
            }
        }

        if (isNow)
        {
            signal.Go();
        }

        go?.Invoke();
    }

    /// <summary>A call goes on beside the stage. It does not wait for a slot: the next to come waits longer.</summary>
    public void Hold()
    {
        lock (_pool.Gate)
        {
            if (++_busy == 1 && !_holds && _lent == 0 && !_isClosed)
            {
                _holds = true;
                _pool.Take();
            }
        }
    }

    /// <summary>The stage, or a call beside it, waits or has ended.</summary>
    public void Parked()
    {
        Action? go;
        lock (_pool.Gate)
        {
            if (--_busy <= 0)
            {
                GiveUp();
            }

            go = _pool.Grant();
        }

        go?.Invoke();
    }

    /// <summary>The stage waits for something that it is not woken by: until <see cref="RegainAsync"/> others may work.</summary>
    public void Lend()
    {
        Action? go;
        lock (_pool.Gate)
        {
            _lent++;
            GiveUp();
            go = _pool.Grant();
        }

        go?.Invoke();
    }

    /// <summary>The wait is over: ends when the stage has its slot again.</summary>
    public Task RegainAsync()
    {
        Action? go;
        Task regained;
        lock (_pool.Gate)
        {
            if (--_lent > 0 || _isClosed || _holds)
            {
                return Task.CompletedTask;
            }

            // Whoever releases a slot goes on with the stage that gets it, as with one that it wakes.
            _regain ??= new TaskCompletionSource();
            regained = _regain.Task;
            Want();
            go = _pool.Grant();
        }

        go?.Invoke();
        return regained;
    }

    /// <summary>The stage was told to end, or has ended: it needs no slot any more.</summary>
    public void Close()
    {
        Action? go;
        lock (_pool.Gate)
        {
            _isClosed = true;
            GiveUp();
            go = Waiting();
            go += _pool.Grant();
        }

        go?.Invoke();
    }

    /// <summary>The stage has got the slot; gives what goes on. Under the pool's gate.</summary>
    public Action? Granted()
    {
        if (!_isWaiting)
        {
            return null;
        }

        if (_lent == 0)
        {
            _holds = true;
            _pool.Take();
        }

        return Waiting();
    }

    private void Want()
    {
        if (!_isWaiting)
        {
            _isWaiting = true;
            _pool.Enqueue(this);
        }
    }

    private void GiveUp()
    {
        if (_holds)
        {
            _holds = false;
            _pool.Release();
        }
    }

    private Action? Waiting()
    {
        _isWaiting = false;
        if (_signals.Count == 0 && _regain is null)
        {
            return null;
        }

        StageSignal[] signals = [.. _signals];
        TaskCompletionSource? regain = _regain;
        _signals.Clear();
        _regain = null;
        return () =>
        {
            foreach (StageSignal signal in signals)
            {
                signal.Go();
            }

            regain?.SetResult();
        };
    }
}
