using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task of a graph in which somebody reads its dead letters: it has an outlet more, called <c>error</c>.</summary>
internal sealed class DeadLetterTask : TaskBody
{
    /// <summary>What the outlet is called.</summary>
    public const string ErrorOutlet = "error";

    private readonly TaskBody _inner;
    private readonly bool _isCalledOnce;

    /// <summary>Gives a task an outlet for its errors.</summary>
    /// <param name="inner">The task.</param>
    /// <param name="isCalledOnce">Whether the task is called once, so that a failure is its own and not that of an item.</param>
    public DeadLetterTask(TaskBody inner, bool isCalledOnce)
        : base(inner.Name, isCalledOnce ? inner.Options : inner.Options.DeadLetterErrors(), inner.Inlets, [.. inner.Outlets, Out<DeadLetter>(ErrorOutlet)])
    {
        _inner = inner;
        _isCalledOnce = isCalledOnce;
    }

    public override bool IsFusable => _inner.IsFusable;

    public override bool IsLive => _inner.IsLive;

    public override string BoundaryReason => _inner.BoundaryReason;

    public override bool IsSource => _inner.IsSource;

    public override TaskMethod? Method => _inner.Method;

    public override bool ReadsIndex => _inner.ReadsIndex;

    public override bool ReadsTime => _inner.ReadsTime;

    public override bool SetsTime => _inner.SetsTime;

    public override IEnumerable<FlowNode> Captures => _inner.Captures;

    public override int? ValueInlet => _inner.ValueInlet;

    public override bool EmitsAtEnd => _inner.EmitsAtEnd;

    public override TaskBody Written => _inner.Written;

    public override EdgeOptions EdgeOf(int inlet) => _inner.EdgeOf(inlet);

    public override StageHead CreateHead(StageWiring wiring) => _inner.CreateHead(new Wiring(wiring, this));

    public override SpanSink CreateSink(StageWiring wiring) => _inner.CreateSink(new Wiring(wiring, this));

    public override TaskBody? Lift() => Over(_inner.Lift());

    public override TaskBody? LiftCapturing(object origin) => Over(_inner.LiftCapturing(origin));

    public override TaskBody? LiftTimes() => Over(_inner.LiftTimes());

    private DeadLetterTask? Over(TaskBody? lifted) => lifted is null ? null : new DeadLetterTask(lifted, _isCalledOnce);

    /// <summary>Has the task's own outlets tell when there is room for a dead letter, and end the outlet for them with themselves.</summary>
    private sealed class Wiring(StageWiring inner, DeadLetterTask task) : StageWiringOver(inner)
    {
        public override SpanSink<T> Outlet<T>(int index = 0) => WithLetters(Inner.Outlet<T>(index));

        public override SpanSink<Nothing> NoOutlet() => WithLetters(Inner.NoOutlet());

        private SpanSink<T> WithLetters<T>(SpanSink<T> main)
        {
            int errorOutlet = task._inner.Outlets.Count;
            if (!IsRead(errorOutlet))
            {
                return main;
            }

            // One for the task, however many outlets it has.
            LetterBox letters = Task.Letters ??= new LetterBox(Task.Run, Stage, Inner.Outlet<DeadLetter>(errorOutlet));
            Task.RoutesFailure = task._isCalledOnce;
            return new LetterSink<T>(main, letters);
        }
    }
}
