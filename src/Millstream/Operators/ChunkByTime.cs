using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gathers items into arrays, by time and by count: whichever is reached first.</summary>
    /// <param name="source">What to gather.</param>
    /// <param name="time">How long an array may wait for further items after its first.</param>
    /// <param name="count">How many items an array may have: 1 or more, 10,000 unless given.</param>
    /// <remarks>
    /// <para>Emits: arrays of 1 to <paramref name="count"/> items, in order; never an empty one.</para>
    /// <para>Backpressure: reads at once whatever comes, while an array is being filled.</para>
    /// <para>Completes: when the source completes, after the part begun.</para>
    /// <para>Fails: when the source fails; the part begun is counted as dropped.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="time"/> is not above zero, or above 45 days; <paramref name="count"/> is below 1.
    /// </exception>
    public static Flow<T[]> Chunk<T>(this Flow<T> source, TimeSpan time, int count = 10_000)
    {
        ArgumentNullException.ThrowIfNull(source);
        TimedTask.ThrowUnlessPositive(time, nameof(time));
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return TimedTask.Of<T, T[]>(source, "chunk", (inlet, task) => ChunkAsync(inlet, time, count, task));
    }

    private static async IAsyncEnumerable<T[]> ChunkAsync<T>(TimedInlet<T> inlet, TimeSpan time, int count, TaskScope task)
    {
        await using var owned = inlet.ConfigureAwait(false);
        var part = new List<T>();
        long? due = null;
        while (true)
        {
            TimedRead read;
            try
            {
                read = await inlet.ReadAsync(due).ConfigureAwait(false);
            }
            catch (Exception) when (CountDropped(task, part.Count))
            {
                throw;
            }

            if (read == TimedRead.Item)
            {
                part.Add(inlet.Current);
                due ??= inlet.After(inlet.Now, time);
            }

            bool isFull = part.Count == count || read == TimedRead.Due;
            if (isFull || (read == TimedRead.Ended && part.Count > 0))
            {
                T[] done = [.. part];
                part.Clear();
                due = null;
                yield return done;
            }

            if (read == TimedRead.Ended)
            {
                yield break;
            }
        }
    }

    private static bool CountDropped(TaskScope task, int items)
    {
        task.Dropped += items;
        return false;
    }
}
