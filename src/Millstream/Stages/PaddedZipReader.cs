namespace Millstream.Stages;

/// <summary>Reads two inlets in step to the end of the longer one: where the shorter has no item any more, its place is taken by a value.</summary>
internal sealed class PaddedZipReader<T1, T2>(InletReader<T1> first, InletReader<T2> second, T1 ofFirst, T2 ofSecond) : InletReader<(T1 First, T2 Second)>
{
    private const int LongestSpan = 256;

    private (T1, T2)[] _span = [];

    public override bool IsEnded => Fault is not null || (first.IsEnded && second.IsEnded);

    public override Exception? Fault => FaultOf(first) ?? FaultOf(second);

    public override bool IsSource => first.IsSource && second.IsSource;

    public override int Fill()
    {
        int one = first.Fill();
        int other = second.Fill();
        return Fault is not null && Math.Min(one, other) == 0 ? 0
            : one == 0 && first.IsEnded ? Math.Min(other, LongestSpan)
            : other == 0 && second.IsEnded ? Math.Min(one, LongestSpan)
            : Math.Min(LongestSpan, Math.Min(one, other));
    }

    public override ReadOnlySpan<(T1 First, T2 Second)> Read(int max)
    {
        int length = Math.Min(Fill(), max);
        if (length == 0)
        {
            return default;
        }

        if (_span.Length < length)
        {
            _span = new (T1, T2)[length];
        }

        ReadOnlySpan<T1> one = first.Read(length);
        ReadOnlySpan<T2> other = second.Read(length);
        for (int i = 0; i < length; i++)
        {
            _span[i] = (one.IsEmpty ? ofFirst : one[i], other.IsEmpty ? ofSecond : other[i]);
        }

        Position += length;
        return _span.AsSpan(0, length);
    }

    public override void GiveBack(int items)
    {
        Position -= items;
        first.GiveBack(items);
        second.GiveBack(items);
    }

    public override void Leave()
    {
        first.Leave();
        second.Leave();
    }

    public override void Abandon()
    {
        first.Abandon();
        second.Abandon();
    }

    private static Exception? FaultOf(InletReader inlet) => inlet.IsEnded ? inlet.Fault : null;
}
