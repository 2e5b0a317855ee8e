using Millstream.Regions;
using Millstream.Tasks;

namespace Millstream;

/// <summary>The inside of a block in which tasks are spawned in an order of its own.</summary>
/// <remarks>Thread-safe while the block runs; closed after that.</remarks>
public sealed class SpawnScope : ITaskSpawner
{
    private readonly Lock _gate = new();
    private readonly GraphEngine _engine;
    private readonly SpawnOrder _order;
    private bool _isClosed;

    internal SpawnScope(ITaskSpawner around, SpawnOrder order)
    {
        _engine = around.Engine;
        _order = order;
        order.Open((around as SpawnScope)?._order);
    }

    GraphEngine ITaskSpawner.Engine => _engine;

    /// <summary>Opens a region in the block: its body runs now, its tasks start when it is their turn.</summary>
    /// <param name="body">Spawns the tasks.</param>
    /// <param name="teardown">Whether producers end when their consumers have, and a failed task takes everything connected to it along.</param>
    /// <param name="tasks">The options of every task of the region; a task's own are added to these, and win.</param>
    /// <param name="options">How to run the region.</param>
    /// <param name="cancellationToken">Kills the region's run when it fires, also later.</param>
    /// <returns>What the body gave.</returns>
    public TResult Stream<TResult>(
        Func<Region, TResult> body,
        bool teardown = true,
        Func<TaskOptions, TaskOptions>? tasks = null,
        RunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        var region = new Region(tasks);
        TResult result;
        try
        {
            result = body(region);
            region.Close();
        }
        catch (Exception cause)
        {
            region.GiveUp(cause);
            throw;
        }

        Hand(new QueuedRegion(_engine, region, RegionRuns.Options(options, teardown), cancellationToken));
        return result;
    }

    void ITaskSpawner.Hand(QueuedTask task) => Hand(task);

    /// <summary>Runs the block, then lets the order release what it has kept.</summary>
    internal TResult Run<TResult>(Func<SpawnScope, TResult> block)
    {
        try
        {
            TResult result = block(this);
            Close(_order.End);
            return result;
        }
        catch (Exception cause)
        {
            Close(() => _order.GiveUp(cause));
            throw;
        }
    }

    private void Close(Action last)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _isClosed = true;
                last();
            }
        }
    }

    private void Hand(QueuedTask task)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new InvalidOperationException("The block has ended: spawn the task on the engine, or open another block.");
            }

            _order.Take([task]);
        }
    }
}
