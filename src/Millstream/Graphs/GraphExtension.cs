namespace Millstream.Graphs;

/// <summary>What another door than ids brings to a graph under construction.</summary>
internal abstract class GraphExtension
{
    /// <summary>Places its nodes and joins them; <paramref name="byId"/> has those placed already, and gets these.</summary>
    /// <param name="draft">The graph.</param>
    /// <param name="byId">The nodes by their ids.</param>
    /// <param name="edges">The edges by the names of their ends.</param>
    /// <returns>The edges that are still to be made, between nodes that are there now.</returns>
    public abstract IEnumerable<EdgeDraft> Place(GraphDraft draft, Dictionary<string, GraphNode> byId, IReadOnlyList<EdgeDraft> edges);

    /// <summary>Called when the user has named no outputs.</summary>
    public abstract void KeepLeaves(GraphDraft draft);
}
