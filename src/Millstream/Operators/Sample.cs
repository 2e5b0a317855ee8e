using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>At the end of each period gives the newest item on, if one came in it; the others are left out and counted as dropped.</summary>
    /// <remarks>
    /// <para>Emits: at most one item a period. Periods are counted from the first item on.</para>
    /// <para>Backpressure: reads at once whatever comes; holds one item.</para>
    /// <para>Completes: when the source completes, after the item it holds.</para>
    /// <para>Fails: when the source fails; the item it holds is counted as dropped.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="period"/> is not above zero, or above 45 days.</exception>
    public static Flow<T> Sample<T>(this Flow<T> source, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(source);
        TimedTask.ThrowUnlessPositive(period, nameof(period));
        return TimedTask.Of<T, T>(source, "sample", (inlet, task) => SampleAsync(inlet, period, task));
    }

    private static async IAsyncEnumerable<T> SampleAsync<T>(TimedInlet<T> inlet, TimeSpan period, TaskScope task)
    {
        await using var owned = inlet.ConfigureAwait(false);
        long? due = null;
        bool isHolding = false;
        T held = default!;
        while (true)
        {
            TimedRead read;
            try
            {
                read = await inlet.ReadAsync(due).ConfigureAwait(false);
            }
            catch (Exception) when (CountDropped(task, isHolding ? 1 : 0))
            {
                throw;
            }

            switch (read)
            {
                case TimedRead.Item:
                    task.Dropped += isHolding ? 1 : 0;
                    held = inlet.Current;
                    isHolding = true;
                    due ??= inlet.After(inlet.Now, period);
                    break;
                case TimedRead.Due:
                    due = inlet.After(due!.Value, period);
                    if (isHolding)
                    {
                        isHolding = false;
                        yield return held;
                    }

                    break;
                default:
                    if (isHolding)
                    {
                        yield return held;
                    }

                    yield break;
            }
        }
    }
}
