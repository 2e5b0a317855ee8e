namespace Millstream.Stages;

/// <summary>How long the calls of a task take that makes several at once: how many items make a unit, and whether more threads would help.</summary>
/// <remarks>Written by several workers without a lock: a measurement that is lost is one of many.</remarks>
internal sealed class ParallelPace
{
    private const double NanosecondsPerUnit = 50_000;
    private const double SlowNanoseconds = 200_000;
    private const int TriedThreads = 8;

    private double _nanosecondsPerItem = NanosecondsPerUnit;
    private bool _isMeasured;

    /// <summary>How many items a unit should have: one while calls are slow.</summary>
    /// <param name="longestHand">How many items the reader may hold in its hand.</param>
    public int UnitLength(int longestHand)
    {
        double nanoseconds = Volatile.Read(ref _nanosecondsPerItem);
        return (int)Math.Clamp(NanosecondsPerUnit / Math.Max(nanoseconds, 1), 1, Math.Max(1, longestHand / 2));
    }

    /// <summary>Says whether calls take so long that they may block; before the first is measured, a few threads are tried.</summary>
    public bool IsSlow(int workers) =>
        Volatile.Read(ref _isMeasured) ? Volatile.Read(ref _nanosecondsPerItem) > SlowNanoseconds : workers <= TriedThreads;

    public void Measured(TimeSpan elapsed, int items)
    {
        Volatile.Write(ref _nanosecondsPerItem, (0.5 * _nanosecondsPerItem) + (0.5 * elapsed.TotalNanoseconds / items));
        Volatile.Write(ref _isMeasured, true);
    }
}
