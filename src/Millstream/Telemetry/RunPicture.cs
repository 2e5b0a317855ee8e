using System.Globalization;
using System.Text.Json.Nodes;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>Draws a graph with how far a run of it has come.</summary>
internal static class RunPicture
{
    public static GraphPicture Of(GraphRun run)
    {
        RunProgress progress = run.Snapshot();
        var tasks = progress.Tasks.ToDictionary(t => t.TaskId);
        var edges = progress.Edges.ToDictionary(e => e.EdgeId, StringComparer.Ordinal);
        return new GraphPicture(
            run.Graph,
            node => tasks.TryGetValue(node.Id, out TaskStatistics? task) ? Of(task) : null,
            edge => edges.TryGetValue(edge.Id, out EdgeStatistics? statistics) ? Of(statistics) : null,
            node => tasks.TryGetValue(node.Id, out TaskStatistics? task) ? StyleOf(task.Status) : null);
    }

    public static JsonObject JsonOf(GraphRun run)
    {
        RunProgress progress = run.Snapshot();
        var tasks = progress.Tasks.ToDictionary(t => t.TaskId, t => t.Status.ToString());
        var edges = progress.EdgeStates.ToDictionary(e => e.EdgeId, e => e.Status.ToString(), StringComparer.Ordinal);
        JsonObject told = GraphJson.Of(run.Graph, node => tasks[node.Id], edge => edges[edge.Id]);
        told["status"] = progress.Status.ToString();
        return told;
    }

    private static PictureStyle StyleOf(RunStatus status) => status switch
    {
        RunStatus.Pending => new("pending", "#eeeeee"),
        RunStatus.Running => new("running", "#cfe8ff"),
        RunStatus.Streaming => new("streaming", "#a8d4ff"),
        RunStatus.Ending => new("ending", "#ffe9b8"),
        RunStatus.Completed => new("completed", "#c9efc9"),
        RunStatus.Faulted => new("faulted", "#ffb8b8"),
        RunStatus.Disabled => new("disabled", "#dddddd"),
        RunStatus.Stopped => new("stopped", "#f4dcb0"),
        _ => new("killed", "#e8b8c8"),
    };

    private static string Of(TaskStatistics task) =>
        string.Create(CultureInfo.InvariantCulture, $"{task.Status}, {task.Started} in, {task.Emitted} out, process {Environment.ProcessId}");

    private static string Of(EdgeStatistics edge) => string.Create(
        CultureInfo.InvariantCulture, $"{edge.Put} so far, {edge.Depth} of {edge.Capacity} waiting{(edge.Depth >= edge.Capacity ? ", full" : string.Empty)}");
}
