namespace Millstream.Stages;

/// <summary>How many items a stage takes at once: few while they are slow, so that nothing waits for a span to fill.</summary>
/// <remarks>
/// Begins at one, doubles while a span takes less than 20 µs, falls back when it takes longer: inside a span one step runs over
/// all items before the next begins, so a slow step with a long span would keep the first result from the last step.
/// </remarks>
internal struct SpanPace(StageScope stage)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    private readonly TimeProvider _time = stage.Time;
    private readonly int _longest = stage.LongestSpan;
    private readonly long _quick = (long)(Quick.TotalSeconds * stage.Time.TimestampFrequency);
    private readonly long _turn = (long)(Turn.TotalSeconds * stage.Time.TimestampFrequency);
    private long _turnBegan = stage.Time.GetTimestamp();
    private long _began;

    /// <summary>Gets how many items the next span may have.</summary>
    public int Length { get; private set; } = 1;

    /// <summary>Gets whether the stage has run so long without a wait that it should let others go first.</summary>
    public bool IsTurnOver { get; private set; }

    public void Begin() => _began = _began == 0 ? _time.GetTimestamp() : _began;

    /// <summary>A span is done.</summary>
    public void End()
    {
        long now = _time.GetTimestamp();
        if (now - _began < _quick)
        {
            Length = Math.Min(Length * 2, _longest);
        }
        else if (Length > 1)
        {
            Length = Math.Max(Length / 4, 1);
        }

        _began = now;
        IsTurnOver = now - _turnBegan > _turn;
    }

    /// <summary>The stage waited: the clock of its turn begins anew.</summary>
    public void Waited()
    {
        _began = 0;
        _turnBegan = _time.GetTimestamp();
        IsTurnOver = false;
    }
}
