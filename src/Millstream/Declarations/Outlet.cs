namespace Millstream;

/// <summary>An outlet that a task gives items to by hand, at any time and in any order: a parameter of its method, or <see cref="TaskContext.Outlet{T}"/>.</summary>
/// <remarks>
/// Thread-safe. Items of one outlet arrive in the order they were given, and word of a pause between those that it was given between. It ends with the task, or when it is
/// completed. What was given arrives, also when the task is drained; what is given later is refused.
/// </remarks>
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

    /// <summary>Gives an item on with a time of its own, instead of the newest among the items read or the clock's; waits while consumers are behind.</summary>
    /// <remarks>On one outlet times never go back: one that is older than that of the item before counts as that.</remarks>
    /// <param name="item">The item.</param>
    /// <param name="time">Its time, of which fractions of milliseconds are cut; null for an item without one.</param>
    /// <param name="cancellationToken">Ends the wait; the item may be given on all the same.</param>
    /// <exception cref="InvalidOperationException">The outlet is complete, or the task has ended.</exception>
    public abstract ValueTask EmitAsync(T item, DateTimeOffset? time, CancellationToken cancellationToken = default);

    /// <summary>Gets whether the outlet says that it pauses.</summary>
    public abstract bool IsPaused { get; }

    /// <summary>Gets whether anybody reads the outlet now: a task, an output that is kept, a view.</summary>
    public abstract bool HasDemand { get; }

    /// <summary>Tells whoever reads that nothing is to be expected for now, or that it goes on. What is given meanwhile is delivered all the same.</summary>
    /// <remarks>A task that is called for each item of one inlet passes it on to its outlets. To say the same twice says it once.</remarks>
    /// <param name="isPaused">Whether it pauses.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <exception cref="InvalidOperationException">The outlet is complete, or the task has ended.</exception>
    public abstract ValueTask SetPausedAsync(bool isPaused, CancellationToken cancellationToken = default);

    /// <summary>Waits until somebody reads the outlet: a source that nobody listens to need make nothing.</summary>
    /// <param name="cancellationToken">Ends the wait; the task's own token ends it too.</param>
    public abstract Task WaitForDemandAsync(CancellationToken cancellationToken = default);

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
