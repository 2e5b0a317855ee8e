using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Spaces items: between one and the next lies at least <paramref name="interval"/>. None is lost.</summary>
    /// <remarks>
    /// <para>Emits: every item, in order; the first at once.</para>
    /// <para>Backpressure: reads the next item when the one before was given on, so the source waits.</para>
    /// <para>Completes: when the source has completed and its last item was given on.</para>
    /// <para>Fails: when the source fails.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="interval"/> is not above zero, or above 45 days.</exception>
    public static Flow<T> Throttle<T>(this Flow<T> source, TimeSpan interval)
    {
        ArgumentNullException.ThrowIfNull(source);
        TimedTask.ThrowUnlessPositive(interval, nameof(interval));
        return TimedTask.Of<T, T>(source, "throttle", (inlet, _) => ThrottleAsync(inlet, interval));
    }

    private static async IAsyncEnumerable<T> ThrottleAsync<T>(TimedInlet<T> inlet, TimeSpan interval)
    {
        await using var owned = inlet.ConfigureAwait(false);
        long? due = null;
        while (await inlet.ReadAsync(due: null).ConfigureAwait(false) == TimedRead.Item)
        {
            T item = inlet.Current;
            if (due is { } moment)
            {
                await inlet.WaitAsync(moment).ConfigureAwait(false);
            }

            due = inlet.After(inlet.Now, interval);
            yield return item;
        }
    }
}
