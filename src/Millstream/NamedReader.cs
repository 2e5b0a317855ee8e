namespace Millstream;

/// <summary>Reads what is published under a name, until it is disposed: items in order, and pauses in their places. While nobody publishes it pauses; it does not end.</summary>
/// <remarks>For one reader at a time.</remarks>
public abstract class NamedReader<T> : IAsyncEnumerable<OutletSignal<T>>, IAsyncDisposable
{
    /// <summary>Gets how many items were dropped as the reader was behind.</summary>
    public abstract long Dropped { get; }

    /// <inheritdoc/>
    public abstract IAsyncEnumerator<OutletSignal<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default);

    /// <summary>Ends the reading.</summary>
    public abstract ValueTask DisposeAsync();
}
