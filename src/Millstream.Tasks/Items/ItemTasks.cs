using System.Runtime.CompilerServices;

namespace Millstream.Items;

/// <summary>Tasks for items of any kind.</summary>
public static class ItemTasks
{
    /// <summary>Gives the first items and ends; whatever is before it is stopped then.</summary>
    /// <param name="item">The items.</param>
    /// <param name="settings">How many.</param>
    /// <param name="state">How many were given.</param>
    [StreamTask(Name = "limit")]
    [return: Outlet("items")]
    public static Step<T> LimitItems<T>([Inlet(Name = "items")] T item, CountSettings settings, ItemCount state)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return settings.Count == 0 ? Step<T>.Finish()
            : ++state.Count < settings.Count ? item
            : Step<T>.FinishWith(item);
    }

    /// <summary>Leaves the first items out.</summary>
    /// <param name="item">The items.</param>
    /// <param name="settings">How many.</param>
    /// <param name="state">How many were left out.</param>
    [StreamTask(Name = "skip")]
    [return: Outlet("items")]
    public static Step<T> SkipItems<T>([Inlet(Name = "items")] T item, CountSettings settings, ItemCount state)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return ++state.Count > settings.Count ? item : Step.Skip();
    }

    /// <summary>
    /// Gives some of the items: one of each so many, and of those a share that chance picks. The same seed picks the same items in each run.
    /// </summary>
    /// <param name="item">The items.</param>
    /// <param name="settings">How many.</param>
    /// <param name="state">How many have come.</param>
    [StreamTask(Name = "sample")]
    [return: Outlet("items")]
    public static Step<T> SampleItems<T>([Inlet(Name = "items")] T item, SampleSettings settings, SampleMemory state)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return state.Takes(settings) ? item : Step.Skip();
    }

    /// <summary>Gives the items of all that leads to it, as they come; each edge's own order is kept.</summary>
    /// <param name="item">The items; any number of edges may lead here.</param>
    [StreamTask(Name = "merge")]
    [return: Outlet("items")]
    public static T MergeItems<T>([Inlet(Name = "items", Merge = Merge.Interleave)] T item) => item;

    /// <summary>Puts items together, so many at a time; at the end those that are left.</summary>
    /// <param name="items">The items.</param>
    /// <param name="settings">How many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [StreamTask(Name = "chunk", IsReplayable = true)]
    [return: Outlet("chunks")]
    public static async IAsyncEnumerable<T[]> ChunkItemsAsync<T>(
        IAsyncEnumerable<T> items, ChunkSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        await foreach (T[] chunk in items.Chunk(settings.Count).WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            yield return chunk;
        }
    }

    /// <summary>Counts the items, and gives their number when they have ended.</summary>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    [StreamTask(Name = "count", IsReplayable = true)]
    [return: Outlet("count")]
    public static async Task<long> CountItemsAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        long count = 0;
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(true))
        {
            count++;
        }

        return count;
    }
}
