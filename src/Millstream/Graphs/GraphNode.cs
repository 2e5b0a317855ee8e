namespace Millstream.Graphs;

/// <summary>A task placed in a graph.</summary>
public sealed class GraphNode
{
    internal GraphNode(NodeId id, GraphTask task, int index)
    {
        Id = id;
        Task = task;
        Index = index;
    }

    /// <summary>Gets the id, unique in the graph.</summary>
    public NodeId Id { get; }

    /// <summary>Gets the task that stands here.</summary>
    public GraphTask Task { get; }

    /// <summary>Gets the ids of the groups that the node stands in, the outermost first; none for most.</summary>
    public IReadOnlyList<string> Groups { get; internal set; } = [];

    /// <summary>Gets the place in <see cref="TaskGraph.Nodes"/>.</summary>
    internal int Index { get; }

    /// <summary>Gets or sets what the node was in the chain that it came from; null when it was placed by its id.</summary>
    internal object? Origin { get; set; }

    /// <summary>Gets or sets whether the task gives one item only, on each of its outlets.</summary>
    internal bool IsValue { get; set; }

    /// <summary>Gives the id.</summary>
    public override string ToString() => Id.ToString();
}
