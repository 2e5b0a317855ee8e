using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Fails when no item has come for longer than <paramref name="limit"/>.</summary>
    /// <remarks>
    /// <para>Emits: every item, as it comes.</para>
    /// <para>Backpressure: reads while there is room; the time that its consumers take does not count.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with a <see cref="TimeoutException"/> at the first gap longer than the limit, counted from the first item on; when the source fails.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not above zero, or above 45 days.</exception>
    public static Flow<T> Timeout<T>(this Flow<T> source, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(source);
        TimedTask.ThrowUnlessPositive(limit, nameof(limit));
        return TimedTask.Of<T, T>(source, "timeout", (inlet, _) => TimeoutAsync(inlet, limit));
    }

    private static async IAsyncEnumerable<T> TimeoutAsync<T>(TimedInlet<T> inlet, TimeSpan limit)
    {
        await using var owned = inlet.ConfigureAwait(false);
        while (true)
        {
            switch (await inlet.ReadAsync(inlet.After(inlet.Now, limit)).ConfigureAwait(false))
            {
                case TimedRead.Item:
                    yield return inlet.Current;
                    break;
                case TimedRead.Due:
                    throw new TimeoutException($"No item came for {limit.TotalMilliseconds:0.###} ms.");
                default:
                    yield break;
            }
        }
    }
}
