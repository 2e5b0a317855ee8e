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
        return new Flow<int>(new SequenceTask<int>("range", TaskOptions.None, () => Enumerable.Range(start, count)));
    }
}
