namespace Millstream.Stages;

/// <summary>Where a task of a run stands, and since when; times are ticks of the run's clock.</summary>
internal struct TaskState()
{
    /// <summary>No such moment yet.</summary>
    public const long Never = long.MinValue;

    public RunStatus Status = RunStatus.Pending;

    /// <summary>Whether the task says itself how far it is, so that nothing is guessed from its items.</summary>
    public bool IsReported;

    public bool IsAbandoned;

    /// <summary>Whether an outlet has given the first item of a stream.</summary>
    public bool IsStreaming;

    /// <summary>How many outlets have not come to their end.</summary>
    public int OpenOutlets;

    public float Progress;

    public long StartedAt = Never;

    public long EndedAt = Never;

    public Exception? Error;

    public string? Message;

    public readonly bool HasStarted => StartedAt != Never;

    public readonly bool HasEnded => Status is not (RunStatus.Pending or RunStatus.Running or RunStatus.Streaming or RunStatus.Ending);
}
