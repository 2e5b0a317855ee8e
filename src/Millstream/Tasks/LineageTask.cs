using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>What happens to the index at an outlet of a task.</summary>
internal enum IndexAtOutlet
{
    /// <summary>The outlet is as the task has it.</summary>
    AsIs,

    /// <summary>The task makes new items: they are numbered here.</summary>
    Begins,

    /// <summary>The task carries the index, and nobody behind it asks.</summary>
    Ends,
}

/// <summary>A task of a graph in which somebody reads the index of items at their source, with the index put on and taken off at its ports.</summary>
/// <remarks>Name, options and port names are the task's own, so that errors, statistics and the plan do not change.</remarks>
internal sealed class LineageTask : TaskBody
{
    private readonly TaskBody _shown;
    private readonly TaskBody _body;
    private readonly bool[] _unwraps;
    private readonly IndexAtOutlet[] _outlets;

    /// <summary>Stands for a task where it meets items with an index.</summary>
    /// <param name="shown">The task as it was written.</param>
    /// <param name="body">What runs: the task, or its lifted form.</param>
    /// <param name="carried">For each inlet, whether its items come with an index.</param>
    /// <param name="unwraps">For each inlet, whether the body does not take it.</param>
    /// <param name="outlets">What happens at each outlet.</param>
    public LineageTask(TaskBody shown, TaskBody body, bool[] carried, bool[] unwraps, IndexAtOutlet[] outlets)
        : base(
            shown.Name,
            shown.Options,
            [.. shown.Inlets.Select((port, i) => carried[i] ? Carrying(port) : port)],
            [.. shown.Outlets.Select((port, i) => IsCarried(body.Outlets[i], port, outlets[i]) ? Carrying(port) : port)])
    {
        _shown = shown;
        _body = body;
        _unwraps = unwraps;
        _outlets = outlets;
    }

    public override bool IsFusable => _shown.IsFusable;

    public override bool IsSource => _shown.IsSource;

    public override string BoundaryReason => _shown.BoundaryReason;

    public override StageHead CreateHead(StageWiring wiring) => _body.CreateHead(new Wiring(wiring, this));

    public override SpanSink CreateSink(StageWiring wiring)
    {
        SpanSink sink = _body.CreateSink(new Wiring(wiring, this));
        return _unwraps[0] ? _shown.Inlets[0].Accept(new SinkUnwrapper(sink)) : sink;
    }

    public override bool EmitsAtEnd => _shown.EmitsAtEnd;

    public override TaskBody Shown => _shown;

    public override TaskBody Written => _shown.Written;

    /// <summary>Gives the options of an edge whose items carry their index.</summary>
    public static EdgeOptions Carrying(EdgeOptions edge, Port port) => port.Accept(new EdgeCarrier(edge));

    private static Port Carrying(Port port) => port.Accept(PortCarrier.Shared);

    private static bool IsCarried(Port made, Port shown, IndexAtOutlet index) =>
        index == IndexAtOutlet.Begins || (index == IndexAtOutlet.AsIs && made.ItemType != shown.ItemType);

    private sealed class Wiring(StageWiring inner, LineageTask task) : StageWiringOver(inner)
    {
        public override SpanSink<T> Outlet<T>(int index = 0) => task._outlets[index] switch
        {
            IndexAtOutlet.Begins => new NumberSink<T>(Inner.Outlet<Indexed<T>>(index)),
            IndexAtOutlet.Ends => (SpanSink<T>)task._shown.Outlets[index].Accept(new OutletUnwrapper(Inner, index)),
            _ => Inner.Outlet<T>(index),
        };

        public override InletReader<T> Inlet<T>(int index = 0) =>
            task._unwraps[index] ? new UnindexReader<T>(Inner.Inlet<Indexed<T>>(index)) : Inner.Inlet<T>(index);

        public override LiveInlet<T> LiveInlet<T>(int index = 0)
        {
            if (!task._unwraps[index])
            {
                return Inner.LiveInlet<T>(index);
            }

            LiveInlet<Indexed<T>> live = Inner.LiveInlet<Indexed<T>>(index);
            return new LiveInlet<T>(new UnindexReader<T>(live.Reader), live.Signal);
        }
    }

    private sealed class PortCarrier : IPortVisitor<Port>
    {
        public static PortCarrier Shared { get; } = new();

        public Port Visit<T>(Port port) => Port.Of<Indexed<T>>(port.Name);
    }

    private sealed class EdgeCarrier(EdgeOptions edge) : IPortVisitor<EdgeOptions>
    {
        public EdgeOptions Visit<T>(Port port) => edge.SizeOf is Func<T, int> sizeOf
            ? edge with { SizeOf = (Indexed<T> item) => sizeOf(item.Item) }
            : edge;
    }

    private sealed class SinkUnwrapper(SpanSink sink) : IPortVisitor<SpanSink>
    {
        public SpanSink Visit<T>(Port port) => new UnindexSink<T>((SpanSink<T>)sink);
    }

    private sealed class OutletUnwrapper(StageWiring wiring, int outlet) : IPortVisitor<SpanSink>
    {
        public SpanSink Visit<T>(Port port) => new UnindexSink<T>(wiring.Outlet<T>(outlet));
    }
}
