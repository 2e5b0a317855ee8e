namespace Millstream;

/// <summary>Which windows items fall into by their time, and how long a window waits for items that come out of order.</summary>
/// <remarks>
/// A window begins with its start and ends before its end. Windows of fixed length are counted from midnight UTC of the first of January 0001, a Monday: hours begin on the
/// hour, days at midnight UTC, and seven days with a Monday. Windows without items are not given.
/// </remarks>
public sealed record WindowOptions
{
    private WindowOptions()
    {
    }

    /// <summary>Gets how far the newest time seen must be past the end of a window before it closes. Until then items that are late still count.</summary>
    /// <value>Zero or more; zero unless set.</value>
    public TimeSpan Lateness
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(
            nameof(Lateness), value, "Lateness: a window waits for zero time or more.");
    }

    /// <summary>Gets the length of a window; of a session, the gap that ends it.</summary>
    internal TimeSpan Length { get; private init; }

    /// <summary>Gets how long after one window the next begins; zero for sessions.</summary>
    internal TimeSpan Every { get; private init; }

    /// <summary>Windows of equal length, one after the other: an item falls into one.</summary>
    /// <param name="length">More than zero.</param>
    public static WindowOptions Tumbling(TimeSpan length) => Sliding(length, length);

    /// <summary>Windows of equal length that overlap: an item falls into each that holds its time.</summary>
    /// <param name="length">More than zero.</param>
    /// <param name="every">How long after one window the next begins: more than zero, and at most <paramref name="length"/>.</param>
    public static WindowOptions Sliding(TimeSpan length, TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(length, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(every, length);
        return new WindowOptions { Length = length, Every = every };
    }

    /// <summary>A window for each run of items that follow each other closely. An item that joins two of them makes them one.</summary>
    /// <param name="gap">Two items this far apart, or farther, are in different windows. A window ends this long after its last item. More than zero.</param>
    public static WindowOptions Session(TimeSpan gap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(gap, TimeSpan.Zero);
        return new WindowOptions { Length = gap };
    }
}
