using GitPulse.Git;

namespace GitPulse.Tallies;

/// <summary>Commits by hour and by weekday on their authors' clocks. Commits without a date are left out.</summary>
internal sealed class ClockTally
{
    private readonly long[] _hours = new long[24];
    private readonly long[] _weekdays = new long[7];

    /// <summary>Gets 24 counts, from midnight.</summary>
    public IReadOnlyList<long> Hours => _hours;

    /// <summary>Gets 7 counts, from Monday.</summary>
    public IReadOnlyList<long> Weekdays => _weekdays;

    public ClockTally Add(Commit commit)
    {
        if (commit.Time is { } time)
        {
            _hours[time.Hour]++;
            _weekdays[time.Weekday]++;
        }

        return this;
    }
}
