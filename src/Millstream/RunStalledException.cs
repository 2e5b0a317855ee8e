namespace Millstream;

/// <summary>
/// Thrown when a run cannot go on: every task waits for another, and the full edge that would have to grow has reached its quota. Raising
/// <see cref="RunOptions.GrowthQuotaBytes"/> may help; a branch that never emits does not.
/// </summary>
public sealed class RunStalledException : MillstreamException
{
    internal RunStalledException(string fullEdge, IReadOnlyList<string> starvedEdges, int capacity)
        : base(
            $"The run is stalled: the edge '{fullEdge}' is full with {capacity} items and has reached its growth quota, while "
            + $"{string.Join(", ", starvedEdges.Select(e => $"'{e}'"))} gets none. Two branches that meet again must give items at a "
            + "similar rate, or the quota must be larger.")
    {
        FullEdge = fullEdge;
        StarvedEdges = starvedEdges;
    }

    /// <summary>Gets the edge that is full and may not grow.</summary>
    public string FullEdge { get; }

    /// <summary>Gets the edges whose consumers wait for an item.</summary>
    public IReadOnlyList<string> StarvedEdges { get; }
}
