namespace Millstream.Stages;

/// <summary>Reads several inlets in step, the k-th item of one with the k-th of the others, and makes one item of them.</summary>
/// <remarks>
/// Ends after the last whole set: when one inlet has ended and was read to its end, the others are left, and what they still had
/// counts as dropped. The numbers of items at hand differ from inlet to inlet; what is read at once is the smallest of them.
/// </remarks>
internal abstract class ZipReader<T>(Func<int, long, Exception>? shorterIsError) : InletReader<T>
{
    private const int LongestSpan = 256;

    private T[] _span = [];
    private bool _isEnded;
    private Exception? _fault;

    public override bool IsEnded => _isEnded;

    public override Exception? Fault => _fault;

    public override bool IsSource => AreAllSources();

    public override int Fill()
    {
        if (_isEnded)
        {
            return 0;
        }

        int sets = Math.Min(FillAll(), LongestSpan);
        if (sets == 0 && Ended() is var (inlet, fault))
        {
            End(inlet, fault);
        }

        return sets;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        int length = Math.Min(Fill(), max);
        if (length == 0)
        {
            return default;
        }

        if (_span.Length < length)
        {
            _span = new T[length];
        }

        Span<T> to = _span.AsSpan(0, length);
        Combine(to);
        Position += length;
        return to;
    }

    public override void GiveBack(int items)
    {
        Position -= items;
        GiveBackAll(items);
    }

    public override void Leave()
    {
        _isEnded = true;
        LeaveAll();
    }

    /// <summary>Looks at every inlet, and says how many whole sets are at hand.</summary>
    protected abstract int FillAll();

    /// <summary>Takes as many sets as <paramref name="to"/> is long.</summary>
    protected abstract void Combine(Span<T> to);

    /// <summary>Gives the number of an inlet that has ended and has nothing at hand, and its error.</summary>
    protected abstract (int Inlet, Exception? Fault)? Ended();

    /// <summary>Says whether an inlet has an item that finds no partner.</summary>
    protected abstract bool HasUnpaired();

    protected abstract bool AreAllSources();

    protected abstract void GiveBackAll(int items);

    protected abstract void LeaveAll();

    private void End(int inlet, Exception? fault)
    {
        _isEnded = true;
        _fault = fault;
        bool isError = shorterIsError is not null && fault is null && HasUnpaired();
        LeaveAll();
        if (isError)
        {
            _fault = shorterIsError!(inlet, Position);
        }
    }
}

/// <summary>Two inlets in step.</summary>
internal sealed class ZipReader<T1, T2, T>(
    InletReader<T1> first, InletReader<T2> second, Func<T1, T2, T> combine, Func<int, long, Exception>? shorterIsError = null)
    : ZipReader<T>(shorterIsError)
{
    protected override int FillAll()
    {
        // Both are asked, so that both are armed when nothing is there.
        int ofFirst = first.Fill();
        int ofSecond = second.Fill();
        return Math.Min(ofFirst, ofSecond);
    }

    protected override void Combine(Span<T> to)
    {
        ReadOnlySpan<T1> ones = first.Read(to.Length);
        ReadOnlySpan<T2> twos = second.Read(to.Length);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = combine(ones[i], twos[i]);
        }
    }

    protected override (int Inlet, Exception? Fault)? Ended() =>
        first.Hand == 0 && first.IsEnded ? (0, first.Fault)
        : second.Hand == 0 && second.IsEnded ? (1, second.Fault)
        : null;

    protected override bool HasUnpaired() => first.Fill() > 0 || second.Fill() > 0;

    protected override bool AreAllSources() => first.IsSource && second.IsSource;

    protected override void GiveBackAll(int items)
    {
        first.GiveBack(items);
        second.GiveBack(items);
    }

    protected override void LeaveAll()
    {
        first.Leave();
        second.Leave();
    }
}

/// <summary>Any number of inlets of one type in step, as a list for each set; the list is the caller's.</summary>
internal sealed class ZipListReader<TItem, T>(
    InletReader<TItem>[] inlets, Func<TItem[], T> combine, Func<int, long, Exception>? shorterIsError = null)
    : ZipReader<T>(shorterIsError)
{
    protected override int FillAll()
    {
        int least = int.MaxValue;
        foreach (InletReader<TItem> inlet in inlets)
        {
            least = Math.Min(least, inlet.Fill());
        }

        return inlets.Length == 0 ? 0 : least;
    }

    protected override void Combine(Span<T> to)
    {
        var sets = new TItem[to.Length][];
        for (int i = 0; i < sets.Length; i++)
        {
            sets[i] = new TItem[inlets.Length];
        }

        for (int inlet = 0; inlet < inlets.Length; inlet++)
        {
            ReadOnlySpan<TItem> items = inlets[inlet].Read(to.Length);
            for (int i = 0; i < items.Length; i++)
            {
                sets[i][inlet] = items[i];
            }
        }

        for (int i = 0; i < to.Length; i++)
        {
            to[i] = combine(sets[i]);
        }
    }

    protected override (int Inlet, Exception? Fault)? Ended()
    {
        for (int i = 0; i < inlets.Length; i++)
        {
            if (inlets[i].Hand == 0 && inlets[i].IsEnded)
            {
                return (i, inlets[i].Fault);
            }
        }

        return null;
    }

    protected override bool HasUnpaired() => Array.Exists(inlets, inlet => inlet.Fill() > 0);

    protected override bool AreAllSources() => Array.TrueForAll(inlets, inlet => inlet.IsSource);

    protected override void GiveBackAll(int items) => Array.ForEach(inlets, inlet => inlet.GiveBack(items));

    protected override void LeaveAll() => Array.ForEach(inlets, inlet => inlet.Leave());
}
