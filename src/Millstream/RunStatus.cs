namespace Millstream;

/// <summary>Where a run, or a task in a run, stands.</summary>
public enum RunStatus
{
    /// <summary>Not started: no item has come yet.</summary>
    Pending,

    /// <summary>Started.</summary>
    Running,

    /// <summary>A task that has given the first item of a stream.</summary>
    Streaming,

    /// <summary>Told to end, not yet ended.</summary>
    Ending,

    /// <summary>Ended as it should.</summary>
    Completed,

    /// <summary>Not needed: it stands in a branch that was not taken, or what feeds it failed and gave its error on.</summary>
    Disabled,

    /// <summary>Ended because it failed, or because another task did.</summary>
    Faulted,

    /// <summary>Ended because it was stopped or cancelled.</summary>
    Stopped,

    /// <summary>Ended because it, or something connected to it, was killed.</summary>
    Killed,
}
