namespace Millstream.Stages;

/// <summary>Reads several inlets and makes an item of those whose times agree, one of each; what has no partner is dropped and counted.</summary>
/// <param name="task">The task, for its counts.</param>
/// <param name="inlets">The inlets.</param>
/// <param name="make">Makes an item of what is at hand.</param>
/// <param name="tolerance">How many milliseconds the times may differ.</param>
internal sealed class TimestampReader<T>(TaskScope task, HeldInlet[] inlets, Func<T> make, long tolerance) : HeldReader<T>(inlets, make)
{
    private readonly HeldInlet[] _streams = [.. inlets.Where(inlet => !inlet.IsValue)];

    public override void Leave()
    {
        foreach (HeldInlet inlet in _streams)
        {
            Drop(inlet);
        }

        base.Leave();
    }

    protected override bool TryCombine()
    {
        while (HasNextOfAll())
        {
            long newest = _streams.Max(static inlet => inlet.NextTime);
            bool isComplete = true;
            foreach (HeldInlet inlet in _streams)
            {
                if (newest - inlet.NextTime > tolerance)
                {
                    Drop(inlet);
                    isComplete = false;
                }
            }

            if (isComplete)
            {
                Array.ForEach(_streams, static inlet => inlet.Take());
                return true;
            }
        }

        return false;
    }

    protected override bool CannotGoOn() => Array.Exists(_streams, HasEnded) || Array.Exists(Inlets, static inlet => inlet is { IsValue: true, HasItem: false } && HasEnded(inlet));

    /// <summary>All are asked, so that all are armed when nothing is there.</summary>
    private bool HasNextOfAll()
    {
        bool hasAll = true;
        foreach (HeldInlet inlet in _streams)
        {
            hasAll &= inlet.TryRead();
        }

        return hasAll;
    }

    private void Drop(HeldInlet inlet)
    {
        if (inlet.HasNext)
        {
            inlet.Drop();
            task.Dropped++;
        }
    }
}
