namespace Millstream.Stages;

/// <summary>Reads several inlets as one, in the order in which items come; each inlet's own order is kept.</summary>
/// <remarks>
/// A busy inlet does not starve the others: after each span it is the next one's turn. Ends when all have ended, or with the first error. The branch of a condition that
/// was not taken is only missing, and so is what comes from a task that gave its failure on; where nothing else comes, it is that of the reader too.
/// </remarks>
internal sealed class MergeReader<T>(InletReader<T>[] inlets) : InletReader<T>
{
    private int _turn;
    private bool _isEnded = inlets.Length == 0;
    private Exception? _fault;

    public override bool IsEnded => _isEnded;

    public override Exception? Fault => _fault;

    public override void OnPause(Action<bool> changed) => PauseOfSeveral.OnAll(inlets, changed);

    public override int Fill()
    {
        foreach (InletReader<T> inlet in inlets)
        {
            int count = inlet.Fill();
            if (count > 0)
            {
                return count;
            }
        }

        return 0;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        int open = 0;
        int notTaken = 0;
        for (int i = 0; i < inlets.Length; i++)
        {
            InletReader<T> inlet = inlets[_turn];
            _turn = (_turn + 1) % inlets.Length;
            ReadOnlySpan<T> items = inlet.Read(max);
            if (!items.IsEmpty)
            {
                Position += items.Length;
                return items;
            }

            if (!inlet.IsEnded)
            {
                open++;
            }
            else if (inlet.Fault is BranchNotTakenException)
            {
                notTaken++;
            }
            else if (inlet.Fault is { } fault && !(fault.IsRouted && HasOther))
            {
                _fault ??= fault;
                open = -inlets.Length;
            }
        }

        if (open <= 0)
        {
            _isEnded = true;
            _fault ??= notTaken == inlets.Length ? BranchNotTakenException.Shared : null;
            if (_fault is not null)
            {
                Leave();
            }
        }

        return default;
    }

    /// <summary>Gets whether some inlet did not fail, or not yet.</summary>
    private bool HasOther => Array.Exists(inlets, static inlet => inlet.Fault is null);

    public override void Leave()
    {
        _isEnded = true;
        Array.ForEach(inlets, static inlet => inlet.Leave());
    }

    public override void Abandon() => Array.ForEach(inlets, static inlet => inlet.Abandon());
}
