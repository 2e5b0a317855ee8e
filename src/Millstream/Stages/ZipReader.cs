using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Millstream.Stages;

/// <summary>Reads several inlets in step, the k-th item of one with the k-th of the others, and makes one item of them.</summary>
/// <remarks>
/// Ends after the last whole set: when one inlet has ended and was read to its end, the others are left, and what they still had
/// counts as dropped. The numbers of items at hand differ from inlet to inlet; what is read at once is the smallest of them.
/// </remarks>
/// <param name="inlets">The inlets, at least one.</param>
/// <param name="uneven">
/// Makes the error for inlets of which one ends before another (which, and at which item); null where that is no error.
/// </param>
internal abstract class ZipReader<T>(InletReader[] inlets, Func<int, int, long, Exception>? uneven) : InletReader<T>
{
    private const int LongestSpan = 512;

    private T[] _span = [];
    private bool _isEnded;
    private Exception? _fault;

    /// <summary>What the user's code threw after it had made some items, which go on first.</summary>
    private ExceptionDispatchInfo? _thrown;

    public override bool IsEnded => _isEnded;

    public override Exception? Fault => _fault;

    public override bool IsSource => Array.TrueForAll(inlets, static inlet => inlet.IsSource);

    public override void OnPause(Action<bool> changed) => PauseOfSeveral.OnAny(inlets, changed);

    public override int Fill()
    {
        if (_isEnded)
        {
            return 0;
        }

        // All are asked, so that all are armed when nothing is there.
        int least = LongestSpan;
        foreach (InletReader inlet in inlets)
        {
            least = Math.Min(least, inlet.Fill());
        }

        if (least == 0)
        {
            LookForEnd();
        }

        return least;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        _thrown?.Throw();
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
        int made = 0;
        try
        {
            Combine(to, ref made);
        }
        catch (Exception cause) when (made > 0 && cause is not OutOfMemoryException)
        {
            _thrown = ExceptionDispatchInfo.Capture(cause);
        }

        Position += made;
        return to[..made];
    }

    public override void GiveBack(int items)
    {
        Position -= items;
        foreach (InletReader inlet in inlets)
        {
            inlet.GiveBack(items);
        }
    }

    public override void Leave()
    {
        _isEnded = true;
        foreach (InletReader inlet in inlets)
        {
            inlet.Leave();
        }
    }

    public override void Abandon()
    {
        foreach (InletReader inlet in inlets)
        {
            inlet.Abandon();
        }
    }

    /// <summary>Takes as many sets as <paramref name="to"/> is long; <paramref name="made"/> tells how many items were made, also after a throw.</summary>
    protected abstract void Combine(Span<T> to, ref int made);

    private void LookForEnd()
    {
        if (Array.FindIndex(inlets, HasEnded) is not (>= 0 and var ended))
        {
            return;
        }

        if (inlets[ended].Fault is null && uneven is not null)
        {
            // The others may still be on their way to their own end, or to an item too many: that settles it.
            int longer = Array.FindIndex(inlets, static inlet => inlet.Hand > 0);
            int failed = Array.FindIndex(inlets, static inlet => HasEnded(inlet) && inlet.Fault is not null);
            if (failed >= 0)
            {
                ended = failed;
            }
            else if (longer >= 0)
            {
                throw uneven(ended, longer, Position);
            }
            else if (!Array.TrueForAll(inlets, HasEnded))
            {
                return;
            }
        }

        _fault = inlets[ended].Fault;
        Leave();
    }

    private static bool HasEnded(InletReader inlet) => inlet.Hand == 0 && inlet.IsEnded;
}

/// <summary>Two inlets in step.</summary>
internal sealed class ZipReader<T1, T2, T>(
    InletReader<T1> first, InletReader<T2> second, Func<T1, T2, T> combine, Func<int, int, long, Exception>? uneven = null)
    : ZipReader<T>([first, second], uneven)
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Combine(Span<T> to, ref int made)
    {
        ReadOnlySpan<T1> ones = first.Read(to.Length);
        ReadOnlySpan<T2> twos = second.Read(to.Length);
        Func<T1, T2, T> f = combine;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = f(ones[i], twos[i]);
            made = i + 1;
        }
    }
}

/// <summary>Three inlets in step.</summary>
internal sealed class ZipReader<T1, T2, T3, T>(
    InletReader<T1> first,
    InletReader<T2> second,
    InletReader<T3> third,
    Func<T1, T2, T3, T> combine,
    Func<int, int, long, Exception>? uneven)
    : ZipReader<T>([first, second, third], uneven)
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Combine(Span<T> to, ref int made)
    {
        ReadOnlySpan<T1> ones = first.Read(to.Length);
        ReadOnlySpan<T2> twos = second.Read(to.Length);
        ReadOnlySpan<T3> threes = third.Read(to.Length);
        Func<T1, T2, T3, T> f = combine;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = f(ones[i], twos[i], threes[i]);
            made = i + 1;
        }
    }
}

/// <summary>Four inlets in step.</summary>
internal sealed class ZipReader<T1, T2, T3, T4, T>(
    InletReader<T1> first,
    InletReader<T2> second,
    InletReader<T3> third,
    InletReader<T4> fourth,
    Func<T1, T2, T3, T4, T> combine,
    Func<int, int, long, Exception>? uneven)
    : ZipReader<T>([first, second, third, fourth], uneven)
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Combine(Span<T> to, ref int made)
    {
        ReadOnlySpan<T1> ones = first.Read(to.Length);
        ReadOnlySpan<T2> twos = second.Read(to.Length);
        ReadOnlySpan<T3> threes = third.Read(to.Length);
        ReadOnlySpan<T4> fours = fourth.Read(to.Length);
        Func<T1, T2, T3, T4, T> f = combine;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = f(ones[i], twos[i], threes[i], fours[i]);
            made = i + 1;
        }
    }
}

/// <summary>Any number of inlets of one type in step, as a list for each set; the list is the caller's.</summary>
internal sealed class ZipListReader<TItem, T>(
    InletReader<TItem>[] inlets, Func<TItem[], T> combine, Func<int, int, long, Exception>? uneven = null)
    : ZipReader<T>([.. inlets], uneven)
{
    protected override void Combine(Span<T> to, ref int made)
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
            made = i + 1;
        }
    }
}
