namespace Millstream.Telemetry;

/// <summary>The kinds of events.</summary>
public enum RunEventKind
{
    /// <summary>The run has begun. Always the first; its <see cref="RunEvent.Snapshot"/> names every task and edge.</summary>
    RunStarted,

    /// <summary>A task got its first item, or the end of an empty input; or a source began.</summary>
    TaskStarted,

    /// <summary>A task has another status: <see cref="RunEvent.Status"/>. It follows the event that says why, where there is one.</summary>
    TaskStatus,

    /// <summary>An edge has another status, that of the task it comes from.</summary>
    EdgeStatus,

    /// <summary>An outlet that gives a stream has given its first item.</summary>
    StreamStarted,

    /// <summary>An outlet that gave a stream has come to its end; <see cref="RunEvent.Count"/> tells how many items it gave.</summary>
    StreamEnded,

    /// <summary>An outlet that gave a stream ended because a task failed.</summary>
    StreamFaulted,

    /// <summary>A task has come further: <see cref="RunEvent.Progress"/>, and what it says of it.</summary>
    TaskProgress,

    /// <summary>The run has come further: <see cref="RunEvent.Progress"/>.</summary>
    RunProgress,

    /// <summary>A task ended as it should.</summary>
    TaskCompleted,

    /// <summary>A task was not needed: the branch that it stands in was not taken.</summary>
    TaskDisabled,

    /// <summary>A task failed, or ended because another had: <see cref="RunEvent.Origin"/>.</summary>
    TaskFaulted,

    /// <summary>A task was stopped.</summary>
    TaskStopped,

    /// <summary>A task was killed.</summary>
    TaskKilled,

    /// <summary>Something deserves attention: an edge grew, a body was left behind, a listener threw, or a task has logged a warning or an error.</summary>
    Warning,

    /// <summary>
    /// A task is called again for the <see cref="RunEvent.Index"/>-th item: the <see cref="RunEvent.Count"/>-th attempt, made <see cref="RunEvent.Delay"/> after the one
    /// before it had failed with <see cref="RunEvent.Error"/>.
    /// </summary>
    TaskRetry,

    /// <summary>An item was kept as a dead letter.</summary>
    DeadLettered,

    /// <summary>A task has given an item: the <see cref="RunEvent.Index"/>-th of the outlet. Only with <see cref="EventDetail.Items"/>.</summary>
    Item,

    /// <summary>A task began with an item. Only with <see cref="EventDetail.Calls"/>, like the next five.</summary>
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

    /// <summary>A loop has begun a run of its body: the <see cref="RunEvent.Index"/>-th of <see cref="RunEvent.Count"/>, where that is known.</summary>
    IterationStarted,

    /// <summary>A run of a loop's body has come further: <see cref="RunEvent.Progress"/>.</summary>
    IterationProgress,

    /// <summary>A run of a loop's body has completed.</summary>
    IterationCompleted,

    /// <summary>
    /// A task has begun a run inside it, <see cref="RunEvent.Child"/>, and so <see cref="GraphRun.Plan"/> has grown; <see cref="RunEvent.Snapshot"/> names every
    /// task and edge of that run, as long as it is one of <see cref="GraphRun.Children"/>.
    /// </summary>
    PlanChanged,

    /// <summary>A run inside a task that is no iteration has come further: <see cref="RunEvent.Progress"/>.</summary>
    ChildProgress,

    /// <summary>
    /// A run inside a task has ended: <see cref="RunEvent.Status"/>. <see cref="RunEvent.Snapshot"/> shows it as it was then, as long as it is one of <see cref="GraphRun.Children"/>.
    /// </summary>
    ChildEnded,

    /// <summary>
    /// <see cref="RunEvent.Count"/> events before this one are no longer kept. Where that were not only items, <see cref="RunEvent.Snapshot"/> stands for them.
    /// </summary>
    Lagged,

    /// <summary>The run ended as it should. One of these four is always the last; its <see cref="RunEvent.Snapshot"/> has the final counts.</summary>
    RunCompleted,

    /// <summary>The run failed.</summary>
    RunFaulted,

    /// <summary>The run was stopped.</summary>
    RunStopped,

    /// <summary>The run was killed.</summary>
    RunKilled,
}
