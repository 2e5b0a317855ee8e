namespace Millstream.Stages;

/// <summary>Gives a part of each item to each of several sinks.</summary>
internal sealed class SplitSink<T>(SplitPart<T>[] parts) : FanSink<T>(parts)
{
    public override void Push(ReadOnlySpan<T> items)
    {
        foreach (SplitPart<T> part in parts)
        {
            part.Push(items);
        }
    }
}

/// <summary>One of the sinks of a <see cref="SplitSink{T}"/>.</summary>
internal abstract class SplitPart<T>(SpanSink sink) : FanOutlet(sink)
{
    public abstract void Push(ReadOnlySpan<T> items);
}

/// <summary>A sink of what is taken out of the items: something of each of them, or some of them.</summary>
internal abstract class SplitPart<T, TPart>(SpanSink<TPart> sink) : SplitPart<T>(sink)
{
    private TPart[] _taken = [];

    public sealed override void Push(ReadOnlySpan<T> items)
    {
        if (IsClosed)
        {
            return;
        }

        if (_taken.Length < items.Length)
        {
            _taken = new TPart[items.Length];
        }

        int count = Take(items, _taken);
        if (count > 0)
        {
            sink.Push(_taken.AsSpan(0, count));
            Array.Clear(_taken, 0, count);
        }
    }

    /// <summary>Takes out of the items what the sink gets; answers how much that is.</summary>
    protected abstract int Take(ReadOnlySpan<T> items, Span<TPart> taken);
}

/// <summary>A sink of something of each item: a part of a tuple, say.</summary>
internal sealed class MappedPart<T, TPart>(Func<T, TPart> part, SpanSink<TPart> sink) : SplitPart<T, TPart>(sink)
{
    protected override int Take(ReadOnlySpan<T> items, Span<TPart> taken)
    {
        for (int i = 0; i < items.Length; i++)
        {
            taken[i] = part(items[i]);
        }

        return items.Length;
    }
}
