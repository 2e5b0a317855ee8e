namespace Millstream.Telemetry;

/// <summary>How far a run has come: a picture of one moment, taken without stopping anything.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">Where the run stands.</param>
/// <param name="Tasks">Every task of the graph, fused or not, in the graph's order.</param>
/// <param name="Edges">What passed over every edge that the plan left a real one, in the graph's order.</param>
public sealed record RunProgress(
    string RunId, RunStatus Status, IReadOnlyList<TaskStatistics> Tasks, IReadOnlyList<EdgeStatistics> Edges)
{
    /// <summary>Gets how far the run is, from 0 to 100: the mean of its tasks by their weights.</summary>
    public double Progress { get; init; }

    /// <summary>Gets what a task said last of how far it is.</summary>
    public string? Message { get; init; }

    /// <summary>Gets where every edge of the graph stands, in the graph's order.</summary>
    public IReadOnlyList<EdgeState> EdgeStates { get; init; } = [];

    /// <summary>Gets the runs inside the tasks of this one, as <see cref="GraphRun.Children"/> has them.</summary>
    public IReadOnlyList<RunProgress> Children { get; init; } = [];

    /// <summary>Gives the task that stands at node <paramref name="id"/>.</summary>
    /// <exception cref="KeyNotFoundException">The graph has no such node.</exception>
    public TaskStatistics Task(string id) => Tasks.FirstOrDefault(t => t.TaskId.ToString() == id)
        ?? throw new KeyNotFoundException(
            $"The run has no task '{id}'. It has: {string.Join(", ", Tasks.Select(t => $"'{t.TaskId}'"))}.");

    /// <summary>Counts the whole values that were made of the pieces of an outlet with a mode: one for each of its values, however many consumers read it whole.</summary>
    /// <param name="outlet">The outlet: <c>task.outlet</c>.</param>
    /// <returns>0 also where every consumer takes the pieces, so that nothing is gathered.</returns>
    public long Accumulated(string outlet) => Tasks.Where(t => t.Accumulates == outlet).Sum(t => t.Emitted);

    /// <summary>Says whether the two pictures show the same.</summary>
    public bool Equals(RunProgress? other) =>
        other is not null
        && RunId == other.RunId
        && Status == other.Status
        && Progress.Equals(other.Progress)
        && Message == other.Message
        && Tasks.SequenceEqual(other.Tasks)
        && Edges.SequenceEqual(other.Edges)
        && EdgeStates.SequenceEqual(other.EdgeStates)
        && Children.SequenceEqual(other.Children);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RunId, Status, Progress, Tasks.Count);
}
