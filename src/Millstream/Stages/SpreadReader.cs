namespace Millstream.Stages;

/// <summary>Reads the elements of items that are lists, one after the other.</summary>
/// <remarks>Whoever puts it together has seen that every <typeparamref name="TList"/> is a sequence of <typeparamref name="T"/>. A list that is null has no elements.</remarks>
internal sealed class SpreadReader<TList, T>(InletReader<TList> inlet) : ReaderOver<TList, T>(inlet)
{
    private T[] _elements = [];
    private int _at;

    public override bool IsEnded => Inner.IsEnded && Hand == 0;

    public override int Hand => _elements.Length - _at;

    public override int Fill()
    {
        while (Hand == 0)
        {
            ReadOnlySpan<TList> lists = Inner.Read(1);
            if (lists.IsEmpty)
            {
                break;
            }

            _elements = lists[0] is IEnumerable<T> elements ? [.. elements] : [];
            _at = 0;
        }

        return Hand;
    }

    public override ReadOnlySpan<T> Read(int max)
    {
        int length = Math.Min(Fill(), max);
        ReadOnlySpan<T> read = _elements.AsSpan(_at, length);
        _at += length;
        Position += length;
        return read;
    }

    public override void GiveBack(int items)
    {
        _at -= items;
        Position -= items;
    }

    public override void Leave()
    {
        _elements = [];
        _at = 0;
        Inner.Leave();
    }
}
