using System.Globalization;
using System.Text;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Planning;

/// <summary>What an engine runs: which tasks of a graph are fused into one loop, and where a stage begins and why.</summary>
/// <remarks>Immutable. Fusing never changes an answer; <see cref="ToString"/> shows what was fused.</remarks>
public sealed class GraphPlan
{
    private readonly GraphEdge[][][] _outgoing;
    private readonly GraphEdge[][] _incoming;
    private readonly StagePlan[] _stageOf;
    private readonly bool[] _isFusedInto;
    private readonly HashSet<(int, int)> _kept;

    internal GraphPlan(
        TaskGraph graph,
        IReadOnlyList<StagePlan> stages,
        StagePlan[] stageOf,
        GraphEdge[][][] outgoing,
        GraphEdge[][] incoming,
        bool[] isFusedInto,
        HashSet<(int, int)> kept,
        int parts)
    {
        Graph = graph;
        Stages = stages;
        _stageOf = stageOf;
        _outgoing = outgoing;
        _incoming = incoming;
        _isFusedInto = isFusedInto;
        _kept = kept;
        Parts = parts;
    }

    /// <summary>Gets the graph that was planned.</summary>
    public TaskGraph Graph { get; }

    /// <summary>Gets the stages, in the order of their heads in the graph.</summary>
    public IReadOnlyList<StagePlan> Stages { get; }

    /// <summary>
    /// Gets the plans of the runs inside tasks of a run, in the order in which they began: those that go on, and the newest of those that have ended. None before a run begins any.
    /// </summary>
    public IReadOnlyList<PlannedChild> Children { get; private init; } = [];

    /// <summary>Gets everything that is run: a node for each of the graph, and for each of the runs inside tasks. Every one names the node of the definition that it is a run of.</summary>
    public IReadOnlyList<PlanNode> Nodes => [.. NodesOf(prefix: "")];

    /// <summary>Gets how many unconnected parts the graph has.</summary>
    internal int Parts { get; }

    /// <summary>Says whether <paramref name="edge"/> was fused away: its consumer runs inside its producer's loop.</summary>
    public bool IsFused(GraphEdge edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        return _isFusedInto[edge.To.Index];
    }

    /// <summary>Says what an edge carries of an outlet with a mode: fixed where the consumer was placed.</summary>
    /// <exception cref="ArgumentException">The edge is one of another graph.</exception>
    public Delivery DeliveryOf(GraphEdge edge)
    {
        ArgumentNullException.ThrowIfNull(edge);
        if (!Graph.Edges.Contains(edge))
        {
            throw new ArgumentException($"The edge '{edge}' is not one of the plan's graph.", nameof(edge));
        }

        return (edge.From.Task as TaskBody)?.Written switch
        {
            IWholeTask => Delivery.Whole,
            IPiecesTask => Delivery.Pieces,
            _ => Delivery.Items,
        };
    }

    /// <summary>Prints the plan: a line for each stage, its tasks with their options, and why it begins.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (StagePlan stage in Stages)
        {
            text.Append(CultureInfo.InvariantCulture, $"stage {stage.Number} ({stage.Reason}): ");
            text.AppendJoin(" + ", stage.Nodes.Select(Describe));
            IEnumerable<string> fed = stage.Nodes
                .SelectMany(n => _outgoing[n.Index])
                .SelectMany(edges => edges)
                .Where(e => !IsFused(e))
                .Select(e => $"{StageOf(e.To).Number}{(e.Options.Capacity is { } capacity ? $" [{capacity}]" : string.Empty)}");
            string targets = string.Join(", ", fed);
            text.Append(targets.Length > 0 ? $" -> {targets}\n" : "\n");
        }

        return text.ToString();
    }

    /// <summary>Gives the same plan with those of runs inside tasks.</summary>
    internal GraphPlan With(IReadOnlyList<PlannedChild> children) =>
        new(Graph, Stages, _stageOf, _outgoing, _incoming, _isFusedInto, _kept, Parts) { Children = children };

    private IEnumerable<PlanNode> NodesOf(string prefix)
    {
        foreach (GraphNode node in Graph.Nodes)
        {
            yield return new PlanNode($"{prefix}{node.Id}", node);
        }

        foreach (PlannedChild child in Children)
        {
            foreach (PlanNode node in child.Plan.NodesOf($"{prefix}{child.Name}/"))
            {
                yield return node;
            }
        }
    }

    internal StagePlan StageOf(GraphNode node) => _stageOf[node.Index];

    /// <summary>Gives all stages that get something of what a stage gives, at once or through others.</summary>
    internal HashSet<StagePlan> StagesBehind(StagePlan stage)
    {
        var found = new HashSet<StagePlan>();
        var waiting = new Stack<StagePlan>([stage]);
        while (waiting.TryPop(out StagePlan? next))
        {
            foreach (GraphEdge edge in next.Nodes.SelectMany(n => _outgoing[n.Index]).SelectMany(edges => edges))
            {
                StagePlan target = StageOf(edge.To);
                if (target != stage && found.Add(target))
                {
                    waiting.Push(target);
                }
            }
        }

        return found;
    }

    internal IReadOnlyList<GraphEdge> Outgoing(GraphNode node, int outlet) => _outgoing[node.Index][outlet];

    /// <summary>Says how many edges leave a node, fused ones among them.</summary>
    internal int OutgoingCount(GraphNode node)
    {
        int count = 0;
        foreach (GraphEdge[] edges in _outgoing[node.Index])
        {
            count += edges.Length;
        }

        return count;
    }

    /// <summary>Gives one of the edges that leave a node: those of its first outlet come first.</summary>
    internal GraphEdge OutgoingAt(GraphNode node, int index)
    {
        foreach (GraphEdge[] edges in _outgoing[node.Index])
        {
            if (index < edges.Length)
            {
                return edges[index];
            }

            index -= edges.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    internal GraphEdge Incoming(GraphNode node, int inlet) => _incoming[node.Index][inlet];

    /// <summary>Says whether the graph keeps what this outlet gives.</summary>
    internal bool IsKept(GraphNode node, int outlet) => _kept.Contains((node.Index, outlet));

    internal bool IsFusedInto(GraphNode node) => _isFusedInto[node.Index];

    private static string Describe(GraphNode node)
    {
        var options = new List<string>();
        (node.Task as TaskBody)?.Options.Describe(options);
        string label = GraphPicture.Label(node);
        return options.Count == 0 ? label : $"{label} [{string.Join(", ", options)}]";
    }
}
