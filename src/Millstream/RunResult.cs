namespace Millstream;

/// <summary>What a run gave on one output of its graph.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Value">All items, or the value of an output that keeps one.</param>
public sealed record RunResult(string Name, object? Value);
