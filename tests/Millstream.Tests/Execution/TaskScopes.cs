using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Scopes of tasks that stand in no run, for tests of what needs one.</summary>
internal static class TaskScopes
{
    /// <summary>Gets the scope of a source in a run that never starts.</summary>
    public static TaskScope Any { get; } = Make();

    private static TaskScope Make()
    {
        TaskGraph graph = Flow.Range(0, 1).Build();
        var run = new LocalRun(LocalEngine.Plan(graph), RunOptions.Default, CancellationToken.None);
        return run.ScopeOf(graph.Nodes[0]);
    }
}
