namespace Millstream.Graphs;

/// <summary>Which outlet an output is that the graph keeps only because nobody reads it.</summary>
/// <param name="TaskId">The id of its task, or of the graph that stands for one.</param>
/// <param name="TaskName">The task's name.</param>
/// <param name="Port">The outlet's name.</param>
internal sealed record GraphLeaf(string TaskId, string TaskName, string Port);
