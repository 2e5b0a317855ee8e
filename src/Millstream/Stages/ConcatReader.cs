namespace Millstream.Stages;

/// <summary>Reads several inlets as one, the first to its end, then the next. Ends after the last, or with the first error.</summary>
/// <remarks>An inlet whose producer gave its failure on by its outlet for errors is one without items, unless all are.</remarks>
internal sealed class ConcatReader<T>(InletReader<T>[] inlets) : InletReader<T>
{
    private int _turn;

    /// <summary>How many were branches of a condition that were not taken: those are only missing.</summary>
    private int _notTaken;
    private bool _hasLeft;
    private Exception? _fault;

    public override bool IsEnded => _hasLeft || _turn == inlets.Length;

    public override Exception? Fault => _fault;

    public override int Hand => IsEnded ? 0 : inlets[_turn].Hand;

    public override int LongestHand => inlets.Length == 0 ? 1 : inlets.Max(i => i.LongestHand);

    public override int Fill()
    {
        while (!IsEnded)
        {
            int count = inlets[_turn].Fill();
            if (count > 0 || !TryNext())
            {
                return count;
            }
        }

        return 0;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        while (!IsEnded)
        {
            ReadOnlySpan<T> items = inlets[_turn].Read(max);
            if (!items.IsEmpty || !TryNext())
            {
                Position += items.Length;
                return items;
            }
        }

        return default;
    }

    public override void Leave()
    {
        _hasLeft = true;
        Array.ForEach(inlets, inlet => inlet.Leave());
    }

    public override void Abandon() => Array.ForEach(inlets, static inlet => inlet.Abandon());

    /// <summary>Goes on to the next inlet when the one in turn has ended; false when there is nothing to read now.</summary>
    private bool TryNext()
    {
        InletReader<T> inlet = inlets[_turn];
        if (!inlet.IsEnded)
        {
            return false;
        }

        if (inlet.Fault is BranchNotTakenException && ++_notTaken < inlets.Length)
        {
            _turn++;
            return true;
        }

        if (inlet.Fault is { } fault && !(fault.IsRouted && Array.Exists(inlets, static other => other.Fault is null)))
        {
            _fault = fault;
            Leave();
            return false;
        }

        _turn++;
        return true;
    }
}
