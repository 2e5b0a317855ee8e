namespace Millstream.Stages;

/// <summary>Some items in a row that a task with several calls at once works on, and what became of each.</summary>
internal sealed class ParallelUnit<TIn, TOut>
{
    private const byte Pending = 0;
    private const byte Finished = 1;
    private const byte LeftOut = 2;
    private const byte Taken = 3;

    private TOut[] _results = [];
    private byte[] _states = [];
    private readonly List<(long Index, Exception Error)> _errors = [];
    private int _count;
    private int _claimed;
    private int _takenInOrder;
    private int _taken;

    public TIn[] Items { get; private set; } = [];

    public long FirstIndex { get; private set; }

    /// <summary>Gets or sets which call its one item came from, and then the call of it; null where nobody listens to traces.</summary>
    public ItemTrace? Trace { get; set; }

    /// <summary>How many workers hold the unit; under the head's gate.</summary>
    public int Users { get; set; }

    /// <summary>Whether everything in it was emitted, so that the last worker that holds it gives it back; under the head's gate.</summary>
    public bool IsRetired { get; set; }

    public bool HasUnclaimed => Unclaimed > 0;

    public int Unclaimed => _count - Volatile.Read(ref _claimed);

    /// <summary>The number of the first item that is not yet settled, where all are settled in order.</summary>
    public long Settled => FirstIndex + _takenInOrder;

    public bool IsDrained => _taken == _count;

    public void Begin(ReadOnlySpan<TIn> items, long firstIndex)
    {
        if (Items.Length < items.Length)
        {
            Items = new TIn[items.Length];
            _results = new TOut[items.Length];
            _states = new byte[items.Length];
        }

        items.CopyTo(Items);
        Array.Clear(_states, 0, items.Length);
        FirstIndex = firstIndex;
        IsRetired = false;
        _claimed = 0;
        _taken = 0;
        _takenInOrder = 0;
        _count = items.Length;
    }

    public bool TryClaim(out int index)
    {
        index = Interlocked.Increment(ref _claimed) - 1;
        return index < _count;
    }

    public void Finish(int index, TOut result)
    {
        _results[index] = result;
        Volatile.Write(ref _states[index], Finished);
    }

    public void Skip(int index) => Volatile.Write(ref _states[index], LeftOut);

    /// <summary>Item number <paramref name="index"/> of the inlet failed; it stays unsettled, so that nothing behind it goes on in order.</summary>
    public void Fail(long index, Exception error)
    {
        lock (_errors)
        {
            _errors.Add((index, error));
        }
    }

    public IReadOnlyList<(long Index, Exception Error)> Errors()
    {
        lock (_errors)
        {
            return [.. _errors];
        }
    }

    /// <summary>Moves finished results to <paramref name="to"/> from <paramref name="n"/> on; says how many items were settled.</summary>
    public int Take(Span<TOut> to, ref int n, bool inOrder)
    {
        int settled = 0;
        for (int i = _takenInOrder; i < _count && n < to.Length; i++)
        {
            switch (Volatile.Read(ref _states[i]))
            {
                case Finished:
                    to[n++] = _results[i];
                    goto case LeftOut;
                case LeftOut:
                    _states[i] = Taken;
                    _results[i] = default!;
                    Items[i] = default!;
                    settled++;
                    break;
                case Taken:
                    break;
                default:
                    if (inOrder)
                    {
                        _taken += settled;
                        return settled;
                    }

                    continue;
            }

            if (_takenInOrder == i)
            {
                _takenInOrder++;
            }
        }

        _taken += settled;
        return settled;
    }
}
