using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>The edges of a run, and what writes to them: made while its stages are put together.</summary>
internal sealed class RunEdges(GraphPlan plan, int capacity, Action<string> warn)
{
    private readonly EdgeQueue?[] _queues = new EdgeQueue?[plan.Graph.Edges.Count];
    private readonly object?[][] _writers = new object?[plan.Graph.Nodes.Count][];
    private readonly Dictionary<string, EdgeQueue> _live = new(StringComparer.Ordinal);
    private HashSet<string>? _grown;

    /// <summary>The edges that come from other runs, and the part of this run that each of them feeds.</summary>
    private (int Part, EdgeQueue Queue)[] _joins = [];

    /// <summary>Gets the edges to readers outside that take the items of an output as they come.</summary>
    public IEnumerable<EdgeQueue> Live => _live.Values;

    public ChunkQueue<T> QueueOf<T>(GraphEdge edge)
    {
        if (_queues[edge.Index] is { } queue)
        {
            return (ChunkQueue<T>)queue;
        }

        var made = new ChunkQueue<T>(edge.Id, edge.Options, capacity) { Edge = edge };
        _queues[edge.Index] = made;
        return made;
    }

    public void KeepLive(string output, EdgeQueue queue) => _live.Add(output, queue);

    public EdgeQueue? FindLive(string output) => _live.GetValueOrDefault(output);

    public ChunkQueue<T> LiveOf<T>(string output) => (ChunkQueue<T>)_live[output];

    /// <summary>Remembers an edge that comes from another run.</summary>
    public void KeepJoin(int part, EdgeQueue queue) => _joins = [.. _joins, (part, queue)];

    public void KeepWriter(GraphNode node, int outlet, object writer)
    {
        ref object?[] ofNode = ref _writers[node.Index];
        ofNode ??= new object?[node.Task.Outlets.Count];
        ofNode[outlet] = writer;
    }

    public object? FindWriter(GraphNode node, int outlet) => _writers[node.Index]?[outlet];

    /// <summary>All edges of one unconnected part of the graph, those to readers outside and those from other runs among them.</summary>
    public IEnumerable<EdgeQueue> Of(int part, IEnumerable<StageRunner> stages) =>
        stages.SelectMany(s => s.OutgoingEdges).Concat(_joins.Where(j => j.Part == part).Select(j => j.Queue));

    /// <summary>All edges: those of the graph first, in its order.</summary>
    public IEnumerable<EdgeQueue> All(IEnumerable<StageRunner> stages) => _queues.OfType<EdgeQueue>()
        .Concat(_live.Values)
        .Concat(_joins.Select(j => j.Queue))
        .Concat(stages.SelectMany(s => s.OutgoingEdges))
        .Distinct();

    /// <summary>
    /// Says whether all that a stage reads are branches of conditions that were not taken, or the outlets of tasks whose failure went elsewhere. One that reads its inlets
    /// by itself is called even then, and sees the failure.
    /// </summary>
    public bool AreNotTaken(StagePlan stage)
    {
        GraphNode head = stage.Nodes[0];
        for (int inlet = 0; inlet < head.Task.Inlets.Count; inlet++)
        {
            Exception? fault = _queues[plan.Incoming(head, inlet).Index]?.EmptyFault;
            if (fault is not BranchNotTakenException && (fault is not { IsRouted: true } || head.Task is TaskBody { IsLive: true }))
            {
                return false;
            }
        }

        return head.Task.Inlets.Count > 0;
    }

    public void WarnOfGrowth(EdgeQueue queue)
    {
        // Unconnected parts of a run may stall at the same time.
        bool isNew;
        lock (_queues)
        {
            isNew = (_grown ??= new HashSet<string>(StringComparer.Ordinal)).Add(queue.Id);
        }

        if (isNew)
        {
            warn($"The edge '{queue.Id}' was full and alone kept the run from going on; it grew to {queue.Capacity} items.");
        }
    }
}
