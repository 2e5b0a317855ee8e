using System.Globalization;
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
            edge => edges.TryGetValue(edge.Id, out EdgeStatistics? statistics) ? Of(statistics) : null);
    }

    private static string Of(TaskStatistics task) =>
        string.Create(CultureInfo.InvariantCulture, $"{task.Status}, {task.Started} in, {task.Emitted} out, process {Environment.ProcessId}");

    private static string Of(EdgeStatistics edge) => string.Create(
        CultureInfo.InvariantCulture, $"{edge.Put} so far, {edge.Depth} of {edge.Capacity} waiting{(edge.Depth >= edge.Capacity ? ", full" : string.Empty)}");
}
