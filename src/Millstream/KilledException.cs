using Millstream.Graphs;

namespace Millstream;

/// <summary>Thrown from every wait on a task that ended because it, something connected to it, or its whole run was killed.</summary>
public sealed class KilledException : OperationCanceledException
{
    internal KilledException(string runId, NodeId? taskId = null)
        : base(taskId is { } task
            ? $"The task '{task}' was killed, and with it everything connected to it."
            : $"The run '{runId}' was killed.")
    {
        RunId = runId;
        TaskId = taskId;
    }

    internal KilledException(string runId, CancellationToken cancellationToken)
        : base($"The run '{runId}' was killed by its caller's token.", cancellationToken) =>
        RunId = runId;

    /// <summary>Gets the run in which the kill began.</summary>
    public string RunId { get; }

    /// <summary>Gets the task that was killed; <see langword="null"/> when it was the whole run.</summary>
    public NodeId? TaskId { get; }
}
