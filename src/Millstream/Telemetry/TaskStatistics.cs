using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>What one task of a run has done so far.</summary>
/// <param name="TaskId">The node.</param>
/// <param name="TaskName">Its task's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Started">Items it began with; for a source, items it made.</param>
/// <param name="Done">Items it is through with and did not fail on.</param>
/// <param name="Emitted">Items it gave on, on all its outlets.</param>
/// <param name="Failed">Items it failed on for good.</param>
/// <param name="Skipped">Of those, the ones its policy left out.</param>
/// <param name="DeadLettered">Of those, the ones kept as dead letters.</param>
/// <param name="Attempts">Calls, repetitions included.</param>
/// <param name="Discarded">Items it gave while nobody read.</param>
/// <param name="Dropped">Items it held in an unfinished part when it was ended.</param>
/// <param name="Late">Items that came too late: their windows had closed. They count in <paramref name="Emitted"/> too when its late outlet is read.</param>
/// <param name="Total">How many items a source had in all; <see langword="null"/> until it has ended, and for other tasks.</param>
public sealed record TaskStatistics(
    NodeId TaskId,
    string TaskName,
    RunStatus Status,
    long Started,
    long Done,
    long Emitted,
    long Failed,
    long Skipped,
    long DeadLettered,
    long Attempts,
    long Discarded,
    long Dropped,
    long Late,
    long? Total)
{
    /// <summary>Gets the outlet (<c>task.outlet</c>) whose pieces the task makes whole values of, each of which it counts as emitted; null for other tasks.</summary>
    public string? Accumulates { get; init; }

    /// <summary>Gets when the task started, by the run's clock; null while, or if, it never did.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Gets when the task ended; null until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets how far the task is, from 0 to 100: what it reported, else a guess from the items that it gave.</summary>
    public double Progress { get; init; }

    /// <summary>Gets what the task said last of how far it is.</summary>
    public string? Message { get; init; }

    /// <summary>Gets what ended the task, where that was a failure.</summary>
    public Exception? Error { get; init; }

    /// <summary>Gets which task's failure that was: its own, or that of another which took it along.</summary>
    public NodeId? Origin { get; init; }

    /// <summary>Gets whether the task's code did not end in the grace time and was left behind; it may still be running.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>Gets whether the task ended before its time because nobody wanted what it makes any more.</summary>
    public bool StoppedEarly { get; init; }
}
