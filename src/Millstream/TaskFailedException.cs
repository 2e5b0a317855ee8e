using Millstream.Graphs;

namespace Millstream;

/// <summary>
/// Thrown from every wait on a run of which a task threw and its policy gave up. <see cref="Exception.InnerException"/> is the very
/// object that the task threw. Running again may help if the cause passes.
/// </summary>
public sealed class TaskFailedException : MillstreamException
{
    internal TaskFailedException(NodeId taskId, string taskName, long? itemIndex, int attempt, Exception cause, string? note = null)
        : base(Describe(taskId, taskName, itemIndex, attempt, cause) + (note is null ? "" : " " + note), cause)
    {
        TaskId = taskId;
        base.TaskId = taskId;
        TaskName = taskName;
        ItemIndex = itemIndex;
        Attempt = attempt;
    }

    /// <summary>Gets the node that failed.</summary>
    public new NodeId TaskId { get; }

    /// <summary>Gets the name of its task: the method, the operator, or the name given in its options.</summary>
    public string TaskName { get; }

    /// <summary>
    /// Gets the zero-based number of the item on the task's inlet, or in a source's output; <see langword="null"/> for a task that is given the
    /// whole list or the live stream.
    /// </summary>
    public long? ItemIndex { get; }

    /// <summary>Gets how often the task was called for the item; 1 when it was not repeated, 0 when a pipeline of the user's did not let the call through.</summary>
    public int Attempt { get; }

    /// <summary>
    /// Gets what else failed before the run had ended: other calls of the same task, the <c>finally</c> of a generator, another task. Empty when nothing did.
    /// </summary>
    public IReadOnlyList<Exception> AlsoFailed { get; internal set; } = [];

    private static string Describe(NodeId taskId, string taskName, long? itemIndex, int attempt, Exception cause)
    {
        string id = taskId.ToString();
        string name = id == taskName ? string.Empty : $" ({taskName})";
        string item = itemIndex is { } index ? $" at item {index}" : string.Empty;
        string attempts = attempt > 1 ? $" (attempt {attempt})" : string.Empty;
        return $"Task \"{id}\"{name} failed{item}{attempts}: {cause.Message}";
    }
}
