namespace Millstream.Stages;

/// <summary>Reads several inlets in the order of time (<see cref="ReleaseRule"/>), and makes an item of the latest of each for each that is released, once all have given one.</summary>
/// <param name="wiring">The task: for its counts, its clock and its warnings.</param>
/// <param name="inlets">The inlets.</param>
/// <param name="make">Makes an item of what is at hand.</param>
/// <param name="stall">How long an item waits for a silent inlet; zero for ever.</param>
internal sealed class SynchronizedReader<T>(StageWiring wiring, HeldInlet[] inlets, Func<T> make, TimeSpan stall) : HeldReader<T>(inlets, make)
{
    private readonly ReleaseRule _rule = new([.. inlets.Select(inlet => inlet.Priority)]);
    private readonly StallWatch? _watch = stall > TimeSpan.Zero ? new StallWatch(wiring.Stage, stall, wiring.Stage.Signal) : null;

    public override void Leave()
    {
        _watch?.Dispose();
        wiring.Task.Dropped += _rule.Held;
        Array.ForEach(Inlets, inlet => inlet.Drop());
        base.Leave();
    }

    public override void Abandon()
    {
        _watch?.Dispose();
        base.Abandon();
    }

    protected override void Paused(int inlet, bool isPaused)
    {
        if (isPaused)
        {
            _rule.Pause(inlet);
        }
        else
        {
            _rule.Resume(inlet);
        }
    }

    protected override bool TryCombine()
    {
        do
        {
            Gather();
            while (_rule.TryRelease(out int inlet, out _))
            {
                _watch?.Reset();
                wiring.Task.Late = _rule.Late;
                Inlets[inlet].Take();
                if (Array.TrueForAll(Inlets, static inlet => inlet.HasItem))
                {
                    return true;
                }

                Gather();
            }
        }
        while (IsStalled());

        return false;
    }

    protected override bool CannotGoOn() =>
        _rule.Held == 0
        && (Array.TrueForAll(Inlets, static inlet => inlet.IsValue || HasEnded(inlet)) || Array.Exists(Inlets, static inlet => HasEnded(inlet) && !inlet.HasItem));

    /// <summary>Has one item of each inlet wait for its turn, where there is one.</summary>
    private void Gather()
    {
        for (int i = 0; i < Inlets.Length; i++)
        {
            HeldInlet inlet = Inlets[i];
            if (inlet.IsValue)
            {
                continue;
            }

            while (!inlet.HasNext && inlet.TryRead())
            {
                if (!_rule.Arrive(i, inlet.NextTime))
                {
                    inlet.Drop();
                    wiring.Task.Dropped++;
                }
            }

            if (HasEnded(inlet))
            {
                _rule.End(i);
            }
        }
    }

    /// <summary>The oldest item has waited long enough: whom it waits for is left out until its next item.</summary>
    private bool IsStalled()
    {
        if (_rule.Held == 0 || _watch is null || !_watch.IsOver())
        {
            return false;
        }

        foreach (int inlet in _rule.Awaited().ToArray())
        {
            _rule.Stall(inlet);
            wiring.Task.Run.Warn(wiring.Task, StallWatch.Warning(wiring.Task, stall, Inlets[inlet].Name));
        }

        return true;
    }
}
