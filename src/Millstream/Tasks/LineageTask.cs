using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>What happens to the marks of items at an outlet of a task.</summary>
internal enum MarksAtOutlet
{
    /// <summary>The outlet is as the task has it.</summary>
    AsIs,

    /// <summary>The task makes new items: they are numbered here.</summary>
    Begin,

    /// <summary>The task makes new items: they are numbered here, and get a time.</summary>
    BeginWithTime,

    /// <summary>The task carries times through itself: on one outlet they never go back.</summary>
    AreMade,

    /// <summary>The task carries times through itself, and makes new items: they are numbered here.</summary>
    AreNumbered,

    /// <summary>The task carries marks, and nobody behind it asks.</summary>
    End,
}

/// <summary>A task of a graph in which somebody reads marks of items, with the marks put on and taken off at its ports.</summary>
/// <remarks>Name, options and port names are the task's own, so that errors, statistics and the plan do not change.</remarks>
internal sealed class LineageTask : TaskBody
{
    private readonly TaskBody _shown;
    private readonly TaskBody _body;
    private readonly bool[] _unwraps;
    private readonly MarksAtOutlet[] _outlets;
    private readonly bool[] _timed;

    /// <summary>Stands for a task where it meets items with marks.</summary>
    /// <param name="shown">The task as it was written.</param>
    /// <param name="body">What runs: the task, or its lifted form.</param>
    /// <param name="carried">For each inlet, whether its items come with marks.</param>
    /// <param name="unwraps">For each inlet, whether the body does not take them.</param>
    /// <param name="outlets">What happens at each outlet.</param>
    /// <param name="timed">For each inlet, whether its items come with their times.</param>
    public LineageTask(TaskBody shown, TaskBody body, bool[] carried, bool[] unwraps, MarksAtOutlet[] outlets, bool[] timed)
        : base(
            shown.Name,
            shown.Options,
            [.. shown.Inlets.Select((port, i) => carried[i] ? Marking(port) : port)],
            [.. shown.Outlets.Select((port, i) => IsCarried(body.Outlets[i], port, outlets[i]) ? Marking(port) : port)])
    {
        _shown = shown;
        _body = body;
        _unwraps = unwraps;
        _outlets = outlets;
        _timed = timed;
    }

    public override bool IsFusable => _shown.IsFusable;

    public override bool IsSource => _shown.IsSource;

    public override bool BeginsWithRun => _shown.BeginsWithRun;

    public override bool IsLive => _shown.IsLive;

    public override string BoundaryReason => _shown.BoundaryReason;

    public override StageHead CreateHead(StageWiring wiring) => _body.CreateHead(new Wiring(wiring, this));

    public override SpanSink CreateSink(StageWiring wiring)
    {
        var own = new Wiring(wiring, this);
        SpanSink sink = _body.CreateSink(own);
        return _unwraps[0] ? _shown.Inlets[0].Accept(new SinkUnwrapper(sink, own.TimesOf(0))) : sink;
    }

    public override bool IsPassThrough => _shown.IsPassThrough;

    public override bool EmitsAtEnd => _shown.EmitsAtEnd;

    public override TaskBody Shown => _shown;

    public override TaskBody Written => _shown.Written;

    /// <summary>Gives a port for the same items with marks.</summary>
    public static Port Marking(Port port) => port.Accept(PortCarrier.Shared);

    /// <summary>Gives the options of an edge whose items carry marks.</summary>
    public static EdgeOptions Carrying(EdgeOptions edge, Port port) => port.Accept(new EdgeCarrier(edge));

    private static bool IsCarried(Port made, Port shown, MarksAtOutlet marks) =>
        marks is MarksAtOutlet.Begin or MarksAtOutlet.BeginWithTime || (marks != MarksAtOutlet.End && made.ItemType != shown.ItemType);

    private sealed class Wiring(StageWiring inner, LineageTask task) : StageWiringOver(inner)
    {
        public override NewestTime? Times => field ??= task._timed.Contains(true) ? new NewestTime() : null;

        public NewestTime? TimesOf(int inlet) => task._timed[inlet] ? Times : null;

        public override SpanSink<T> Outlet<T>(int index = 0) => task._outlets[index] switch
        {
            MarksAtOutlet.Begin => new MarkSink<T>(Inner.Outlet<Marked<T>>(index), time: null),
            MarksAtOutlet.BeginWithTime => new MarkSink<T>(Inner.Outlet<Marked<T>>(index), Clock()),
            MarksAtOutlet.AreMade => (SpanSink<T>)task._shown.Outlets[index].Accept(new MadeOutlet(Inner, index, renumbers: false)),
            MarksAtOutlet.AreNumbered => (SpanSink<T>)task._shown.Outlets[index].Accept(new MadeOutlet(Inner, index, renumbers: true)),
            MarksAtOutlet.End => (SpanSink<T>)task._shown.Outlets[index].Accept(new OutletUnwrapper(Inner, index)),
            _ => Inner.Outlet<T>(index),
        };

        public override InletReader<T> Inlet<T>(int index = 0) =>
            task._unwraps[index] ? new UnmarkReader<T>(Inner.Inlet<Marked<T>>(index), TimesOf(index)) : Inner.Inlet<T>(index);

        public override InletReader<T> InletOn<T>(int index, StageSignal signal) => task._unwraps[index]
            ? new UnmarkReader<T>(Inner.InletOn<Marked<T>>(index, signal), TimesOf(index))
            : Inner.InletOn<T>(index, signal);

        public override LiveInlet<T> LiveInlet<T>(int index = 0)
        {
            if (!task._unwraps[index])
            {
                return Inner.LiveInlet<T>(index);
            }

            LiveInlet<Marked<T>> live = Inner.LiveInlet<Marked<T>>(index);
            return new LiveInlet<T>(new UnmarkReader<T>(live.Reader, TimesOf(index)), live.Signal);
        }

        /// <summary>What tells the time of an item that the task makes: the newest that it has read; of a source the clock, of a constant nothing.</summary>
        private Func<long> Clock()
        {
            if (Times is { } read)
            {
                return () => read.Time;
            }

            TimeProvider clock = Task.Run.Time;
            return task._shown.IsTimeless ? static () => ItemTime.None : () => ItemTime.Now(clock);
        }
    }

    private sealed class PortCarrier : IPortVisitor<Port>
    {
        public static PortCarrier Shared { get; } = new();

        public Port Visit<T>(Port port) => Port.Of<Marked<T>>(port.Name) with { ReplaysLast = port.ReplaysLast };
    }

    private sealed class EdgeCarrier(EdgeOptions edge) : IPortVisitor<EdgeOptions>
    {
        public EdgeOptions Visit<T>(Port port) => edge.SizeOf is Func<T, int> sizeOf
            ? edge with { SizeOf = (Marked<T> item) => sizeOf(item.Item) }
            : edge;
    }

    private sealed class SinkUnwrapper(SpanSink sink, NewestTime? times) : IPortVisitor<SpanSink>
    {
        public SpanSink Visit<T>(Port port) => new UnmarkSink<T>((SpanSink<T>)sink, times);
    }

    private sealed class MadeOutlet(StageWiring wiring, int outlet, bool renumbers) : IPortVisitor<SpanSink>
    {
        public SpanSink Visit<T>(Port port) => new MadeSink<T>(wiring.Outlet<Marked<T>>(outlet), renumbers);
    }

    private sealed class OutletUnwrapper(StageWiring wiring, int outlet) : IPortVisitor<SpanSink>
    {
        public SpanSink Visit<T>(Port port) => new UnmarkSink<T>(wiring.Outlet<T>(outlet));
    }
}
