using Millstream.Graphs;
using Millstream.Planning;

namespace Millstream.Execution;

/// <summary>A run inside a task, as its parent keeps it.</summary>
/// <param name="run">The run.</param>
/// <param name="task">The task.</param>
/// <param name="name">Its name in its parent.</param>
internal sealed class ChildRun(LocalRun run, GraphNode task, string name)
{
    private volatile LocalRun? _run = run;

    public string Id { get; } = run.RunId;

    public string Name => name;

    public GraphNode Task => task;

    /// <summary>Gets the plan of the graph that is run.</summary>
    public GraphPlan OwnPlan { get; } = run.OwnPlan;

    /// <summary>Gets the run; null when its parent keeps newer ones in its place, so that events do not hold on to it.</summary>
    public LocalRun? Run => _run;

    /// <summary>Gets or sets whether its end was told.</summary>
    public bool HasEnded { get; set; }

    public void LetGo() => _run = null;
}
