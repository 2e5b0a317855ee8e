using Millstream.Graphs;

namespace Millstream.Planning;

/// <summary>The plan of a run inside a task.</summary>
/// <param name="Name">The run's name in its parent: <c>map#0</c>.</param>
/// <param name="Task">The node of the definition whose task runs it.</param>
/// <param name="Plan">What is run: the plan of the body, which is the same definition in each of its runs.</param>
public sealed record PlannedChild(string Name, GraphNode Task, GraphPlan Plan);
