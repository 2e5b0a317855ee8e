namespace Millstream.Benchmarks.Peers;

/// <summary>Makes one record for each item, at the source; the steps change it and pass it on.</summary>
internal readonly struct ReadingWork : IWork<Reading>
{
    public static Reading Item(long index) => new(index & 15, index, 0, index, 0) { Value = index };

    public static Reading Step(Reading item) => item.Increment();

    public static long Value(Reading item) => item.Value;
}
