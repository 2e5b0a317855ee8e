using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task that is called once and reads its inlet as a live stream.</summary>
/// <param name="name">What it is called.</param>
/// <param name="options">Its options.</param>
/// <param name="function">Makes the output from the live input; also given the stage, for its clock and token.</param>
internal sealed class LiveTask<TIn, TOut>(
    string name, TaskOptions options, Func<IAsyncEnumerable<TIn>, StageScope, TaskScope, IAsyncEnumerable<TOut>> function)
    : TaskBody(name, options, [In<TIn>()], [Out<TOut>()])
{
    public override bool IsFusable => false;

    public override string BoundaryReason => "live stream";

    public override StageHead CreateHead(StageWiring wiring)
    {
        wiring.Task.TakesWhole = true;
        LiveInlet<TIn> inlet = wiring.LiveInlet<TIn>();
        return new AsyncSequenceHead<TOut>(
            wiring.Task,
            stage => function(new ItemStream<TIn>(inlet, stage, wiring.Task), stage, wiring.Task),
            wiring.Outlet<TOut>(),
            isSource: false,
            inlet.Reader.Leave,
            inlet.Reader.Abandon,
            () => inlet.Reader.Fault);
    }
}
