namespace Millstream.Stages;

/// <summary>Reads one item and gives it again and again: a value that stands beside streams, or alone makes a task a source.</summary>
internal sealed class ConstantReader<T>(StageScope stage, InletReader<T> inlet) : InletReader<T>
{
    private const int LongestSpan = 512;

    private T[]? _span;

    /// <summary>What <see cref="Fill"/> has promised: it is there to be read even if the stage is told to end meanwhile.</summary>
    private int _promised;

    public override bool IsSource => true;

    public override bool IsEnded => stage.IsDraining || (_span is null && inlet.IsEnded);

    public override Exception? Fault => inlet.Fault;

    public override int Fill() => _promised = !stage.IsDraining && HasValue() ? LongestSpan : 0;

    public override ReadOnlySpan<T> Read(int max)
    {
        int length = Math.Min(_promised > 0 ? _promised : Fill(), max);
        _promised = 0;
        Position += length;
        return _span.AsSpan(0, length);
    }

    public override void Leave() => inlet.Leave();

    public override void Abandon() => inlet.Abandon();

    private bool HasValue()
    {
        if (_span is null && inlet.Read(1) is [var value])
        {
            _span = new T[LongestSpan];
            Array.Fill(_span, value);
            inlet.Leave();
        }

        return _span is not null;
    }
}
