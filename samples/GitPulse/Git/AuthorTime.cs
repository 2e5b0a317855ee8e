using System.Globalization;

namespace GitPulse.Git;

/// <summary>A moment on the author's own wall clock: the author date with the offset that the commit carries.</summary>
/// <remarks>
/// Computed as git computes it, so that <see cref="Hour"/> is git's <c>--date=format:%H</c> for any offset a commit may
/// hold (+0545, and broken ones such as +9999), and not only for those that <see cref="DateTimeOffset"/> accepts.
/// </remarks>
/// <param name="LocalSeconds">Seconds from midnight of 1970-01-01, the offset added.</param>
internal readonly record struct AuthorTime(long LocalSeconds)
{
    private const long SecondsPerDay = 86_400;

    // 1970-01-01 was a Thursday: three days after a Monday.
    private const int EpochWeekday = 3;

    /// <summary>Hour of the day, 0 to 23.</summary>
    public int Hour => (int)(FloorMod(LocalSeconds, SecondsPerDay) / 3600);

    /// <summary>Day of the week, 0 for Monday to 6 for Sunday.</summary>
    public int Weekday => (int)FloorMod(Day + EpochWeekday, 7);

    /// <summary>The Monday of its ISO 8601 week; null outside of the years 1 to 9999.</summary>
    public DateOnly? Monday
    {
        get
        {
            var number = Day - Weekday + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
            return number >= 0 && number <= DateOnly.MaxValue.DayNumber - 6
                ? DateOnly.FromDayNumber((int)number)
                : null;
        }
    }

    private long Day => (LocalSeconds - FloorMod(LocalSeconds, SecondsPerDay)) / SecondsPerDay;

    /// <summary>Reads git's <c>--date=raw</c>: seconds since 1970 and an offset such as <c>-0330</c>.</summary>
    public static AuthorTime? Parse(ReadOnlySpan<char> raw)
    {
        const NumberStyles Signed = NumberStyles.AllowLeadingSign;
        var space = raw.IndexOf(' ');
        if (space < 0
            || !long.TryParse(raw[..space], Signed, CultureInfo.InvariantCulture, out var seconds)
            || !int.TryParse(raw[(space + 1)..], Signed, CultureInfo.InvariantCulture, out var zone))
        {
            return null;
        }

        // The offset is decimal in form only: its last two digits are minutes. As in git's date.c, gm_time_t.
        var minutes = (zone / 100L * 60) + (zone % 100);
        var local = (Int128)seconds + (minutes * 60);
        return local >= long.MinValue + SecondsPerDay && local <= long.MaxValue ? new AuthorTime((long)local) : null;
    }

    private static long FloorMod(long value, long divisor) => ((value % divisor) + divisor) % divisor;
}
