namespace Millstream.Stages;

/// <summary>Signals of a stage, on a scheduler that runs nothing before the test says so.</summary>
public sealed class StageSignalTests
{
    [Fact]
    public void A_live_signal_that_is_set_before_and_after_it_is_awaited_runs_what_waits_once()
    {
        var scheduler = new Later();
        var stage = new StageSignal(scheduler, new StageActivity());
        var live = new StageSignal(scheduler, new StageActivity());
        live.Begins(stage);
        int begun = 0;
        int continued = 0;
        stage.StartWith(() => begun++);

        live.Set();
        StageSignal.Awaiter first = live.GetAwaiter();
        Assert.True(first.IsCompleted);
        live.GetAwaiter().OnCompleted(() => continued++);
        live.Set();
        live.Set();
        scheduler.RunAll();

        Assert.Equal((1, 1), (begun, continued));
    }

    [Fact]
    public void A_live_signal_begins_its_stage_once()
    {
        var scheduler = new Later();
        var stage = new StageSignal(scheduler, new StageActivity());
        var live = new StageSignal(scheduler, new StageActivity());
        live.Begins(stage);
        int begun = 0;
        stage.StartWith(() => begun++);

        live.Set();
        scheduler.RunAll();
        live.Set();
        scheduler.RunAll();

        Assert.Equal(1, begun);
        Assert.False(stage.GetAwaiter().IsCompleted);
    }

    private sealed class Later : StageScheduler
    {
        private readonly Queue<StageSignal> _scheduled = new();

        public override void Schedule(StageSignal signal) => _scheduled.Enqueue(signal);

        public override void ScheduleLast(StageSignal signal) => _scheduled.Enqueue(signal);

        public override void Spill()
        {
        }

        public override void Run(StageSignal signal) => signal.Continue();

        public override void RunWorker(Action work, bool mayBlock) => throw new NotSupportedException();

        public void RunAll()
        {
            while (_scheduled.TryDequeue(out StageSignal? signal))
            {
                Run(signal);
            }
        }
    }
}
