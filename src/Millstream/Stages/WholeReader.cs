namespace Millstream.Stages;

/// <summary>Gives the items of an inlet once all of them are there; none of an inlet that failed.</summary>
/// <remarks>They are in memory until then: who waits for a whole stream asked for that.</remarks>
internal sealed class WholeReader<T>(InletReader<T> inner) : InletReader<T>
{
    private readonly ListReader<T> _list = new(inner);
    private T[]? _whole;
    private int _at;

    public override bool IsEnded => _list.IsEnded && (_whole is null || _at == _whole.Length);

    public override Exception? Fault => _list.Fault;

    public override int Hand => _whole is null ? 0 : _whole.Length - _at;

    public override int Fill() => Gather() ? Hand : 0;

    public override ReadOnlySpan<T> Read(int max)
    {
        if (!Gather())
        {
            return default;
        }

        int length = Math.Min(max, Hand);
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

    public override void Leave() => _list.Leave();

    public override void Abandon() => _list.Abandon();

    /// <summary>Takes what there is; true when that was all.</summary>
    private bool Gather()
    {
        if (_whole is null && _list.Read(1) is [var items])
        {
            _whole = [.. items];
        }

        return _whole is not null;
    }
}
