namespace Millstream;

/// <summary>Somebody who looks at an outlet while its run goes on, from when the view was opened until it is disposed. As long as it is open, the outlet is in demand.</summary>
/// <remarks>
/// It sees each item and each pause; where the outlet pauses as it is opened, that first. Items that were given before are not given again. It ends with the outlet; it throws
/// nothing, whatever the run comes to. One reader at a time.
/// </remarks>
public abstract class OutletView<T> : IAsyncEnumerable<OutletSignal<T>>, IAsyncDisposable
{
    private protected OutletView()
    {
    }

    /// <summary>Gets the outlet, as <c>task.outlet</c>.</summary>
    public abstract string Outlet { get; }

    /// <summary>Gets how many items were lost as the reader was slower than the outlet.</summary>
    public abstract long Dropped { get; }

    /// <inheritdoc/>
    public abstract IAsyncEnumerator<OutletSignal<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default);

    /// <summary>Closes the view.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>What a view of an outlet sees: an item, or that the outlet pauses or goes on.</summary>
/// <param name="IsItem">Whether it is an item.</param>
/// <param name="Item">The item; the default of its type for a pause.</param>
/// <param name="IsPaused">Whether the outlet pauses from here on.</param>
/// <param name="Time">The item's time, where the graph carries times.</param>
public readonly record struct OutletSignal<T>(bool IsItem, T Item, bool IsPaused, DateTimeOffset? Time);
