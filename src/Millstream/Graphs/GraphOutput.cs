namespace Millstream.Graphs;

/// <summary>An outlet whose items or value a run keeps for whoever asks.</summary>
/// <param name="Name">The name under which a run gives it; unique in the graph.</param>
/// <param name="Node">The node that makes it.</param>
/// <param name="OutletIndex">Which of the node's outlets.</param>
/// <param name="Kind">Whether all items are kept, one value, or nothing.</param>
public sealed record GraphOutput(string Name, GraphNode Node, int OutletIndex, OutputKind Kind);

/// <summary>What a run keeps of an output.</summary>
public enum OutputKind
{
    /// <summary>All items, in order.</summary>
    Items,

    /// <summary>The last item, the only one of a flow value.</summary>
    Value,

    /// <summary>Nothing: a reader takes the items while they come.</summary>
    Live,
}
