namespace Millstream.Stages;

/// <summary>Carries the failure of one task of a stage to the stage's driver.</summary>
internal sealed class StageFaultException : Exception
{
    internal StageFaultException(TaskScope task, Exception error, SpanSink? downstream)
        : base(error.Message, error)
    {
        Task = task;
        Error = error;
        Downstream = downstream;
    }

    /// <summary>Gets the task that failed.</summary>
    public TaskScope Task { get; }

    /// <summary>Gets what everybody who waits is to get.</summary>
    public Exception Error { get; }

    /// <summary>Gets what follows the task in its stage: it takes what the task had emitted, then the error.</summary>
    public SpanSink? Downstream { get; }
}
