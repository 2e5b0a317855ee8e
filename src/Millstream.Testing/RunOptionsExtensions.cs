namespace Millstream.Testing;

/// <summary>Says in a run's options that a test drives it.</summary>
public static class RunOptionsExtensions
{
    /// <summary>Gives options with which a run goes step by step on <paramref name="engine"/>, by its clock.</summary>
    /// <param name="options">The other options, which stay; <see cref="RunOptions.Time"/> is replaced.</param>
    /// <param name="engine">What drives the run.</param>
    public static RunOptions DrivenBy(this RunOptions options, DeterministicEngine engine)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(engine);
        return options with { Scheduler = engine.Scheduler, Time = engine.Time };
    }

    /// <summary>Gives options with which calls of a task fail as planned, though nobody has changed the graph: retries, time limits and policies take the fault as the task's own.</summary>
    /// <param name="options">The other options, which stay; faults of other tasks are added to.</param>
    /// <param name="task">The node's id. The task is called for each item.</param>
    /// <param name="faults">Which calls fail. Repeated calls count too.</param>
    public static RunOptions WithFaults(this RunOptions options, string task, FaultPlan faults)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(task);
        ArgumentNullException.ThrowIfNull(faults);
        return options with { Faults = new Dictionary<string, Action>(options.Faults ?? new Dictionary<string, Action>(), StringComparer.Ordinal) { [task] = faults.ThrowIfPlanned } };
    }
}
