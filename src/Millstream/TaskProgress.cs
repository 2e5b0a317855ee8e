using Millstream.Stages;

namespace Millstream;

/// <summary>Where a task says how far it is: <c>context.Progress.Report(50, "half of the pages")</c>.</summary>
/// <remarks>
/// A task that never says it is taken to be as far as the items that it gave let guess. Once it has said it, only what it says counts. It is at 100 when it
/// has completed, whatever it said. Thread-safe.
/// </remarks>
public readonly struct TaskProgress : IProgress<double>, IEquatable<TaskProgress>
{
    private readonly TaskScope _task;

    internal TaskProgress(TaskScope task) => _task = task;

    /// <summary>Says how far the task is.</summary>
    /// <param name="value">From 0 to 100; what lies outside is cut. A value below the last one is ignored, as is what is no number.</param>
    /// <param name="message">What is shown with it; the last message stays unless given.</param>
    /// <param name="details">Anything else for whoever watches the run.</param>
    public void Report(double value, string? message = null, object? details = null) => _task.Run.Reported(_task, value, message, details);

    void IProgress<double>.Report(double value) => Report(value);

    /// <inheritdoc/>
    public bool Equals(TaskProgress other) => ReferenceEquals(_task, other._task);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskProgress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _task?.GetHashCode() ?? 0;

    /// <summary>Says whether both are of the same task.</summary>
    public static bool operator ==(TaskProgress left, TaskProgress right) => left.Equals(right);

    /// <summary>Says whether they are of different tasks.</summary>
    public static bool operator !=(TaskProgress left, TaskProgress right) => !left.Equals(right);
}
