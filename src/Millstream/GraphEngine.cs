using Millstream.Graphs;

namespace Millstream;

/// <summary>Runs graphs. Thread-safe; one engine runs any number of graphs at the same time.</summary>
public abstract class GraphEngine : ITaskSpawner
{
    GraphEngine ITaskSpawner.Engine => this;

    void ITaskSpawner.Hand(QueuedTask task) => task.Start();

    /// <summary>Starts a run of <paramref name="graph"/>. The graph itself is not changed.</summary>
    /// <param name="graph">What to run.</param>
    /// <param name="options">How; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run when it fires, also later; waits on the run then end with this token.</param>
    /// <returns>The run, as soon as its sources have been told to begin.</returns>
    public Task<GraphRun> StartAsync(
        TaskGraph graph, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return StartCoreAsync(graph, options ?? RunOptions.Default, cancellationToken);
    }

    /// <summary>Does what <see cref="StartAsync"/> promises, for checked arguments.</summary>
    private protected abstract Task<GraphRun> StartCoreAsync(
        TaskGraph graph, RunOptions options, CancellationToken cancellationToken);
}
