namespace Millstream.Graphs;

/// <summary>What another door than ids brings to a graph under construction.</summary>
internal abstract class GraphExtension
{
    /// <summary>Places its nodes and joins them; <paramref name="byId"/> has those placed already, and gets these.</summary>
    public abstract void Place(GraphDraft draft, Dictionary<string, GraphNode> byId);

    /// <summary>Called when the user has named no outputs.</summary>
    public abstract void KeepLeaves(GraphDraft draft);
}
