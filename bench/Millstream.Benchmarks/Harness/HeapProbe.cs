using Millstream.Benchmarks.Peers;

namespace Millstream.Benchmarks.Harness;

/// <summary>Weighs what is alive while a run goes on: the source collects all garbage every 100,000 items and
/// looks.</summary>
/// <remarks>Static, because the work of the peers is: one run at a time.</remarks>
internal static class HeapProbe
{
    private static long _before;
    private static long _most;

    /// <summary>Gets the most by which the live heap has grown since <see cref="Begin"/>.</summary>
    public static long Growth => Math.Max(0, _most - _before);

    public static void Begin()
    {
        _before = Live();
        _most = _before;
    }

    public static void Look(long index)
    {
        if (index % 100_000 == 99_999)
        {
            _most = Math.Max(_most, Live());
        }
    }

    /// <summary>Gives the records of a run, for variants whose source is an enumerable.</summary>
    public static IEnumerable<Reading> Readings(long items)
    {
        for (long index = 0; index < items; index++)
        {
            yield return ProbedReadingWork.Item(index);
        }
    }

    private static long Live()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }
}
