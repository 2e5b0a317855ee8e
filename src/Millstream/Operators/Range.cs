using System.Numerics;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow of whole numbers in a row.</summary>
    /// <remarks>
    /// <para>Emits: <paramref name="count"/> numbers from <paramref name="start"/> on.</para>
    /// <para>Backpressure: emits when there is room.</para>
    /// <para>Completes: after the last number.</para>
    /// <para>Fails: never.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative, or the last number does not fit.</exception>
    public static Flow<int> Range(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + (count - 1L), int.MaxValue, nameof(count));
        return new Flow<int>(new RangeTask<int>(start, count));
    }

    /// <summary>Begins a flow of long whole numbers in a row.</summary>
    /// <inheritdoc cref="Range(int, int)"/>
    public static Flow<long> Range(long start, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > 0)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(start, long.MaxValue - (count - 1), nameof(count));
        }

        return new Flow<long>(new RangeTask<long>(start, count));
    }

    private sealed class RangeTask<T>(T start, long count) : TaskBody("range", TaskOptions.None, [], [Out<T>()])
        where T : struct, IBinaryInteger<T>
    {
        public override bool IsFusable => false;

        public override StageHead CreateHead(StageWiring wiring) =>
            new RangeHead<T>(wiring.Task, start, count, Limited(wiring.Outlet<T>()));
    }
}
