using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Millstream.Benchmarks.Peers;

/// <summary>A microsecond of arithmetic for each item, measured once on this machine.</summary>
internal readonly struct MicrosecondWork : IWork<long>
{
    private static readonly int Turns = Calibrate();

    public static long Item(long index) => index;

    public static long Step(long item) => Spin(item, Turns);

    public static long Value(long item) => item;

    /// <summary>Adds a result to a checksum that tells order too.</summary>
    public static long Add(long checksum, long result) => (checksum * 31) + result;

    public static long Checksum(long items)
    {
        long checksum = 0;
        for (long index = 0; index < items; index++)
        {
            checksum = Add(checksum, Step(Item(index)));
        }

        return checksum;
    }

    /// <summary>A linear congruential generator (constants of Knuth's MMIX): each turn waits for the one
    /// before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static long Spin(long seed, int turns)
    {
        for (int turn = 0; turn < turns; turn++)
        {
            seed = (seed * 6364136223846793005) + 1442695040888963407;
        }

        return seed;
    }

    private static int Calibrate()
    {
        const int Many = 1_000_000;
        TimeSpan best = TimeSpan.MaxValue;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            Spin(attempt, Many);
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
        }

        return Math.Max(1, (int)(Many / best.TotalMicroseconds));
    }
}
