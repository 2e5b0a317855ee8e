namespace Millstream.Stages;

/// <summary>Reads several inlets item by item and makes an item of those at hand, whenever a combination is complete.</summary>
/// <remarks>Of each inlet one item at most waits for its turn: the others stay on their edges, which are bounded.</remarks>
/// <param name="inlets">The inlets.</param>
/// <param name="make">Makes an item of what is at hand.</param>
internal abstract class HeldReader<T>(HeldInlet[] inlets, Func<T> make) : InletReader<T>
{
    private readonly T[] _span = new T[1];
    private bool _isMade;
    private bool _isEnded;
    private Exception? _fault;

    public sealed override bool IsEnded => _isEnded;

    public sealed override Exception? Fault => _fault;

    public sealed override int Hand => _isMade ? 1 : 0;

    protected HeldInlet[] Inlets => inlets;

    public sealed override void OnPause(Action<bool> changed)
    {
        for (int i = 0; i < inlets.Length; i++)
        {
            int inlet = i;
            inlets[i].Reader.OnPause(isPaused => Paused(inlet, isPaused));
        }

        PauseOfSeveral.OnAll([.. inlets.Where(inlet => !inlet.IsValue).Select(inlet => inlet.Reader)], changed);
    }

    public sealed override int Fill()
    {
        if (_isMade || _isEnded)
        {
            return Hand;
        }

        if (HasValues() && TryCombine())
        {
            _span[0] = make();
            _isMade = true;
            return 1;
        }

        _fault = Array.Find(inlets, static inlet => inlet.Reader is { IsEnded: true, Fault: not null })?.Reader.Fault;
        if (_fault is not null || CannotGoOn())
        {
            Leave();
        }

        return 0;
    }

    public sealed override ReadOnlySpan<T> Read(int max)
    {
        if (max == 0 || Fill() == 0)
        {
            return default;
        }

        _isMade = false;
        Position++;
        return _span;
    }

    public override void Leave()
    {
        _isEnded = true;
        _isMade = false;
        Array.ForEach(inlets, static inlet => inlet.Reader.Leave());
    }

    public override void Abandon() => Array.ForEach(inlets, static inlet => inlet.Reader.Abandon());

    /// <summary>The producer of an inlet pauses, or goes on.</summary>
    protected virtual void Paused(int inlet, bool isPaused)
    {
    }

    /// <summary>Looks for a complete combination, and puts it at hand.</summary>
    protected abstract bool TryCombine();

    /// <summary>Says whether there will be no other combination.</summary>
    protected abstract bool CannotGoOn();

    /// <summary>Says whether an inlet was read to its end.</summary>
    protected static bool HasEnded(HeldInlet inlet) => !inlet.HasNext && inlet.Reader.IsEnded;

    /// <summary>What comes once is there before anything else is read.</summary>
    private bool HasValues()
    {
        bool hasAll = true;
        foreach (HeldInlet inlet in inlets)
        {
            if (inlet is { IsValue: true, HasItem: false })
            {
                if (inlet.TryRead())
                {
                    inlet.Take();
                    inlet.Reader.Leave();
                }
                else
                {
                    hasAll = false;
                }
            }
        }

        return hasAll;
    }
}
