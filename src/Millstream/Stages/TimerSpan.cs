namespace Millstream.Stages;

/// <summary>What a timer is told, when a certain time is left.</summary>
internal static class TimerSpan
{
    /// <summary>The system's timers count whole milliseconds: less would be none, and the wait would spin.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The system's timers end a little below 50 days. Who waits longer looks again.</summary>
    private static readonly TimeSpan LongestOfTimers = TimeSpan.FromDays(30);

    /// <summary>Gives how long to set a timer; whoever is woken looks at the clock again.</summary>
    public static TimeSpan Of(TimeSpan left) => left < Shortest ? Shortest : left > LongestOfTimers ? LongestOfTimers : left;
}
