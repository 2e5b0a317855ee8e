using System.Diagnostics;
using System.Diagnostics.Metrics;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>What one run tells to meters and traces, both named <c>Millstream</c>; nothing while nobody listens.</summary>
/// <remarks>
/// Metrics: <c>millstream.runs</c> and <c>millstream.run.duration</c> (seconds), each with the tags <c>graph</c> and <c>status</c>; <c>millstream.task.items</c>, with
/// <c>graph</c> and <c>task</c>. Traces: an activity for the run, in it one for each task, and in that one for each call of a method that is called for single items, with a link to the call that made
/// the item. What a listener throws is its own affair: no run hangs on it.
/// </remarks>
internal sealed class RunInstruments(string runId, TaskGraph graph, TimeProvider time)
{
    /// <summary>What all metrics belong to.</summary>
    internal static readonly Meter Meter = new("Millstream");

    private static readonly ActivitySource Source = new("Millstream");
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("millstream.runs", "{run}", "Runs that have ended.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("millstream.run.duration", "s", "How long runs took.");

    private long _begun;
    private Activity? _activity;
    private readonly Activity?[] _tasks = Source.HasListeners() ? new Activity?[graph.Nodes.Count] : [];
    private bool _isCounted;

    /// <summary>Gets whether anybody listens to traces.</summary>
    public static bool IsListenedTo => Source.HasListeners();

    /// <summary>Gets whether somebody listened to traces when the run was made: items then carry from which call they came.</summary>
    public bool IsWatched => _tasks.Length > 0;

    /// <summary>Gets whether each task is to have an activity.</summary>
    public bool IsTraced => _activity is not null;

    /// <summary>The run begins, under the activity of whoever started it.</summary>
    /// <param name="snapshot">Takes a picture of what the run has done.</param>
    public void Begin(Func<RunProgress> snapshot)
    {
        _begun = time.GetTimestamp();
        _isCounted = ItemMeter.TryAdd(this, graph.Name, snapshot);
        if (!Source.HasListeners())
        {
            return;
        }

        Activity? current = Activity.Current;
        try
        {
            _activity = Source.StartActivity($"run {graph.Name}")?.SetTag("millstream.run.id", runId);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
        }

        Activity.Current = current;
    }

    /// <summary>Begins the activity of a task; it is the current one of what the caller goes on with.</summary>
    public Activity? BeginTask(GraphNode node)
    {
        try
        {
            Activity? task = Source.StartActivity($"task {node.Id}", ActivityKind.Internal, _activity?.Context ?? default)
                ?.SetTag("millstream.run.id", runId).SetTag("millstream.task.id", node.Id.ToString());
            if (_tasks.Length > 0)
            {
                _tasks[node.Index] = task;
            }

            return task;
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>
    /// Begins the activity of one call of a task, inside the task's, with a link to the call that made the item; it is the current one of what the call does.
    /// </summary>
    public Activity? BeginCall(GraphNode node, int attempt, ActivityContext from)
    {
        if (_tasks.Length == 0 || _tasks[node.Index] is not { } task)
        {
            return null;
        }

        try
        {
            return Source.StartActivity($"call {node.Id}", ActivityKind.Internal, task.Context, links: from == default ? null : [new ActivityLink(from)])
                ?.SetTag("millstream.run.id", runId).SetTag("millstream.task.id", node.Id.ToString()).SetTag("millstream.attempt", attempt);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>A task has ended.</summary>
    public static void EndTask(Activity? task, Exception? error) => Stop(task, error);

    /// <summary>The run has ended.</summary>
    public void End(RunStatus status, Exception? error)
    {
        if (_isCounted)
        {
            ItemMeter.Remove(this);
        }

        Stop(_activity?.SetTag("millstream.run.status", status.ToString()), error);
        if (!Runs.Enabled && !Duration.Enabled)
        {
            return;
        }

        try
        {
            var tags = new TagList { { "graph", graph.Name }, { "status", status.ToString() } };
            Runs.Add(1, tags);
            Duration.Record(time.GetElapsedTime(_begun).TotalSeconds, tags);
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
        }
    }

    private static void Stop(Activity? activity, Exception? error)
    {
        try
        {
            if (error is not null)
            {
                activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            }

            activity?.Stop();
        }
        catch (Exception cause) when (cause is not OutOfMemoryException)
        {
        }
    }
}
