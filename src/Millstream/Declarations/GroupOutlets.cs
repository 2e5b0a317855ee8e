using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>The outlets of a graph that stands as a task: its outputs, or, where it names none, those that nobody reads, put together as the user wants them.</summary>
internal sealed class GroupOutlets
{
    private readonly TaskGraph _graph;
    private readonly bool _isPerTask;
    private readonly IReadOnlyList<(string Name, int[] Outputs)> _outlets;

    public GroupOutlets(TaskGraph graph, ResultShape shape)
    {
        _graph = graph;
        _isPerTask = shape == ResultShape.PerTask && graph.Leaves is not null;
        _outlets = _isPerTask ? [(ItemOutlets.DefaultName, [.. Enumerable.Range(0, graph.Outputs.Count)])] : [.. ByName()];
    }

    /// <summary>Gets what is known of them.</summary>
    public ValueList<OutletDescriptor> Descriptors => _isPerTask
        ? [OutletDescriptor.Of<IReadOnlyList<TaskOutputs>>(ItemOutlets.DefaultName)]
        : [.. _outlets.Select(o => OutletDescriptor.Of(PortOf(o.Outputs[0]).Named(o.Name)))];

    /// <summary>Gives where they are.</summary>
    /// <param name="outputs">Where the graph's outputs are.</param>
    public FlowInput[] Place(FlowInput[] outputs)
    {
        if (!_isPerTask)
        {
            return
            [
                .. _outlets.Select(o => o.Outputs.Length == 1
                    ? outputs[o.Outputs[0]]
                    : outputs[o.Outputs[0]].Port.Accept(new Joining([.. o.Outputs.Select(i => outputs[i])]))),
            ];
        }

        FlowInput[] parts = [.. outputs.Select((from, i) => new FlowInput(new FlowNode(from.Port.Accept(new Gathering(i, from.Node.IsValue)), [from]), 0))];
        var all = new FlowNode(new OutputsTask(_graph.Leaves!), [new Joining(parts).Visit<LeafItems>(parts[0].Port)]) { IsValue = true };
        return [new FlowInput(all, 0)];
    }

    /// <summary>Outlets that nobody reads and that have one name and one type are one.</summary>
    private IEnumerable<(string Name, int[] Outputs)> ByName()
    {
        IReadOnlyList<GraphOutput> outputs = _graph.Outputs;
        if (_graph.Leaves is not { } leaves)
        {
            return outputs.Select((o, i) => (o.Name, (int[])[i]));
        }

        return outputs
            .Select((output, i) => (output.Name, Index: i))
            .GroupBy(o => leaves[o.Index].Port, StringComparer.Ordinal)
            .SelectMany(same => same.Count() > 1 && same.Select(o => PortOf(o.Index).ItemType).Distinct().Count() == 1
                ? [(same.Key, [.. same.Select(o => o.Index)])]
                : same.Select(o => (o.Name, (int[])[o.Index])));
    }

    private Port PortOf(int output) => ((TaskBody)_graph.Outputs[output].Node.Task).Shown.Outlets[_graph.Outputs[output].OutletIndex];

    /// <summary>Reads outlets one after the other.</summary>
    private sealed class Joining(FlowInput[] from) : IPortVisitor<FlowInput>
    {
        public FlowInput Visit<T>(Port port)
        {
            Port[] inlets = [.. from.Select((_, i) => Port.Of<T>($"in{i + 1}"))];
            var join = new CombineTask<T>(
                "outlets", TaskOptions.None, inlets, wiring => new ConcatReader<T>([.. inlets.Select((_, i) => wiring.Inlet<T>(i))]))
            {
                IsCarrier = true,
            };
            return new FlowInput(new FlowNode(join, from), 0);
        }
    }

    /// <summary>Makes what takes all that an outlet gives.</summary>
    private sealed class Gathering(int number, bool isValue) : IPortVisitor<TaskBody>
    {
        public TaskBody Visit<T>(Port port) => new GatherTask<T>(number, isValue);
    }

    /// <summary>All that one outlet gave: its item, or the list of them.</summary>
    private sealed record LeafItems(int Number, bool IsThere, object? Items);

    private sealed class GatherTask<T>(int number, bool isValue) : StepTask<T>("outputs", TaskOptions.None, [Out<LeafItems>()])
    {
        public override bool EmitsAtEnd => true;

        public override bool IsPassThrough => true;

        public override SpanSink CreateSink(StageWiring wiring) => new GatherStep<T>(wiring.Task, number, isValue, wiring.Outlet<LeafItems>());
    }

    private sealed class GatherStep<T>(TaskScope task, int number, bool isValue, SpanSink<LeafItems> next) : FusedStep<T, LeafItems>(task, next)
    {
        private readonly List<T> _items = [];

        protected override void Run(ReadOnlySpan<T> items, Span<LeafItems> to, ref StepCursor at)
        {
            _items.AddRange(items);
            at.Read = items.Length;
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => TryDeliver(new LeafItems(number, !isValue || _items.Count > 0, isValue ? _items.FirstOrDefault() : _items));
    }

    private sealed class OutputsTask(IReadOnlyList<GraphLeaf> leaves) : StepTask<LeafItems>("outputs", TaskOptions.None, [Out<IReadOnlyList<TaskOutputs>>()])
    {
        public override bool EmitsAtEnd => true;

        public override bool IsPassThrough => true;

        public override SpanSink CreateSink(StageWiring wiring) => new OutputsStep(wiring.Task, leaves, wiring.Outlet<IReadOnlyList<TaskOutputs>>());
    }

    private sealed class OutputsStep(TaskScope task, IReadOnlyList<GraphLeaf> leaves, SpanSink<IReadOnlyList<TaskOutputs>> next)
        : FusedStep<LeafItems, IReadOnlyList<TaskOutputs>>(task, next)
    {
        private readonly List<LeafItems> _given = [];

        protected override void Run(ReadOnlySpan<LeafItems> items, Span<IReadOnlyList<TaskOutputs>> to, ref StepCursor at)
        {
            _given.AddRange(items);
            at.Read = items.Length;
        }

        protected override bool GivesAtEnd => true;

        protected override bool Drain() => TryDeliver(
        [
            .. _given.Where(g => g.IsThere)
                .GroupBy(g => leaves[g.Number].TaskId)
                .Select(g => new TaskOutputs(g.Key, leaves[g.First().Number].TaskName, g.ToDictionary(o => leaves[o.Number].Port, o => o.Items))),
        ]);
    }
}
