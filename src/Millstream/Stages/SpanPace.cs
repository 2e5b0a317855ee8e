namespace Millstream.Stages;

/// <summary>How many items a stage takes at once: few while they are slow, so that nothing waits for a span to fill.</summary>
/// <remarks>
/// Begins at one, doubles while a span takes less than 20 µs, falls back when it takes longer: inside a span one step runs over
/// all items before the next begins, so a slow step with a long span would keep the first result from the last step.
/// </remarks>
internal struct SpanPace(StageScope stage)
{
    /// <summary>Single items, which tell little, are timed only so often.</summary>
    private const int UntimedSingles = 16;

    private static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    private readonly StageScope _stage = stage;
    private readonly TimeProvider _time = stage.Time;
    private readonly int _longest = stage.LongestSpan;
    private readonly long _quick = (long)(Quick.TotalSeconds * stage.Time.TimestampFrequency);
    private readonly long _turn = (long)(Turn.TotalSeconds * stage.Time.TimestampFrequency);
    private long _turnBegan;
    private long _began;
    private bool _isTimed;
    private int _singles;

    /// <summary>Gets how many items the next span may have.</summary>
    public int Length { get; private set; } = 1;

    /// <summary>Gets whether the stage has run so long without a wait that it should let others go first.</summary>
    public bool IsTurnOver { get; private set; }

    /// <summary>A span begins. The clock is read only where the answer may change something.</summary>
    public void Begin()
    {
        _isTimed = Length == 1 || _turnBegan != 0 || _singles >= UntimedSingles;
        if (_isTimed && _began == 0)
        {
            _began = _time.GetTimestamp();
            _turnBegan = _turnBegan == 0 ? _began : _turnBegan;
        }
    }

    /// <summary>A span of <paramref name="items"/> is done.</summary>
    public void End(int items)
    {
        if (!_isTimed)
        {
            // The first span after a wait: from the second on the stage is busy, and is timed.
            _singles = items == 1 ? _singles + 1 : UntimedSingles;
            _turnBegan = items == 1 ? 0 : _time.GetTimestamp();
            _began = _turnBegan;
            return;
        }

        long now = _time.GetTimestamp();
        if (now - _began < _quick)
        {
            Length = Math.Min(Length * 2, _longest);
        }
        else if (Length > 1)
        {
            Length = Math.Max(Length / 4, 1);
        }

        _singles = 0;
        _began = now;
        IsTurnOver = now - _turnBegan > _turn || _stage.EndsTurn();
    }

    /// <summary>The stage waited: the clock of its turn begins anew.</summary>
    public void Waited()
    {
        _began = 0;
        _turnBegan = 0;
        IsTurnOver = false;
    }
}
