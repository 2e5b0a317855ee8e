namespace Millstream;

public static partial class Flow
{
    /// <summary>
    /// Names several consumers of one flow. A flow used more than once inside a run is evaluated once anyway; this says so where it is read.
    /// </summary>
    /// <remarks>
    /// <para>Emits: on each of the flows every item, in the same order.</para>
    /// <para>Backpressure: the slowest consumer governs.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: when the source fails.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static IReadOnlyList<Flow<T>> Broadcast<T>(this Flow<T> source, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. Enumerable.Repeat(source, count)];
    }
}
