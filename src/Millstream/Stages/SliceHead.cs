using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>A source that holds its items already: arrays and lists go on as slices, without a copy.</summary>
internal sealed class SliceHead<T>(TaskScope task, IReadOnlyList<T> items, SpanSink<T> sink) : ReadyHead<T>(task, items.Count, sink)
{
    private T[] _span = [];

    protected override ReadOnlySpan<T> Items(long at, int length)
    {
        int first = (int)at;
        switch (items)
        {
            case T[] array:
                return new ReadOnlySpan<T>(array, first, length);
            case List<T> list:
                return CollectionsMarshal.AsSpan(list).Slice(first, length);
            default:
                if (_span.Length < length)
                {
                    _span = new T[length];
                }

                for (int i = 0; i < length; i++)
                {
                    _span[i] = items[first + i];
                }

                return _span.AsSpan(0, length);
        }
    }
}
