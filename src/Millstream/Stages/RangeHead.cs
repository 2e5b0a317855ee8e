using System.Numerics;

namespace Millstream.Stages;

/// <summary>A source of whole numbers in a row.</summary>
internal sealed class RangeHead<T>(TaskScope task, T start, long count, SpanSink<T> sink) : ReadyHead<T>(task, count, sink)
    where T : struct, IBinaryInteger<T>
{
    private T[] _span = [];

    protected override ReadOnlySpan<T> Items(long at, int length)
    {
        if (_span.Length < length)
        {
            _span = new T[length];
        }

        Span<T> span = _span.AsSpan(0, length);
        T next = start + T.CreateTruncating(at);
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = next++;
        }

        return span;
    }
}
