using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Supplies;

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
/// <para><c>_gate</c> guards the list of runs; nothing is called under it.</para>
/// </remarks>
internal sealed class ChildRuns(LocalRun parent)
{
    private const int Kept = 100;

    private readonly Lock _gate = new();
    private readonly List<LocalRun> _runs = [];

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
        IsAttachable = false,
        FailureScope = parent.Options.FailureScope == FailureScope.Nothing ? FailureScope.Run : parent.Options.FailureScope,
    };

    /// <summary>Gets those that go on and the newest that have ended, in the order they began.</summary>
    public IReadOnlyList<GraphRun> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs];
            }
        }
    }

    /// <inheritdoc cref="RunScope.StartChild"/>
    public GraphRun Start(TaskScope task, ChildStart child, CancellationToken cancellationToken)
    {
        RunOptions options = _options with { RunId = $"{parent.RunId}/{child.Name}", Inputs = child.Inputs };
        var run = new LocalRun(LocalEngine.Plan(child.Graph, options), options, cancellationToken, new ParentOfRun(parent, task, child.Iteration));
        lock (_gate)
        {
            if (_runs.Count >= Kept && _runs.FindIndex(static r => r.Completion.IsCompleted) is >= 0 and var oldest)
            {
                _runs.RemoveAt(oldest);
            }

            _runs.Add(run);
        }

        run.Start();
        return run;
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
        var trial = new ParentOfRun(parent, Task: null, Iteration: null);
        _ = new LocalRun(LocalEngine.Plan(graph, _options), _options, CancellationToken.None, trial).LetGoAsync();
    }
}

/// <summary>The task that a run goes on in.</summary>
/// <param name="Run">The run that the task is part of.</param>
/// <param name="Task">The task; null where a run is only put together, to see whether it can be.</param>
/// <param name="Iteration">Which iteration of the task it is; null when it is none.</param>
internal sealed record ParentOfRun(LocalRun Run, TaskScope? Task, Iteration? Iteration)
{
    public bool IsTrial => Task is null;

    /// <summary>Tells the parent, and its own, of a warning that was logged already.</summary>
    public void Warned(string message)
    {
        Run.AddEvent(Telemetry.RunEventKind.Warning, Task?.Node.Id, Iteration?.Index, message);
        Run.Parent?.Warned(message);
    }
}
