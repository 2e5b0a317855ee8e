using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives an item on when none has followed it for <paramref name="quiet"/>; the others are left out and counted as dropped.</summary>
    /// <remarks>
    /// <para>Emits: the last item before each quiet time.</para>
    /// <para>Backpressure: reads at once whatever comes; holds one item.</para>
    /// <para>Completes: when the source completes, after the item it holds.</para>
    /// <para>Fails: when the source fails; the item it holds is counted as dropped.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="quiet"/> is not above zero, or above 45 days.</exception>
    public static Flow<T> Debounce<T>(this Flow<T> source, TimeSpan quiet)
    {
        ArgumentNullException.ThrowIfNull(source);
        TimedTask.ThrowUnlessPositive(quiet, nameof(quiet));
        return TimedTask.Of<T, T>(source, "debounce", (inlet, task) => DebounceAsync(inlet, quiet, task));
    }

    private static async IAsyncEnumerable<T> DebounceAsync<T>(TimedInlet<T> inlet, TimeSpan quiet, TaskScope task)
    {
        await using var owned = inlet.ConfigureAwait(false);
        long? due = null;
        T held = default!;
        while (true)
        {
            TimedRead read;
            try
            {
                read = await inlet.ReadAsync(due).ConfigureAwait(false);
            }
            catch (Exception) when (CountDropped(task, due is null ? 0 : 1))
            {
                throw;
            }

            switch (read)
            {
                case TimedRead.Item:
                    task.Dropped += due is null ? 0 : 1;
                    held = inlet.Current;
                    due = inlet.After(inlet.Now, quiet);
                    break;
                case TimedRead.Due:
                    due = null;
                    yield return held;
                    break;
                default:
                    if (due is not null)
                    {
                        yield return held;
                    }

                    yield break;
            }
        }
    }
}
