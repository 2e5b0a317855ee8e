using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Supplies;
using Millstream.Telemetry;

namespace Millstream.Execution;

/// <summary>
/// The runs that go on inside tasks of one run: iterations of a body, groups that are run as a whole, alternatives, and what a method asks for by its context. The
/// only way in which a run is started from inside another.
/// </summary>
/// <remarks>
/// <para>
/// A child is a run like any other: the same plan of its graph, made once and kept with the graph, on the same scheduler and clock. It has its parent's options,
/// logger, stores and policy of failures; the services that are shared are its parent's own. The token of the call that started it kills it, and with it all that it has
/// started in its turn. Warnings and dead letters are told to the parent too.
/// </para>
/// <para>
/// <c>_gate</c> guards the list of runs and the parts. Under it the parent is told of its children and of progress, and nothing else called; it may be taken under the gate of a
/// child's log.
/// </para>
/// </remarks>
internal sealed class ChildRuns(LocalRun parent)
{
    private readonly Lock _gate = new();
    private readonly List<ChildRun> _runs = [];

    /// <summary>How far the tasks are whose runs inside are a known part of them.</summary>
    private readonly Dictionary<TaskScope, TaskParts> _parts = [];

    /// <summary>What each child begins with; its name and inputs are added.</summary>
    private readonly RunOptions _options = parent.Options with
    {
        RunId = null,
        Resources = parent.Resources,
        Inputs = null,
        Progress = null,
        Timeout = null,
        MaxTasks = null,
        KeepsProducers = false,
        AllowViews = false,
        FailureScope = parent.Options.FailureScope == FailureScope.Nothing ? FailureScope.Run : parent.Options.FailureScope,
    };

    /// <summary>Gets those that go on and the newest that have ended, in the order they began.</summary>
    public IReadOnlyList<GraphRun> All => [.. Now().Select(child => child.Run).OfType<LocalRun>()];

    /// <summary>Gives the parent's plan as it is now, with those of its children.</summary>
    public GraphPlan PlanOf(GraphPlan own) => Now() is { Length: > 0 } runs
        ? own.With([.. runs.Select(child => new PlannedChild(child.Name, child.Task, child.Run?.Plan ?? child.OwnPlan))])
        : own;

    /// <inheritdoc cref="RunScope.StartChild"/>
    public GraphRun Start(TaskScope task, ChildStart start, CancellationToken cancellationToken)
    {
        RunOptions options = _options with { RunId = $"{parent.RunId}/{start.Name}", Inputs = start.Inputs };
        var inside = new ParentOfRun(parent, task, start.Iteration, start.Share);
        var run = new LocalRun(LocalEngine.Plan(start.Graph, options), options, cancellationToken, inside);
        var child = new ChildRun(run, task.Node, start.Name);
        inside.Child = child;
        if (start.Iteration is { } iteration)
        {
            parent.AddIteration(RunEventKind.IterationStarted, child, iteration);
        }

        lock (_gate)
        {
            if (_runs.Count >= RunView.KeptChildren && _runs.FindIndex(static r => r.HasEnded) is >= 0 and var oldest)
            {
                _runs[oldest].LetGo();
                _runs.RemoveAt(oldest);
            }

            _runs.Add(child);
            parent.AddChild(RunEventKind.PlanChanged, child);
        }

        run.Start();
        return run;
    }

    /// <summary>A child has ended.</summary>
    public void Ended(ChildRun child, RunStatus status)
    {
        lock (_gate)
        {
            child.HasEnded = true;
            parent.AddChild(RunEventKind.ChildEnded, child, status);
        }
    }

    /// <inheritdoc cref="RunScope.StartAsked"/>
    public GraphRun StartAsked(TaskScope task, ChildStart child, CancellationToken cancellationToken)
    {
        GraphInputs.Check(child.Graph, child.Inputs);
        TaskImplementations.Check(child.Graph, _options.Implementations);
        SupplyCheck.Check(child.Graph, _options);
        return Start(task, child, cancellationToken);
    }

    /// <inheritdoc cref="RunScope.CheckChild"/>
    /// <remarks>A run inside another was put together once, with all that may run inside it, when the outermost run was.</remarks>
    public void Check(TaskGraph graph)
    {
        if (parent.Parent is { IsTrial: false })
        {
            return;
        }

        TaskImplementations.Check(graph, _options.Implementations);
        var trial = new ParentOfRun(parent, task: null, iteration: null, share: 0);
        _ = new LocalRun(LocalEngine.Plan(graph, _options), _options, CancellationToken.None, trial).LetGoAsync();
    }

    /// <summary>A part of a task has come further, or back because it failed: tells how far the task is with all its parts. One value follows the other.</summary>
    /// <param name="task">The task.</param>
    /// <param name="percent">By how much, of all of the task.</param>
    /// <param name="completed">How many runs have completed with it.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="message">What was said inside; shown where the task has one part only.</param>
    public void Advance(TaskScope task, double percent, int completed, long? count, string? message)
    {
        lock (_gate)
        {
            TaskParts parts = _parts.GetValueOrDefault(task);
            parts = new TaskParts(parts.Percent + percent, parts.Completed + completed);
            _parts[task] = parts;
            string? shown = count > 1 ? completed > 0 ? $"Map {parts.Completed}/{count}" : null : message;

            // All of the way only when the task itself has completed.
            parent.Tracker.Report(task, Math.Min(99, parts.Percent), shown, details: null);
        }
    }

    private ChildRun[] Now()
    {
        lock (_gate)
        {
            return [.. _runs];
        }
    }

    private readonly record struct TaskParts(double Percent, long Completed);
}
