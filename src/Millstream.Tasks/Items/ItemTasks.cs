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

    /// <summary>Counts the items, and gives their number when they have ended.</summary>
    /// <param name="items">The items.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    [StreamTask(Name = "count", IsReplayable = true)]
    [return: Outlet("count")]
    public static async Task<long> CountItemsAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        long count = 0;
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            count++;
        }

        return count;
    }
}
