using System.Text.Json.Nodes;

namespace Millstream.Graphs;

/// <summary>A validated graph: nodes, the edges that join them, and the outputs that a run keeps.</summary>
/// <remarks>
/// Immutable and thread-safe; it runs any number of times, also at the same time, on any engine. Every door (flows, regions,
/// names, classes, documents) builds one of these, by way of a <see cref="GraphBuilder"/>.
/// </remarks>
public sealed class TaskGraph
{
    internal TaskGraph(
        string name,
        IReadOnlyList<GraphNode> nodes,
        IReadOnlyList<GraphEdge> edges,
        IReadOnlyList<GraphOutput> outputs)
    {
        Name = name;
        Nodes = nodes;
        Edges = edges;
        Outputs = outputs;
    }

    /// <summary>Gives the same graph with other outputs.</summary>
    internal TaskGraph With(IReadOnlyList<GraphOutput> outputs) => new(Name, Nodes, Edges, outputs);

    /// <summary>Gets which outlets the outputs are, one for each; null where the user named them.</summary>
    internal IReadOnlyList<GraphLeaf>? Leaves { get; init; }

    /// <summary>What an engine made of the graph, so that it plans once and runs often. Two threads may both plan; the plans are equal.</summary>
    internal object? FusedPlan;

    internal object? UnfusedPlan;

    /// <summary>The nodes that may need something of whoever runs them; null until a run asks.</summary>
    internal object? Needing;

    /// <summary>Gets the name that events and pictures show.</summary>
    public string Name { get; }

    /// <summary>Gets the nodes: producers before consumers, ties in the order they were added.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>Gets the edges, in the order of the nodes that they leave.</summary>
    public IReadOnlyList<GraphEdge> Edges { get; }

    /// <summary>Gets what a run keeps, in declared order.</summary>
    public IReadOnlyList<GraphOutput> Outputs { get; }

    /// <summary>Draws the graph as a Mermaid flowchart: each task, input and output once, each edge once with its port names, its type and whether it is waited for.</summary>
    public string ToMermaid() => new GraphPicture(this).Mermaid();

    /// <summary>Draws the graph in Graphviz' DOT language.</summary>
    public string ToDot() => new GraphPicture(this).Dot();

    /// <summary>Draws the graph as a tree: groups with their tasks, tasks with the edges that leave them and the graphs that they run.</summary>
    public string ToTree() => new GraphPicture(this).Tree();

    /// <summary>Tells the graph as JSON: its tasks with their ids, labels and groups, its edges with their port names, its outputs. To look at, not to load.</summary>
    public JsonObject ToJson() => GraphJson.Of(this);

    /// <summary>Draws the graph as lines of text: its tasks, its edges, its outputs.</summary>
    public string ToText() => new GraphPicture(this).Text();
}
