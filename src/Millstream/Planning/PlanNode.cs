using Millstream.Graphs;

namespace Millstream.Planning;

/// <summary>A task that is run, at its place in a plan.</summary>
/// <param name="Id">Its id in the plan: <c>double</c>, or <c>map#0/double</c> in a run inside a task.</param>
/// <param name="Definition">The node of the graph that the user wrote, or of the body of one of its tasks.</param>
public sealed record PlanNode(string Id, GraphNode Definition);
