using Millstream.Graphs;

namespace Millstream.Stages;

/// <summary>What a task of a run has run inside it: an iteration of its body, or what its method asks for.</summary>
/// <param name="Graph">The graph; planned once, whoever runs it.</param>
/// <param name="Name">What the run is called beside others inside the same run: <c>map#0</c>, the task's id and a number.</param>
/// <param name="Inputs">What the graph's inputs are given.</param>
/// <param name="Iteration">Which iteration of a compound task it is; null when it is none.</param>
/// <param name="Share">How much of the task it is, from 0 to 1: so much it counts in the task's progress; 0 where that is not known.</param>
internal sealed record ChildStart(
    TaskGraph Graph, string Name, IReadOnlyDictionary<string, object?> Inputs, Iteration? Iteration = null, double Share = 0);
