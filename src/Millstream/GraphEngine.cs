using Millstream.Graphs;

namespace Millstream;

/// <summary>Runs graphs. Thread-safe; one engine runs any number of graphs at the same time.</summary>
public abstract class GraphEngine : ITaskSpawner
{
    GraphEngine ITaskSpawner.Engine => this;

    /// <summary>Gets how runs go about that are given no options.</summary>
    private protected virtual RunOptions DefaultOptions => RunOptions.Default;

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
        return StartCoreAsync(graph, options ?? DefaultOptions, cancellationToken);
    }

    /// <summary>Starts a run of a graph that has inputs.</summary>
    /// <param name="graph">What to run.</param>
    /// <param name="inputs">What each input reads.</param>
    /// <param name="options">How; defaults unless given.</param>
    /// <param name="cancellationToken">Kills the run when it fires, also later; waits on the run then end with this token.</param>
    /// <returns>The run, as soon as its sources have been told to begin.</returns>
    /// <exception cref="GraphConfigurationException">An input is missing, unknown, or of another type; the exception lists every fault.</exception>
    public Task<GraphRun> StartAsync(
        TaskGraph graph, RunInputs inputs, RunOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);
        return StartCoreAsync(graph, (options ?? DefaultOptions) with { Inputs = inputs.Values }, cancellationToken);
    }

    /// <summary>Does what <see cref="StartAsync(TaskGraph, RunOptions?, CancellationToken)"/> promises, for checked arguments.</summary>
    private protected abstract Task<GraphRun> StartCoreAsync(
        TaskGraph graph, RunOptions options, CancellationToken cancellationToken);
}
