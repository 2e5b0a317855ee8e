namespace Millstream;

/// <summary>Publishes under a name, until it is disposed.</summary>
/// <remarks>For one caller at a time.</remarks>
public abstract class NamedPublisher<T> : IAsyncDisposable
{
    /// <summary>Gives an item to all readers; waits while one that nothing may be dropped of is behind.</summary>
    /// <param name="item">The item.</param>
    /// <param name="time">Its time; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; some readers may have the item then.</param>
    public abstract ValueTask SendAsync(T item, DateTimeOffset? time, CancellationToken cancellationToken = default);

    /// <summary>Tells all readers that nothing is to be expected for now, or that it goes on.</summary>
    /// <param name="isPaused">Whether it pauses.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract ValueTask SetPausedAsync(bool isPaused, CancellationToken cancellationToken = default);

    /// <summary>Ends the publishing. Readers have what was given before, and see a pause.</summary>
    public abstract ValueTask DisposeAsync();
}
