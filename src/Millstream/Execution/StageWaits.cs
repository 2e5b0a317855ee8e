using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>Tells the run what goes on in a stage, and the slot how many of it work: wait by wait, or by its flows where user code waits for several inlets by itself.</summary>
internal sealed class StageWaits(StageSignal stage, StageScheduler scheduler, StageActivity activity, StageSlot? slot)
{
    private StageSignal[] _live = [];

    /// <summary>Counts what goes on where there are several inlets that user code waits for; null for one or none.</summary>
    private StageFlows? _flows;

    /// <summary>Makes a signal for an inlet that user code waits on by itself. The first time it is set it begins the stage.</summary>
    public StageSignal AddLive()
    {
        var signal = new StageSignal(scheduler, activity, slot);
        signal.Begins(stage);
        _live = [.. _live, signal];
        if (_live.Length > 1)
        {
            _flows ??= new StageFlows(activity, slot);
            stage.CountBy(_flows, isLive: false);
            foreach (StageSignal live in _live)
            {
                live.CountBy(_flows, isLive: true);
            }
        }

        return signal;
    }

    /// <summary>User code that waits for an inlet looks again.</summary>
    public void WakeLive()
    {
        foreach (StageSignal signal in _live)
        {
            signal.Set();
        }
    }

    /// <summary>A call of user code goes on beside the stage.</summary>
    public void Hold()
    {
        if (_flows is not null)
        {
            _flows.Hold();
            return;
        }

        activity.Woken();
        slot?.Hold();
    }

    /// <summary>That call has ended.</summary>
    public void Unhold()
    {
        if (_flows is not null)
        {
            _flows.Unhold();
            return;
        }

        activity.Parked();
        slot?.Parked();
    }

    /// <summary>The stage has ended.</summary>
    public void End()
    {
        if (_flows is not null)
        {
            _flows.Unhold();
        }
        else
        {
            activity.Parked();
        }

        slot?.Close();
    }
}
