using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Execution;

/// <summary>Puts one stage together, from its last task to its head.</summary>
internal sealed class StageAssembly(LocalRun run, StageRunner stage)
{
    /// <summary>Puts every stage of a run together, and refuses the graph with what is missing in all of them.</summary>
    public static void AssembleAll(LocalRun run)
    {
        List<GraphFault>? faults = null;
        foreach (StageRunner stage in run.Stages)
        {
            try
            {
                new StageAssembly(run, stage).Assemble();
            }
            catch (GraphConfigurationException refusal)
            {
                (faults ??= []).AddRange(refusal.Faults);
            }
        }

        if (faults is not null)
        {
            throw new GraphConfigurationException(faults);
        }
    }

    private void Assemble()
    {
        IReadOnlyList<GraphNode> nodes = stage.Plan.Nodes;
        stage.EndsWithReaders = nodes.All(n => BodyOf(n).Written.Outlets.Count > 0);
        for (int i = nodes.Count - 1; i > 0; i--)
        {
            run.Sinks[nodes[i].Index] = BodyOf(nodes[i]).CreateSink(new Wiring(this, nodes[i]));
        }

        stage.Own(BodyOf(nodes[0]).CreateHead(new Wiring(this, nodes[0])));
    }

    private static TaskBody BodyOf(GraphNode node) => node.Task as TaskBody
        ?? throw new GraphConfigurationException(
            FaultKind.BadSetting, $"'{node.Id}' is a task that this engine cannot run. Use tasks made by Millstream.");

    /// <summary>Gives what takes the items of an outlet, with what tells of them before it.</summary>
    private SpanSink<T> OutletOf<T>(GraphNode node, int outlet)
    {
        SpanSink<T> sink = ReadersOf<T>(node, outlet);
        if (node.Task is DeadLetterTask && outlet == node.Task.Outlets.Count - 1)
        {
            // What the task failed on is not what it gives.
            return sink;
        }

        TaskScope scope = run.ScopeOf(node);
        scope.State.OpenOutlets++;
        GraphNode? behind = null;
        foreach (GraphEdge edge in run.OwnPlan.Outgoing(node, outlet))
        {
            behind = run.OwnPlan.IsFused(edge) ? edge.To : behind;
        }

        bool isValue = GivesValue(node, outlet);
        return new OutletWatch<T>(
            run.Tracker, scope, outlet, behind is null ? null : run.ScopeOf(behind), isValue, isValue && GivesValueAtEnd(node), sink);
    }

    /// <summary>Says whether an outlet gives one item: a value that grows comes in pieces, which are a stream.</summary>
    private static bool GivesValue(GraphNode node, int outlet) => node.IsValue && !WholeValues.ArePieces(BodyOf(node).Shown.Outlets[outlet]);

    /// <summary>Says whether a task that gives one value has come to its end with it: it is called once, or gives what it has gathered.</summary>
    private bool GivesValueAtEnd(GraphNode node)
    {
        if (BodyOf(node).EmitsAtEnd)
        {
            return true;
        }

        for (int inlet = 0; inlet < node.Task.Inlets.Count; inlet++)
        {
            if (run.OwnPlan.Incoming(node, inlet) is var edge && !GivesValue(edge.From, edge.OutletIndex))
            {
                return false;
            }
        }

        return true;
    }

    private SpanSink<T> ReadersOf<T>(GraphNode node, int outlet)
    {
        IReadOnlyList<GraphEdge> edges = Outgoing(node, outlet);
        bool isKept = run.OwnPlan.IsKept(node, outlet);
        if (edges is [var only] && !isKept && !run.Options.AllowViews)
        {
            return run.OwnPlan.IsFused(only) ? (SpanSink<T>)run.Sinks[only.To.Index]! : WriterOf(node, outlet, [run.Edges.QueueOf<T>(only)]);
        }

        var sinks = new List<SpanSink<T>>();
        var queues = new List<ChunkQueue<T>>();
        foreach (GraphEdge edge in edges)
        {
            if (run.OwnPlan.IsFused(edge))
            {
                sinks.Add((SpanSink<T>)run.Sinks[edge.To.Index]!);
            }
            else
            {
                queues.Add(run.Edges.QueueOf<T>(edge));
            }
        }

        foreach (GraphOutput output in isKept ? run.OwnPlan.Graph.Outputs : [])
        {
            if (output.Node == node && output.OutletIndex == outlet)
            {
                Port shown = BodyOf(node).Shown.Outlets[outlet];
                if (shown.ItemType == typeof(T))
                {
                    Keep(output, sinks, queues);
                }
                else
                {
                    sinks.Add((SpanSink<T>)shown.Accept(new UnmarkedOutput(this, output)));
                }
            }
        }

        if (queues.Count > 0 || sinks.Count == 0 || run.Options.AllowViews)
        {
            stage.EndsWithReaders &= sinks.Count == 0;
            sinks.Add(WriterOf(node, outlet, [.. queues]));
        }

        return sinks.Count == 1 ? sinks[0] : new TeeSink<T>([.. sinks]);
    }

    private OutletWriter<T> WriterOf<T>(GraphNode node, int outlet, ChunkQueue<T>[] queues)
    {
        // Beside a fused consumer the writer is there for late readers only, and never closes or holds back the outlet by itself.
        var writer = new OutletWriter<T>(run.ScopeOf(node), stage, queues, run.Options.KeepsProducers || queues.Length == 0, EmitsAtEnd(node))
        {
            ReplaysLast = run.Options.AllowViews && node.Task.Outlets[outlet].ReplaysLast,
        };
        stage.Add(writer);
        run.Edges.KeepWriter(node, outlet, writer);
        return writer;
    }

    /// <summary>Says whether nothing comes out here before the stage's own input has ended.</summary>
    private bool EmitsAtEnd(GraphNode node)
    {
        GraphNode at = node;
        while (!BodyOf(at).EmitsAtEnd)
        {
            if (at == stage.Plan.Nodes[0])
            {
                return false;
            }

            at = run.OwnPlan.Incoming(at, 0).From;
        }

        return true;
    }

    /// <summary>The edges to those who read, which is all of them nearly always.</summary>
    private IReadOnlyList<GraphEdge> Outgoing(GraphNode node, int outlet)
    {
        IReadOnlyList<GraphEdge> edges = run.OwnPlan.Outgoing(node, outlet);
        for (int i = 0; i < edges.Count; i++)
        {
            if (!IsRead(edges[i]))
            {
                return [.. edges.Where(IsRead)];
            }
        }

        return edges;
    }

    private bool IsRead(GraphEdge edge) => BodyOf(edge.To).Reads(edge.InletIndex, run.ScopeOf(edge.To).Run);

    private bool IsRead(GraphNode node, int outlet) =>
        run.Options.AllowViews
        || Outgoing(node, outlet).Count > 0
        || run.OwnPlan.Graph.Outputs.Any(o => o.Node == node && o.OutletIndex == outlet);

    private void Keep<T>(GraphOutput output, List<SpanSink<T>> sinks, List<ChunkQueue<T>> queues)
    {
        stage.EndsWithReaders &= output.Kind == OutputKind.Live;
        switch (output.Kind)
        {
            case OutputKind.Items:
                var list = new ListOutput<T>(run.ScopeOf(output.Node), output.Name, run.Options.OutputQuotaBytes ?? long.MaxValue, run.HowToGoOn);
                run.Outputs.Keep(output.Name, list);
                sinks.Add(list);
                break;
            case OutputKind.Value:
                var value = new ValueOutput<T>(run.HowToGoOn);
                run.Outputs.Keep(output.Name, value);
                sinks.Add(value);
                break;
            default:
                string id = $"{output.Node.Id}.{output.Node.Task.Outlets[output.OutletIndex].Name}->reader";
                var queue = new ChunkQueue<T>(id, EdgeOptions.Default, run.Options.Capacity) { EndsWithRun = true };
                run.Edges.KeepLive(output.Name, queue);
                queues.Add(queue);
                break;
        }
    }

    /// <summary>Keeps an output whose items carry marks that the caller does not want.</summary>
    private sealed class UnmarkedOutput(StageAssembly assembly, GraphOutput output) : IPortVisitor<SpanSink>
    {
        public SpanSink Visit<T>(Port port)
        {
            var sinks = new List<SpanSink<T>>();
            assembly.Keep(output, sinks, []);
            return new UnmarkSink<T>(sinks[0]);
        }
    }

    private sealed class Wiring(StageAssembly assembly, GraphNode node) : StageWiring
    {
        public override TaskScope Task => assembly.RunOf.ScopeOf(node);

        public override StageScope Stage => assembly.Stage;

        public override SpanSink<T> Outlet<T>(int index = 0) => assembly.OutletOf<T>(node, index);

        public override bool IsRead(int outlet) => assembly.IsRead(node, outlet);

        public override LiveInlet<T> LiveInlet<T>(int index = 0)
        {
            StageSignal signal = assembly.Stage.AddLiveSignal();
            return new LiveInlet<T>(Connect<T>(index, signal), signal);
        }

        public override InletReader<T> Inlet<T>(int index = 0) =>
            Connect<T>(index, assembly.Stage.Signal);

        public override InletReader<T> InletOn<T>(int index, StageSignal signal) => Connect<T>(index, signal);

        public override InletReader<T> Join<T>(TaskRun producer, int outlet = 0) =>
            ((LocalTaskRun)producer).Join<T>(outlet, assembly.RunOf, assembly.Stage, Task);

        public InletReader<T> Connect<T>(GraphEdge edge, StageSignal signal)
        {
            ChunkQueue<T> queue = assembly.RunOf.Edges.QueueOf<T>(edge);
            queue.Connect(writer: null, signal);
            var reader = new EdgeReader<T>(queue, Task, isOnly: node.Task.Inlets.Count == 1);
            return BodyOf(node).Options.IdleLimit is { } limit
                ? new IdleReader<T>(reader, $"{node.Id}.{edge.Inlet.Name}", limit, new StallWatch(Stage, limit, signal))
                : reader;
        }

        private InletReader<T> Connect<T>(int index, StageSignal signal)
        {
            GraphEdge edge = assembly.RunOf.OwnPlan.Incoming(node, index);
            return edge.Outlet.ItemType == typeof(T)
                ? Connect<T>(edge, signal)
                : edge.Outlet.Accept(new BaseTypeConnection<T>(this, edge, signal));
        }
    }

    /// <summary>Connects an inlet to an outlet of a derived type, which is the type of the edge.</summary>
    private sealed class BaseTypeConnection<TBase>(Wiring wiring, GraphEdge edge, StageSignal signal) : IPortVisitor<InletReader<TBase>>
    {
        public InletReader<TBase> Visit<T>(Port port) => new MapReader<T, TBase>(wiring.Connect<T>(edge, signal), ItemTypes.Conversion<T, TBase>());
    }

    private LocalRun RunOf => run;

    private StageRunner Stage => stage;
}
