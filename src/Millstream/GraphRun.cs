using System.Text.Json.Nodes;
using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Telemetry;

namespace Millstream;

/// <summary>A run in progress, or one that has ended: its results, its events, what it has done, and the ways to end it.</summary>
/// <remarks>Thread-safe. Disposing stops a run that still goes on and waits for it; it never throws for a run that failed.</remarks>
public abstract class GraphRun : IAsyncDisposable
{
    private protected GraphRun(string runId) => RunId = runId;

    /// <summary>Gets the id that events and logs carry.</summary>
    public string RunId { get; }

    /// <summary>Gets what is run, to be drawn or looked through.</summary>
    public abstract TaskGraph Graph { get; }

    /// <summary>Gets where the run stands.</summary>
    public abstract RunStatus Status { get; }

    /// <summary>
    /// Gets a task that ends with the run: successfully when it completed or was stopped, with the first failure when it failed, cancelled when it was killed (with
    /// the caller's token, if that killed it).
    /// </summary>
    public abstract Task Completion { get; }

    /// <summary>Gets every failure, the one that ended the run first.</summary>
    public abstract IReadOnlyList<Exception> Errors { get; }

    /// <summary>Gets the failure that ended the run, which every wait on it throws; null when there is none.</summary>
    public Exception? Error => Errors is [var first, ..] ? first : null;

    /// <summary>Gets the items kept because their task's policy says so, in the order they failed; the newest 10,000.</summary>
    public abstract IReadOnlyList<DeadLetter> DeadLetters { get; }

    /// <summary>Gets what the engine runs: which tasks are fused, where stages begin, which edges carry pieces and which whole values. It grows by the runs that tasks begin inside them (<see cref="RunEventKind.PlanChanged"/>); nothing else changes.</summary>
    public abstract GraphPlan Plan { get; }

    /// <summary>Looks at a value while it grows, on an outlet with a mode that somebody reads whole. Cheap to leave alone; a look makes a copy.</summary>
    /// <param name="outlet">The outlet: <c>task.outlet</c>, or the task alone when it has one outlet.</param>
    /// <returns>The value as it is now, of several the latest; the default before the first piece.</returns>
    /// <exception cref="ArgumentException">There is no such outlet, it has no mode, its values are of another type, or every consumer takes its pieces.</exception>
    public abstract T? Peek<T>(string outlet);

    /// <summary>Opens a view of an outlet: from now on it sees what is given, and the outlet is in demand. To be disposed.</summary>
    /// <param name="outlet">The outlet: <c>task.outlet</c>, or the task alone when it has one outlet.</param>
    /// <param name="edge">What is kept for a slow reader; the newest 200 items unless given, so that no view holds up the run.</param>
    /// <typeparam name="T">The type of the outlet's items, or <see cref="object"/> for any.</typeparam>
    /// <exception cref="ArgumentException">There is no such outlet, or its items are of another type.</exception>
    /// <exception cref="InvalidOperationException">The run was not started with <see cref="RunOptions.AllowViews"/>.</exception>
    public abstract OutletView<T> View<T>(string outlet, EdgeOptions? edge = null);

    /// <summary>
    /// Gets the runs that tasks of this run have made inside them, in the order they began: those that go on, and the newest of those that have ended, up to 100 in
    /// all. Each is called by this run's id and its own name: <c>r1/map#0</c>.
    /// </summary>
    public abstract IReadOnlyList<GraphRun> Children { get; }

    /// <summary>Takes a picture of what every task and edge has done so far. Cheap, and never stops the run.</summary>
    public abstract RunProgress Snapshot();

    /// <summary>Draws the graph as <see cref="TaskGraph.ToMermaid"/> does, with the state of each task and what passes over each edge: the bottleneck is the edge that is full.</summary>
    public string ToMermaid() => RunPicture.Of(this).Mermaid();

    /// <summary>Draws the graph in Graphviz' DOT language, with the state of each task and what passes over each edge.</summary>
    public string ToDot() => RunPicture.Of(this).Dot();

    /// <summary>Draws the graph as a tree, with the state of each task and what passes over each edge.</summary>
    public string ToTree() => RunPicture.Of(this).Tree();

    /// <summary>Tells the graph as JSON, with the status of each task and edge.</summary>
    public JsonObject ToJson() => RunPicture.JsonOf(this);

    /// <summary>Draws the graph as lines of text, with the state of each task and what passes over each edge.</summary>
    public string ToText() => RunPicture.Of(this).Text();

    /// <summary>Reads the run's events, those that have happened and those to come; ends after the run's last event.</summary>
    /// <param name="fromSeq">The first one wanted; 1 unless given. The newest are kept: see <see cref="RunOptions.KeptEvents"/>.</param>
    /// <param name="cancellationToken">Ends the reading, not the run.</param>
    public abstract IAsyncEnumerable<RunEvent> Events(long fromSeq = 1, CancellationToken cancellationToken = default);

    /// <summary>Tells every event of the run to <paramref name="observer"/>, in their order, apart from the run, which never waits for it.</summary>
    /// <remarks>
    /// What the observer throws is logged once, and it is told no more; the run and other observers go on. One that is slow may miss events that are no longer kept, and is
    /// told how many.
    /// </remarks>
    /// <param name="observer">Is called for one event at a time; it may ask the run for anything, and block.</param>
    /// <param name="fromSeq">The first one wanted; 1 unless given.</param>
    /// <returns>Ends the telling when it is disposed; a call in progress is not waited for.</returns>
    public abstract IDisposable Observe(Action<RunEvent> observer, long fromSeq = 1);

    /// <summary>Waits for an output of the graph.</summary>
    /// <param name="output">Its name.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>All items (an <see cref="IReadOnlyList{T}"/>) of an output that keeps items, the value of one that keeps a value.</returns>
    /// <exception cref="ArgumentException">The graph has no such output, or it is of another type.</exception>
    public abstract Task<T> ResultAsync<T>(string output, CancellationToken cancellationToken = default);

    /// <summary>Waits for the end of the run, and gives all outputs of the graph in their declared order. Of a run that was stopped, those that have a value.</summary>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    public abstract Task<IReadOnlyList<RunResult>> ResultsAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads an output of the graph while the run goes on: from its first item on, by any number of readers.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The graph has no such output, or it is of another type.</exception>
    public abstract RunOutput<T> Output<T>(string name);

    /// <summary>Gives an input of the graph that the run was started with open: its items are written while the run goes on.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The graph has no such input, it is of another type, or the run was started with its items.</exception>
    public abstract RunInput<T> Input<T>(string name);

    /// <summary>Sources stop; every item in flight arrives; the run completes.</summary>
    /// <param name="cancellationToken">Cuts the wait short. It does not undo the drain.</param>
    public abstract Task DrainAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends now: calls in progress finish, nothing new is begun, items on edges are dropped and counted.</summary>
    /// <param name="cancellationToken">Cuts the wait short. It does not undo the stop.</param>
    public abstract Task StopAsync(CancellationToken cancellationToken = default);

    /// <summary>Ends now: tokens fire, everything connected ends, nothing is kept. Who ignores its token is left behind after the grace time.</summary>
    /// <param name="cancellationToken">Cuts the wait short. It does not undo the kill.</param>
    public abstract Task KillAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops the run if it goes on, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives what was kept of an output, when the run has ended: a list of the output's type, of a value with one item or none.</summary>
    internal abstract object KeptItems(string output);

    /// <summary>Gives what is known of one node.</summary>
    internal abstract TaskRun TaskOf(GraphNode node);

    /// <summary>Takes the items of an output that is read live, as they come. One reader only.</summary>
    internal abstract IAsyncEnumerator<T> ReadLive<T>(string output, CancellationToken cancellationToken);
}
