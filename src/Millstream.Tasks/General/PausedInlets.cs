namespace Millstream.General;

/// <summary>Which of the inlets that a task reads together give nothing for now: they pause, or have ended.</summary>
/// <param name="count">How many inlets there are.</param>
internal sealed class PausedInlets(int count)
{
    private readonly HashSet<Inlet> _silent = [];

    /// <summary>Gets whether none of them is expected to give anything.</summary>
    public bool AreAll => _silent.Count == count;

    public bool Has(Inlet inlet) => _silent.Contains(inlet);

    /// <summary>Takes note of a pause, the end of one, or the end of an inlet.</summary>
    public void Hear(InletSignal signal)
    {
        if (signal.IsPause || signal.IsEnd)
        {
            _silent.Add(signal.Inlet);
        }
        else if (signal.IsResume)
        {
            _silent.Remove(signal.Inlet);
        }
    }
}
