using System.Globalization;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>One thing that happened in a run. A run has one stream of them, in one order for everybody.</summary>
/// <param name="Seq">Counts from 1, without gaps.</param>
/// <param name="Time">When, by the run's clock.</param>
/// <param name="RunId">In which run.</param>
/// <param name="Kind">What happened.</param>
/// <param name="TaskId">To which task, where it was one.</param>
/// <param name="Index">To which item of the task, where it was one.</param>
/// <param name="Message">What else is to be said.</param>
/// <param name="Error">The failure, where it was one.</param>
public sealed record RunEvent(
    long Seq,
    DateTimeOffset Time,
    string RunId,
    RunEventKind Kind,
    NodeId? TaskId = null,
    long? Index = null,
    string? Message = null,
    Exception? Error = null)
{
    /// <summary>Gets the name of the outlet, of an event of a stream or an item.</summary>
    public string? Port { get; init; }

    /// <summary>Gets the edge of an <see cref="RunEventKind.EdgeStatus"/>.</summary>
    public string? EdgeId { get; init; }

    /// <summary>Gets the id of the run inside a task that the event is about.</summary>
    public string? Child { get; init; }

    /// <summary>Gets the new status of a task or an edge, and how a run inside a task has ended.</summary>
    public RunStatus? Status { get; init; }

    /// <summary>Gets how far the task or the run is, from 0 to 100.</summary>
    public double? Progress { get; init; }

    /// <summary>Gets what a task gave with its progress besides the message.</summary>
    public object? Details { get; init; }

    /// <summary>Gets which task's failure it was.</summary>
    public NodeId? Origin { get; init; }

    /// <summary>Gets whether the task's code did not end in the grace time and was left behind.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>Gets how long a repeated call was waited with after the one before it had failed.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Gets how many items a stream had, how many iterations there are, which attempt it is, or how many events are not told.</summary>
    public long? Count { get; init; }

    /// <summary>Gets the item that was given.</summary>
    public object? Item { get; init; }

    /// <summary>Gets the picture of the run at this event, where the event has one: the first of a run, the last, and one after a gap; of a run inside a task at its start and end.</summary>
    public RunProgress? Snapshot { get; init; }

    /// <summary>Tells the event in a few words: <c>TaskStatus a Running</c>.</summary>
    public override string ToString()
    {
        string of = Child is not null && Kind is RunEventKind.PlanChanged or RunEventKind.ChildProgress or RunEventKind.ChildEnded ? $" {Child}"
            : EdgeId is not null ? $" {EdgeId}" : TaskId is { } task ? $" {task}{(Port is null ? string.Empty : $".{Port}")}" : string.Empty;
        string what = Kind switch
        {
            RunEventKind.TaskStatus or RunEventKind.EdgeStatus or RunEventKind.ChildEnded => $" {Status}",
            RunEventKind.TaskProgress or RunEventKind.RunProgress or RunEventKind.ChildProgress => string.Create(CultureInfo.InvariantCulture, $" {Progress:0.##}"),
            RunEventKind.StreamEnded or RunEventKind.Lagged => $" ({Count})",
            _ when Index is { } index => $" {index}",
            _ => string.Empty,
        };
        return $"{Kind}{of}{what}";
    }
}
