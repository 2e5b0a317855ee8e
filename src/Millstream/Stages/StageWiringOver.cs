namespace Millstream.Stages;

/// <summary>A wiring that changes something of another: what it does not override is the other's.</summary>
internal abstract class StageWiringOver(StageWiring inner) : StageWiring
{
    public override TaskScope Task => Inner.Task;

    public override StageScope Stage => Inner.Stage;

    public override NewestTime? Times => Inner.Times;

    protected StageWiring Inner => inner;

    public override SpanSink<T> Outlet<T>(int index = 0) => Inner.Outlet<T>(index);

    public override SpanSink<Nothing> NoOutlet() => Inner.NoOutlet();

    public override bool IsRead(int outlet) => Inner.IsRead(outlet);

    public override LiveInlet<T> LiveInlet<T>(int index = 0) => Inner.LiveInlet<T>(index);

    public override InletReader<T> Inlet<T>(int index = 0) => Inner.Inlet<T>(index);

    public override InletReader<T> InletOn<T>(int index, StageSignal signal) => Inner.InletOn<T>(index, signal);

    public override InletReader<T> Join<T>(TaskRun producer, int outlet = 0) => Inner.Join<T>(producer, outlet);
}
