namespace Millstream.Stages;

/// <summary>An item, and the branches that it takes: the bit of each.</summary>
internal readonly record struct Routed<T>(T Item, ulong Branches);

/// <summary>Gives the items of one branch to a sink.</summary>
internal sealed class RoutePart<T>(int branch, SpanSink<T> sink) : SplitPart<Routed<T>>
{
    private T[] _scratch = [];
    private bool _isClosed;

    public override bool IsDiscarding => sink is IDiscards { IsDiscarding: true };

    public override int Reserve()
    {
        int room = _isClosed ? SpanSink.Closed : sink.Reserve();
        _isClosed = room < 0;
        return room;
    }

    public override void Push(ReadOnlySpan<Routed<T>> items)
    {
        if (_isClosed)
        {
            return;
        }

        if (_scratch.Length < items.Length)
        {
            _scratch = new T[items.Length];
        }

        int count = 0;
        foreach (Routed<T> item in items)
        {
            if ((item.Branches & (1UL << branch)) != 0)
            {
                _scratch[count++] = item.Item;
            }
        }

        if (count > 0)
        {
            sink.Push(_scratch.AsSpan(0, count));
            Array.Clear(_scratch, 0, count);
        }
    }

    public override bool Complete(Exception? error) => sink.Complete(error);
}
