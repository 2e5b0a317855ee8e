namespace Millstream.Stages;

/// <summary>Counts what goes on in a stage whose user code may wait for several inlets at the same time, so that its waits are not counted one by one.</summary>
/// <remarks>
/// <para>
/// Elsewhere each wait stands for the one flow that waits: it parks, and is woken. Here one flow leaves several waits behind, and goes on by whichever ends first: it is parked while it
/// has waits and nothing that was woken is still to run, or runs. A flow that has waits and goes on beside them with something outside of the run is taken for parked, as it cannot be told
/// from one that has not.
/// </para>
/// <para>What rises is told under the gate, and what falls behind it: what is told is never less than what is so.</para>
/// </remarks>
internal sealed class StageFlows(StageActivity activity, IWorkSlot? slot)
{
    private readonly Lock _gate = new();

    /// <summary>The stage itself, and each call that goes on beside it.</summary>
    private int _flows = 1;

    /// <summary>How many waits there are for the stage's own signal, one at most but for a moment; at first for its start.</summary>
    private int _stageWaits = 1;
    private int _liveWaits;

    /// <summary>How many continuations are to run, or run.</summary>
    private int _scheduled;
    private int _busy;
    private int _working;

    /// <summary>A wait has begun.</summary>
    /// <param name="isLive">Whether it is one of user code for an inlet.</param>
    public void Park(bool isLive) => Change(isLive ? 1 : 0, isLive ? 0 : 1);

    /// <summary>A wait has ended: its signal goes on, as soon as it may.</summary>
    public void Wake(StageSignal signal, bool isLive) => Change(isLive ? -1 : 0, isLive ? 0 : -1, scheduled: 1, woken: signal);

    /// <summary>A flow that runs goes on by way of the scheduler.</summary>
    public void Schedule() => Change(scheduled: 1);

    /// <summary>What was scheduled has run until it waits.</summary>
    public void Continued() => Change(scheduled: -1);

    /// <summary>A call goes on beside the stage.</summary>
    public void Hold() => Change(flows: 1);

    /// <summary>That call waits, or has ended; or the stage has.</summary>
    public void Unhold() => Change(flows: -1);

    private void Change(int live = 0, int stage = 0, int scheduled = 0, int flows = 0, StageSignal? woken = null)
    {
        int fallen;
        int working;
        lock (_gate)
        {
            _liveWaits += live;
            _stageWaits += stage;
            _scheduled += scheduled;
            _flows += flows;
            int busy = Math.Max(_flows - (_stageWaits > 0 ? 1 : 0) - (_liveWaits > 0 ? 1 : 0), _scheduled > 0 ? 1 : 0);
            for (; _busy < busy; _busy++)
            {
                activity.Woken();
            }

            fallen = _busy - busy;
            _busy = busy;
            working = Math.Max(_busy, _scheduled) - _working;
            _working += working;
        }

        TellSlot(working, woken);
        for (; fallen > 0; fallen--)
        {
            activity.Parked();
        }
    }

    private void TellSlot(int working, StageSignal? woken)
    {
        if (slot is not null && working > 0 && woken is not null)
        {
            slot.Woken(woken);
            working--;
        }
        else
        {
            woken?.Go();
        }

        for (; slot is not null && working > 0; working--)
        {
            slot.Hold();
        }

        for (; slot is not null && working < 0; working++)
        {
            slot.Parked();
        }
    }
}
