using System.Runtime.InteropServices;

namespace Millstream.Benchmarks.Peers;

/// <summary>How often each key came: a dictionary, and one look-up an item.</summary>
internal sealed class KeyCounts
{
    private const int Keys = 10_000;

    private readonly Dictionary<int, long> _counts = [];

    /// <summary>Scatters the numbers over the keys (Fibonacci hashing), so that no cache line is ever the next
    /// one.</summary>
    public static int Key(long item) => (int)((((ulong)item * 0x9E37_79B9_7F4A_7C15) >> 32) % Keys);

    public void Add(long item) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, Key(item), out _)++;

    public void Add(ReadOnlySpan<long> items)
    {
        foreach (long item in items)
        {
            Add(item);
        }
    }

    public long Checksum() => _counts.Sum(pair => Weigh(pair.Key, pair.Value));

    public static long Weigh(int key, long count) => (key + 1) * count;

    /// <summary>Gives the right checksum without a dictionary.</summary>
    public static long Checksum(long items) => LongWork.Items(items).Sum(item => Weigh(Key(item), 1));
}
