namespace Millstream;

/// <summary>The time of an item: whole milliseconds since the beginning of 1970 in UTC; fractions are cut.</summary>
internal static class ItemTime
{
    /// <summary>The time of what has none, as a constant: older than any other.</summary>
    public const long None = long.MinValue;

    /// <summary>Gives the present moment of a clock.</summary>
    public static long Now(TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Gives a time as a moment; what has none has the clock's.</summary>
    public static DateTimeOffset ToMoment(long time, TimeProvider clock) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time == None ? Now(clock) : time);
}
