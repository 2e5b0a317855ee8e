namespace Millstream.Benchmarks.Peers;

/// <summary>Adds one to a number at each step: as little work as there is.</summary>
internal readonly struct LongWork : IWork<long>
{
    public static long Item(long index) => index;

    public static long Step(long item) => item + 1;

    public static long Value(long item) => item;

    /// <summary>Gives the numbers from zero, for peers whose source is an enumerable.</summary>
    public static IEnumerable<long> Items(long items)
    {
        for (long item = 0; item < items; item++)
        {
            yield return item;
        }
    }

    /// <summary>Gives the sum of what comes out behind a number of steps; right for records too.</summary>
    public static long Sum(long items, int steps) => (items * (items - 1) / 2) + (items * steps);
}
