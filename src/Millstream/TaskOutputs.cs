namespace Millstream;

/// <summary>What one task of a graph gave on its outlets.</summary>
/// <param name="Id">The task's id in the graph.</param>
/// <param name="Type">The task's name.</param>
/// <param name="Outputs">By the names of the outlets: the item of one that gives a single value, the list of all items of any other. A branch that was not taken is missing.</param>
public sealed record TaskOutputs(string Id, string Type, IReadOnlyDictionary<string, object?> Outputs);
