using System.Diagnostics.CodeAnalysis;

namespace Millstream.Stages;

/// <summary>The units that the workers of a task with several calls at once take from, and how many workers there are.</summary>
/// <remarks><c>_gate</c> guards all of it. Nothing is called under it.</remarks>
internal sealed class ParallelWork<TIn, TOut>(int parallel)
{
    private readonly Lock _gate = new();
    private readonly List<ParallelUnit<TIn, TOut>> _units = [];
    private readonly Stack<ParallelUnit<TIn, TOut>> _free = new();
    private int _workers;

    /// <summary>Gets how many workers there are, or were a moment ago.</summary>
    public int Workers => Volatile.Read(ref _workers);

    public bool HasWorkers
    {
        get
        {
            lock (_gate)
            {
                return _workers > 0;
            }
        }
    }

    /// <summary>Gives a unit to fill: one that was used before, if there is one.</summary>
    public ParallelUnit<TIn, TOut> Fresh()
    {
        lock (_gate)
        {
            return _free.TryPop(out ParallelUnit<TIn, TOut>? unit) ? unit : new ParallelUnit<TIn, TOut>();
        }
    }

    /// <summary>Adds a filled unit; true when a worker is to be started, which is counted already.</summary>
    public bool Add(ParallelUnit<TIn, TOut> unit)
    {
        lock (_gate)
        {
            _units.Add(unit);
            bool start = _workers < parallel;
            _workers += start ? 1 : 0;
            return start;
        }
    }

    /// <summary>Gives a worker a unit that has items left. False: there is none, or no call is to be begun; the worker is counted off.</summary>
    /// <param name="isStopping">Whether no call is to be begun.</param>
    /// <param name="taken">The unit.</param>
    /// <param name="startAnother">Whether another worker is to be started, which is counted already.</param>
    public bool TryTake(bool isStopping, [NotNullWhen(true)] out ParallelUnit<TIn, TOut>? taken, out bool startAnother)
    {
        lock (_gate)
        {
            taken = null;
            startAnother = false;
            int open = 0;
            foreach (ParallelUnit<TIn, TOut> unit in _units)
            {
                if (unit.HasUnclaimed)
                {
                    open++;
                    taken ??= unit;
                }
            }

            if (taken is null || isStopping)
            {
                taken = null;
                _workers--;
                return false;
            }

            taken.Users++;
            if ((open > 1 || taken.Unclaimed > 1) && _workers < parallel)
            {
                _workers++;
                startAnother = true;
            }

            return true;
        }
    }

    /// <summary>A worker has done with a unit.</summary>
    public void GiveBack(ParallelUnit<TIn, TOut> unit)
    {
        lock (_gate)
        {
            if (--unit.Users == 0 && unit.IsRetired)
            {
                _free.Push(unit);
            }
        }
    }

    /// <summary>Everything in a unit was emitted.</summary>
    public void Retire(ParallelUnit<TIn, TOut> unit)
    {
        lock (_gate)
        {
            _units.Remove(unit);
            unit.IsRetired = true;
            if (unit.Users == 0)
            {
                _free.Push(unit);
            }
        }
    }
}
