using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task of a graph in which somebody reads its dead letters: it has an outlet more, called <c>error</c>.</summary>
internal sealed class DeadLetterTask : TaskBody
{
    /// <summary>What the outlet is called.</summary>
    public const string ErrorOutlet = "error";

    private readonly TaskBody _inner;

    public DeadLetterTask(TaskBody inner)
        : base(inner.Name, inner.Options.DeadLetterErrors(), inner.Inlets, [.. inner.Outlets, Out<DeadLetter>(ErrorOutlet)]) =>
        _inner = inner;

    public override bool IsFusable => _inner.IsFusable;

    public override string BoundaryReason => _inner.BoundaryReason;

    public override TaskMethod? Method => _inner.Method;

    public override bool ReadsIndex => _inner.ReadsIndex;

    public override bool ReadsTime => _inner.ReadsTime;

    public override bool SetsTime => _inner.SetsTime;

    public override IEnumerable<FlowNode> Captures => _inner.Captures;

    public override int? ValueInlet => _inner.ValueInlet;

    public override bool EmitsAtEnd => _inner.EmitsAtEnd;

    public override TaskBody Written => _inner.Written;

    public override EdgeOptions EdgeOf(int inlet) => _inner.EdgeOf(inlet);

    public override StageHead CreateHead(StageWiring wiring) => _inner.CreateHead(new Wiring(wiring, _inner.Outlets.Count));

    public override SpanSink CreateSink(StageWiring wiring) => _inner.CreateSink(new Wiring(wiring, _inner.Outlets.Count));

    public override TaskBody? Lift() => Over(_inner.Lift());

    public override TaskBody? LiftCapturing(object origin) => Over(_inner.LiftCapturing(origin));

    public override TaskBody? LiftTimes() => Over(_inner.LiftTimes());

    private static DeadLetterTask? Over(TaskBody? lifted) => lifted is null ? null : new DeadLetterTask(lifted);

    /// <summary>Has the task's own outlets tell when there is room for a dead letter, and end the outlet for them with themselves.</summary>
    private sealed class Wiring(StageWiring inner, int errorOutlet) : StageWiringOver(inner)
    {
        public override SpanSink<T> Outlet<T>(int index = 0)
        {
            SpanSink<T> main = Inner.Outlet<T>(index);
            if (!IsRead(errorOutlet))
            {
                return main;
            }

            // One for the task, however many outlets it has.
            LetterBox letters = Task.Letters ??= new LetterBox(Task.Run, Stage, Inner.Outlet<DeadLetter>(errorOutlet));
            return new LetterSink<T>(main, letters);
        }
    }
}
