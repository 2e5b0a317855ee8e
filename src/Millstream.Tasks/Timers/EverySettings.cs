namespace Millstream.Timers;

/// <summary>How often a timer ticks.</summary>
public sealed class EverySettings : ICheckedSettings
{
    /// <summary>Gets or sets the time from tick to tick, by the clock of the run.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets whether the first tick comes at once. Otherwise it comes after one interval.</summary>
    public bool AtOnce { get; set; } = true;

    /// <summary>Gets or sets what becomes of ticks that were due while what is behind was busy: all but the newest are left out, or all are given, one behind the other.</summary>
    public MissedTicks Missed { get; set; }

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Interval <= TimeSpan.Zero)
        {
            yield return $"the setting 'Interval' is {Interval}. It is more than nothing: 1s.";
        }
    }
}
