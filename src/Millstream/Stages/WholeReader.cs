namespace Millstream.Stages;

/// <summary>Gives the items of an inlet once all of them are there; none of an inlet that failed.</summary>
/// <remarks>They are in memory until then: who waits for a whole stream asked for that.</remarks>
internal sealed class WholeReader<T>(InletReader<T> inner) : InletReader<T>
{
    private readonly List<T> _items = [];
    private T[]? _whole;
    private int _at;

    public override bool IsEnded => inner.IsEnded && (inner.Fault is not null || (_whole is not null && _at == _whole.Length));

    public override Exception? Fault => inner.Fault;

    public override int Hand => _whole is null ? 0 : _whole.Length - _at;

    public override int Fill() => Gather() ? Hand : 0;

    public override ReadOnlySpan<T> Read(int max)
    {
        if (!Gather())
        {
            return default;
        }

        int length = Math.Min(max, _whole!.Length - _at);
        ReadOnlySpan<T> read = _whole.AsSpan(_at, length);
        _at += length;
        Position += length;
        return read;
    }

    public override void GiveBack(int items)
    {
        _at -= items;
        Position -= items;
    }

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();

    /// <summary>Takes what there is; true when that was all.</summary>
    private bool Gather()
    {
        if (_whole is not null)
        {
            return true;
        }

        ReadOnlySpan<T> items;
        while (!(items = inner.Read(int.MaxValue)).IsEmpty)
        {
            _items.AddRange(items);
        }

        if (inner.IsEnded && inner.Fault is null)
        {
            _whole = [.. _items];
            _items.Clear();
        }

        return _whole is not null;
    }
}
