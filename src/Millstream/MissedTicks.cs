namespace Millstream;

/// <summary>What becomes of ticks of <c>Flow.Every</c> for which there was no room when they were due.</summary>
public enum MissedTicks
{
    /// <summary>Only the newest is given; the others are left out with their numbers, and counted as dropped.</summary>
    Skip,

    /// <summary>All are given, at once when there is room again.</summary>
    Keep,
}
