namespace Millstream;

/// <summary>An outlet that a task gives items to by hand, at any time and in any order: a parameter of its method, or <see cref="TaskContext.Outlet{T}"/>.</summary>
/// <remarks>Thread-safe. Items of one outlet arrive in the order they were given. It ends with the task, or when it is completed.</remarks>
public abstract class Outlet<T>
{
    private protected Outlet()
    {
    }

    /// <summary>Gets the outlet's name.</summary>
    public abstract string Name { get; }

    /// <summary>Gives an item on; waits while consumers are behind.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the wait; the item may be given on all the same.</param>
    /// <exception cref="InvalidOperationException">The outlet is complete, or the task has ended.</exception>
    public abstract ValueTask EmitAsync(T item, CancellationToken cancellationToken = default);

    /// <summary>Ends the outlet: its consumers get the end after the items given. The task may go on.</summary>
    public abstract void Complete();

    /// <summary>Gives all items of a stream on, in order.</summary>
    /// <param name="items">The stream.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task AttachAsync(IAsyncEnumerable<T> items, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            await EmitAsync(item, cancellationToken).ConfigureAwait(false);
        }
    }
}
