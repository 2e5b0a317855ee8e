using Millstream.Stages;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>The task that a run goes on in: what the run tells it.</summary>
/// <param name="run">The run that the task is part of.</param>
/// <param name="task">The task; null where a run is only put together, to see whether it can be.</param>
/// <param name="iteration">Which iteration of the task it is; null when it is none.</param>
/// <param name="share">How much of the task it is, from 0 to 1; 0 where that is not known.</param>
internal sealed class ParentOfRun(LocalRun run, TaskScope? task, Iteration? iteration, double share)
{
    private int _percent;

    public LocalRun Run => run;

    public TaskScope? Task => task;

    public Iteration? Iteration => iteration;

    public bool IsTrial => task is null;

    /// <summary>Gets or sets the run as its parent keeps it. Set before the run starts.</summary>
    public ChildRun Child { private get; set; } = null!;

    /// <summary>Tells the parent, and its own, of a warning that was logged already.</summary>
    public void Warned(string message)
    {
        run.AddEvent(RunEventKind.Warning, task?.Node.Id, iteration?.Index, message);
        run.Parent?.Warned(message);
    }

    /// <summary>The run has come further. Called for one value after the other.</summary>
    public void Progressed(int percent, string? message)
    {
        if (iteration is { } one)
        {
            run.AddIteration(RunEventKind.IterationProgress, Child, one, percent);
        }
        else
        {
            run.AddChild(RunEventKind.ChildProgress, Child, status: null, percent, message);
        }

        if (share > 0)
        {
            run.ChildRuns.Advance(task!, share * (percent - _percent), completed: 0, iteration?.Count, message);
            _percent = percent;
        }
    }

    /// <summary>The run has ended.</summary>
    public void Ended(RunStatus status)
    {
        bool isCompleted = status == RunStatus.Completed;
        if (isCompleted && iteration is { } one)
        {
            run.AddIteration(RunEventKind.IterationCompleted, Child, one);
        }

        run.ChildRuns.Ended(Child, status);

        if (share > 0)
        {
            run.ChildRuns.Advance(task!, isCompleted ? 0 : -share * _percent, isCompleted ? 1 : 0, iteration?.Count, message: null);
        }
    }
}
