namespace Millstream.Stages;

/// <summary>Reads all items of an inlet as one item: the list of them, when the inlet has ended. Of an inlet that failed there is no list.</summary>
/// <remarks>The list grows with the flow: whoever asks for all items wants them all in memory. It is the reader's to keep.</remarks>
internal sealed class ListReader<T>(InletReader<T> inner) : InletReader<IReadOnlyList<T>>
{
    private readonly List<T> _items = [];
    private IReadOnlyList<T>[]? _list;

    public override bool IsEnded => inner.IsEnded && (_list is not null || inner.Fault is not null);

    public override Exception? Fault => inner.Fault;

    public override int Fill() => Gather() ? 1 : 0;

    public override ReadOnlySpan<IReadOnlyList<T>> Read(int max)
    {
        if (!Gather())
        {
            return default;
        }

        _list = [_items];
        Position = 1;
        return _list;
    }

    public override void Leave() => inner.Leave();

    public override void Abandon() => inner.Abandon();

    /// <summary>Takes what there is; true when that was all.</summary>
    private bool Gather()
    {
        if (_list is not null)
        {
            return false;
        }

        ReadOnlySpan<T> items;
        while (!(items = inner.Read(int.MaxValue)).IsEmpty)
        {
            _items.AddRange(items);
        }

        return inner.IsEnded && inner.Fault is null;
    }
}
