using Millstream.Regions;

namespace Millstream;

/// <summary>Orders tasks without data: blocks in which tasks start one after the other, all at once, or as a user's own order says. They nest at will.</summary>
/// <remarks>A block does not reach into the tasks that it holds: what their bodies spawn on the engine starts at once.</remarks>
public static class TaskQueueing
{
    /// <summary>Starts what is spawned in the block one after the other, in order. The block itself waits for nothing.</summary>
    /// <remarks>
    /// A group (a block inside this one that releases several tasks) counts as one: it starts together, and the next starts when all of it has ended. After a
    /// task that failed nothing is started; whoever waits for a later one gets its error.
    /// </remarks>
    public static void Sequential(this ITaskSpawner spawner, Action<SpawnScope> block) => spawner.Queue(new SequentialOrder(), block);

    /// <inheritdoc cref="Sequential(ITaskSpawner, Action{SpawnScope})"/>
    /// <returns>What the block gave.</returns>
    public static TResult Sequential<TResult>(this ITaskSpawner spawner, Func<SpawnScope, TResult> block) =>
        spawner.Queue(new SequentialOrder(), block);

    /// <summary>Starts what is spawned in the block when it ends, all together. When the block throws, nothing is started.</summary>
    public static void Bulk(this ITaskSpawner spawner, Action<SpawnScope> block) => spawner.Queue(new BulkOrder(), block);

    /// <inheritdoc cref="Bulk(ITaskSpawner, Action{SpawnScope})"/>
    /// <returns>What the block gave.</returns>
    public static TResult Bulk<TResult>(this ITaskSpawner spawner, Func<SpawnScope, TResult> block) => spawner.Queue(new BulkOrder(), block);

    /// <summary>Starts what is spawned in the block as an order of the user's own says.</summary>
    /// <param name="spawner">The engine, or the block around this one.</param>
    /// <param name="order">The order, a new one for each block.</param>
    /// <param name="block">Spawns the tasks.</param>
    public static void Queue(this ITaskSpawner spawner, SpawnOrder order, Action<SpawnScope> block)
    {
        ArgumentNullException.ThrowIfNull(block);
        spawner.Queue(order, scope =>
        {
            block(scope);
            return true;
        });
    }

    /// <inheritdoc cref="Queue(ITaskSpawner, SpawnOrder, Action{SpawnScope})"/>
    /// <returns>What the block gave.</returns>
    public static TResult Queue<TResult>(this ITaskSpawner spawner, SpawnOrder order, Func<SpawnScope, TResult> block)
    {
        ArgumentNullException.ThrowIfNull(spawner);
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(block);
        return new SpawnScope(spawner, order).Run(block);
    }

    /// <summary>Starts what is spawned in the block at once, and waits until all of it has ended, well or not.</summary>
    /// <param name="spawner">The engine, or the block around this one.</param>
    /// <param name="block">Spawns the tasks.</param>
    /// <param name="cancellationToken">Ends the wait, not the tasks.</param>
    /// <exception cref="TaskFailedException">A task failed: the first of them in the order in which they were spawned. Thrown when all have ended.</exception>
    public static Task WaitAllAsync(this ITaskSpawner spawner, Action<SpawnScope> block, CancellationToken cancellationToken = default)
    {
        var order = new AwaitedOrder();
        spawner.Queue(order, block);
        return order.EndedAsync(cancellationToken);
    }
}
