using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    private const int LongestDelayed = 1024;

    /// <summary>Moves each item by <paramref name="delay"/> after the moment it came, in order.</summary>
    /// <remarks>
    /// <para>Emits: every item.</para>
    /// <para>Backpressure: reads ahead; holds up to 1,024 items, then the source waits.</para>
    /// <para>Completes: when the source has completed and its last item was given on.</para>
    /// <para>Fails: when the source fails; the items it holds are counted as dropped.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="delay"/> is not above zero, or above 45 days.</exception>
    public static Flow<T> Delay<T>(this Flow<T> source, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(source);
        TimedTask.ThrowUnlessPositive(delay, nameof(delay));
        return TimedTask.Of<T, T>(source, "delay", (inlet, task) => DelayAsync(inlet, delay, task));
    }

    private static async IAsyncEnumerable<T> DelayAsync<T>(TimedInlet<T> inlet, TimeSpan delay, TaskScope task)
    {
        await using var owned = inlet.ConfigureAwait(false);
        var held = new Queue<(T Item, long Due)>();
        bool hasEnded = false;
        while (!hasEnded || held.Count > 0)
        {
            if (hasEnded || held.Count == LongestDelayed)
            {
                await inlet.WaitAsync(held.Peek().Due).ConfigureAwait(false);
                yield return held.Dequeue().Item;
                continue;
            }

            TimedRead read;
            try
            {
                read = await inlet.ReadAsync(held.Count == 0 ? null : held.Peek().Due).ConfigureAwait(false);
            }
            catch (Exception) when (CountDropped(task, held.Count))
            {
                throw;
            }

            switch (read)
            {
                case TimedRead.Item:
                    held.Enqueue((inlet.Current, inlet.After(inlet.Now, delay)));
                    break;
                case TimedRead.Due:
                    yield return held.Dequeue().Item;
                    break;
                default:
                    hasEnded = true;
                    break;
            }
        }
    }
}
