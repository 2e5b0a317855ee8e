namespace Millstream.Stages;

/// <summary>Reads an inlet to its end and gives its last item; none of an inlet that was empty or failed.</summary>
internal sealed class LastReader<T>(InletReader<T> inner) : InletReader<T>
{
    private readonly T[] _last = new T[1];
    private bool _isThere;
    private bool _isRead;

    public override bool IsEnded => inner.IsEnded && (_isRead || !_isThere || inner.Fault is not null);

    public override Exception? Fault => inner.Fault;

    public override int Fill()
    {
        ReadOnlySpan<T> items;
        while (!(items = inner.Read(int.MaxValue)).IsEmpty)
        {
            _last[0] = items[^1];
            _isThere = true;
        }

        return _isThere && !_isRead && inner.IsEnded && inner.Fault is null ? 1 : 0;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        int length = Math.Min(Fill(), max);
        _isRead |= length > 0;
        Position += length;
        return _last.AsSpan(0, length);
    }

    public override void GiveBack(int items)
    {
        _isRead &= items == 0;
        Position -= items;
    }

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();
}
