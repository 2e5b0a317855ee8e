using Millstream.Stages;

namespace Millstream.Declarations;

/// <summary>Reads several inlets as one stream of what comes on them: items in the order of their times, pauses and ends as they are met.</summary>
/// <param name="task">The task, for its counts and warnings.</param>
/// <param name="stage">The stage that reads.</param>
/// <param name="inlets">The inlets.</param>
/// <param name="stall">How long an item waits for a silent inlet; zero for ever.</param>
/// <param name="alarm">When to tell that a moment has come; null for never.</param>
internal sealed class SignalReader(TaskScope task, StageScope stage, Inlet[] inlets, TimeSpan stall, SignalAlarm? alarm) : InletReader<InletSignal>
{
    private readonly ReleaseRule _rule = new([.. inlets.Select(inlet => inlet.Held.Priority)]);
    private readonly StallWatch? _watch = stall > TimeSpan.Zero ? new StallWatch(stage, stall, inlets[0].Signal) : null;
    private readonly AlarmWatch? _alarm = alarm is not null ? new AlarmWatch(stage, alarm, inlets[0].Signal) : null;
    private readonly Queue<InletSignal> _words = new();
    private readonly bool[] _ended = new bool[inlets.Length];
    private readonly InletSignal[] _span = new InletSignal[1];
    private bool _isAtHand;
    private bool _isEnded;
    private Exception? _fault;

    public override bool IsEnded => _isEnded && !_isAtHand;

    public override Exception? Fault => _fault;

    public override int Hand => _isAtHand ? 1 : 0;

    /// <summary>Begins to hear of the pauses of each inlet; those that pause already say so first.</summary>
    public void Open()
    {
        for (int i = 0; i < inlets.Length; i++)
        {
            int number = i;
            inlets[i].Times?.Hold();
            inlets[i].Words = isPaused => Hear(number, isPaused);
            if (inlets[i].IsPaused)
            {
                Hear(i, isPaused: true);
            }
        }
    }

    public override int Fill()
    {
        if (!_isAtHand && !_isEnded)
        {
            Look();
        }

        return Hand;
    }

    public override ReadOnlySpan<InletSignal> Read(int max)
    {
        if (max == 0 || Fill() == 0)
        {
            return default;
        }

        _isAtHand = false;
        Position++;
        if (!_span[0].IsItem)
        {
            // Words and ends come the way of the items, and will be counted as one.
            task.Received--;
        }

        return _span;
    }

    public override void Leave()
    {
        _watch?.Dispose();
        _alarm?.Dispose();
        task.Dropped += _rule.Held;
        _isEnded = true;
        foreach (Inlet inlet in inlets)
        {
            inlet.Held.Drop();
            inlet.Held.Reader.Leave();
        }
    }

    public override void Abandon()
    {
        _watch?.Dispose();
        _alarm?.Dispose();
        Array.ForEach(inlets, inlet => inlet.Held.Reader.Abandon());
    }

    private void Hear(int inlet, bool isPaused)
    {
        if (isPaused)
        {
            _rule.Pause(inlet);
        }
        else
        {
            _rule.Resume(inlet);
        }

        _words.Enqueue(InletSignal.Word(inlets[inlet], isPaused));
    }

    private void Look()
    {
        if (_alarm?.IsOver() is true)
        {
            Hold(InletSignal.Alarm);
            return;
        }

        do
        {
            Gather();
            if (_words.TryDequeue(out InletSignal word))
            {
                Hold(word);
                return;
            }

            if (_rule.TryRelease(out int released, out long time))
            {
                _watch?.Reset();
                task.Late = _rule.Late;
                inlets[released].Held.Take();
                inlets[released].Times?.Release(time);
                Hold(InletSignal.Item(inlets[released], time));
                return;
            }

            if (TakeEnd())
            {
                return;
            }
        }
        while (IsStalled());

        _alarm?.Arm();
    }

    private void Hold(InletSignal signal)
    {
        _span[0] = signal;
        _isAtHand = true;
    }

    /// <summary>Has one item of each inlet wait for its turn, where there is one.</summary>
    private void Gather()
    {
        for (int i = 0; i < inlets.Length; i++)
        {
            HeldInlet held = inlets[i].Held;
            while (!held.HasNext && held.TryRead())
            {
                if (!_rule.Arrive(i, held.NextTime))
                {
                    held.Drop();
                    task.Dropped++;
                }
            }

            if (!held.HasNext && held.Reader.IsEnded)
            {
                _rule.End(i);
            }
        }
    }

    /// <summary>Tells the end of an inlet, when all its items have been given; after the last of them, its own.</summary>
    private bool TakeEnd()
    {
        bool isAny = false;
        for (int i = 0; i < inlets.Length; i++)
        {
            InletReader reader = inlets[i].Held.Reader;
            bool hasEnded = !inlets[i].Held.HasNext && reader.IsEnded;
            if (hasEnded && reader.Fault is { } fault)
            {
                _fault = fault;
                Leave();
                return true;
            }

            if (hasEnded && !_ended[i])
            {
                _ended[i] = true;
                Hold(InletSignal.End(inlets[i]));
                return true;
            }

            isAny |= !hasEnded;
        }

        if (!isAny)
        {
            Leave();
        }

        return !isAny;
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
            task.Run.Warn(task, StallWatch.Warning(task, stall, inlets[inlet].Name));
        }

        return true;
    }
}
