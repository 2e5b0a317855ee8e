namespace Millstream.Stages;

/// <summary>The states of a fold: as many as calls were in progress at once. Each is used by one call at a time.</summary>
/// <remarks><c>_gate</c> guards <c>_free</c> and <c>_all</c>. Seeds are made, and states combined, outside it.</remarks>
internal sealed class Accumulators<TState>(Func<TState> seed, Func<TState, TState, TState>? combine)
{
    private readonly Lock _gate = new();
    private readonly Stack<ValueCell<TState>> _free = new();
    private readonly List<ValueCell<TState>> _all = [];

    public ValueCell<TState> Take()
    {
        lock (_gate)
        {
            if (_free.TryPop(out ValueCell<TState>? free))
            {
                return free;
            }
        }

        var state = new ValueCell<TState> { Value = seed() };
        lock (_gate)
        {
            _all.Add(state);
        }

        return state;
    }

    public void Return(ValueCell<TState> state)
    {
        lock (_gate)
        {
            _free.Push(state);
        }
    }

    /// <summary>Makes one state of all of them, when no call is in progress any more; the seed when there was no item.</summary>
    public TState Merge()
    {
        TState merged = _all.Count == 0 ? seed() : _all[0].Value;
        for (int i = 1; i < _all.Count; i++)
        {
            merged = combine!(merged, _all[i].Value);
        }

        return merged;
    }
}
