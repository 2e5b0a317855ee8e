using Millstream.Graphs;

namespace Millstream.Planning;

/// <summary>Tasks that run as one loop: a head, and behind it the tasks that were fused.</summary>
public sealed class StagePlan
{
    internal StagePlan(int number, string reason)
    {
        Number = number;
        Reason = reason;
    }

    private readonly List<GraphNode> _nodes = [];

    /// <summary>Gets the number of the stage in its plan, from 1.</summary>
    public int Number { get; }

    /// <summary>Gets why a stage begins here: a source, an asynchronous task, a fan-in, an edge that was asked for, …</summary>
    public string Reason { get; }

    /// <summary>Gets the tasks, producers before consumers; the first is the head.</summary>
    public IReadOnlyList<GraphNode> Nodes => _nodes;

    /// <summary>Gets or sets which of the plan's unconnected parts the stage belongs to.</summary>
    internal int Part { get; set; }

    internal void Add(GraphNode node) => _nodes.Add(node);
}
