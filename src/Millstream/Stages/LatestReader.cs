namespace Millstream.Stages;

/// <summary>Reads two inlets and makes an item of the latest of both for each that comes, once both have given one.</summary>
internal sealed class LatestReader<T1, T2, T>(InletReader<T1> first, InletReader<T2> second, Func<T1, T2, T> combine)
    : InletReader<T>
{
    private readonly T[] _span = new T[1];
    private bool _isFirstsTurn = true;
    private bool _hasFirst;
    private bool _hasSecond;
    private bool _hasLeft;
    private T1 _first = default!;
    private T2 _second = default!;

    public override bool IsEnded => _hasLeft || Fault is not null || (first.IsEnded && second.IsEnded)
        || (first.IsEnded && !_hasFirst) || (second.IsEnded && !_hasSecond);

    public override Exception? Fault => first.IsEnded && first.Fault is { } fault ? fault : second.IsEnded ? second.Fault : null;

    public override int Fill()
    {
        int ofFirst = first.Fill();
        int ofSecond = second.Fill();
        return _hasLeft ? 0 : Math.Max(ofFirst, ofSecond);
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        while (!_hasLeft && TryTake())
        {
            if (_hasFirst && _hasSecond)
            {
                _span[0] = combine(_first, _second);
                Position++;
                return _span;
            }
        }

        if (IsEnded)
        {
            LeaveBoth();
        }

        return default;
    }

    public override void Leave()
    {
        _hasLeft = true;
        LeaveBoth();
    }

    public override void Abandon()
    {
        first.Abandon();
        second.Abandon();
    }

    /// <summary>Takes one item of either inlet, of both in turn while both have some.</summary>
    private bool TryTake()
    {
        _isFirstsTurn = !_isFirstsTurn;
        return _isFirstsTurn ? TakeFirst() || TakeSecond() : TakeSecond() || TakeFirst();
    }

    private bool TakeFirst()
    {
        ReadOnlySpan<T1> one = first.Read(1);
        if (one.IsEmpty)
        {
            return false;
        }

        _first = one[0];
        return _hasFirst = true;
    }

    private bool TakeSecond()
    {
        ReadOnlySpan<T2> one = second.Read(1);
        if (one.IsEmpty)
        {
            return false;
        }

        _second = one[0];
        return _hasSecond = true;
    }

    private void LeaveBoth()
    {
        first.Leave();
        second.Leave();
    }
}
