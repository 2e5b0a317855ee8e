using System.Diagnostics;
using System.Diagnostics.Metrics;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>What one run tells to meters and traces, both named <c>Millstream</c>; nothing while nobody listens.</summary>
/// <remarks>
/// Metrics: <c>millstream.runs</c> and <c>millstream.run.duration</c> (seconds), each with the tags <c>graph</c> and <c>status</c>. Traces: an activity for the run,
/// with one for each task in it, named by the graph and the task. What a listener throws is its own affair: no run hangs on it.
/// </remarks>
internal sealed class RunInstruments(string runId, TaskGraph graph, TimeProvider time)
{
    private static readonly Meter Meter = new("Millstream");
    private static readonly ActivitySource Source = new("Millstream");
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("millstream.runs", "{run}", "Runs that have ended.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("millstream.run.duration", "s", "How long runs took.");

    private long _begun;
    private Activity? _activity;

    /// <summary>Gets whether each task is to have an activity.</summary>
    public bool IsTraced => _activity is not null;

    /// <summary>The run begins, under the activity of whoever started it.</summary>
    public void Begin()
    {
        _begun = time.GetTimestamp();
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
            return Source.StartActivity($"task {node.Id}", ActivityKind.Internal, _activity?.Context ?? default)
                ?.SetTag("millstream.run.id", runId).SetTag("millstream.task.id", node.Id.ToString());
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
