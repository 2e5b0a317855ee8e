using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>A stage that a test drives step by step: it has a signal and one outlet, and no more.</summary>
internal sealed class StepStage(StageScheduler scheduler)
    : StageScope(new StageSignal(scheduler, Busy()), TimeProvider.System, longestSpan: 256)
{
    public IStageOutlet? Outlet { get; set; }

    public override CancellationToken Token => CancellationToken.None;

    public override bool IsTokenFired => false;

    public override void EndUserCode() => throw new NotSupportedException();

    public override void OutletUnwanted()
    {
    }

    public override void Interrupt() => throw new NotSupportedException();

    public override void EndTakenOver() => throw new NotSupportedException();

    public override void Delivering() => throw new NotSupportedException();

    public override void Failing(TaskScope task, Exception error) => throw new NotSupportedException();

    public override void AlsoFailed(Exception error) => throw new NotSupportedException();

    public override void Expect()
    {
    }

    public override void Unexpect()
    {
    }

    public override void Own(object disposable)
    {
    }

    public override void AtEnd(Action action)
    {
    }

    public override StageReturn ReturnAsync() => default;

    public override void Flush() => Outlet?.Flush();

    public override void Spill()
    {
    }

    public override void Hold()
    {
    }

    public override void Unhold()
    {
    }

    public override void RunWorker(Action work, bool mayBlock) => throw new NotSupportedException();

    private static StageActivity Busy()
    {
        var activity = new StageActivity();
        activity.Woken();
        return activity;
    }
}
