using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>One thing that happened in a run. A run has one stream of them, in one order for everybody.</summary>
/// <param name="Seq">Counts from 1, without gaps.</param>
/// <param name="Time">When, by the run's clock.</param>
/// <param name="RunId">In which run.</param>
/// <param name="Kind">What happened.</param>
/// <param name="TaskId">To which task, where it was one.</param>
/// <param name="Index">To which item of the task, where it was one.</param>
/// <param name="Detail">What else is to be said: a message, or the id of an edge.</param>
/// <param name="Error">The failure, where it was one.</param>
public sealed record RunEvent(
    long Seq,
    DateTimeOffset Time,
    string RunId,
    RunEventKind Kind,
    NodeId? TaskId = null,
    long? Index = null,
    string? Detail = null,
    Exception? Error = null);

/// <summary>The kinds of events.</summary>
public enum RunEventKind
{
    /// <summary>The run has begun. Always the first.</summary>
    RunStarted,

    /// <summary>A task got its first item, or a source began.</summary>
    TaskStarted,

    /// <summary>A task ended as it should.</summary>
    TaskCompleted,

    /// <summary>A task was not needed: the branch that it stands in was not taken.</summary>
    TaskDisabled,

    /// <summary>A task failed, or ended because another had.</summary>
    TaskFaulted,

    /// <summary>A task was stopped.</summary>
    TaskStopped,

    /// <summary>A task was killed.</summary>
    TaskKilled,

    /// <summary>Something deserves attention: an edge grew, a body was left behind, a listener threw.</summary>
    Warning,

    /// <summary>An item was kept as a dead letter.</summary>
    DeadLettered,

    /// <summary>A task began with an item. Only with <see cref="EventDetail.Items"/>, like the next five.</summary>
    ItemStarted,

    /// <summary>A task is through with an item.</summary>
    ItemCompleted,

    /// <summary>A task is called once more for an item.</summary>
    ItemRetried,

    /// <summary>An item was stored.</summary>
    ItemSaved,

    /// <summary>An item that failed was left out.</summary>
    ItemSkipped,

    /// <summary>A task failed on an item for good.</summary>
    ItemFailed,

    /// <summary>The reader fell behind: events before this one are no longer kept. The detail says how many.</summary>
    Lagged,

    /// <summary>The run ended as it should. One of these four is always the last.</summary>
    RunCompleted,

    /// <summary>The run failed.</summary>
    RunFaulted,

    /// <summary>The run was stopped.</summary>
    RunStopped,

    /// <summary>The run was killed.</summary>
    RunKilled,
}
