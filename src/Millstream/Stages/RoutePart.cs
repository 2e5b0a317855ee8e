namespace Millstream.Stages;

/// <summary>An item, and the branches that it takes: the bit of each.</summary>
internal readonly record struct Routed<T>(T Item, ulong Branches);

/// <summary>A sink of the items that take one branch.</summary>
internal sealed class RoutePart<T>(int branch, SpanSink<T> sink) : SplitPart<Routed<T>, T>(sink)
{
    protected override int Take(ReadOnlySpan<Routed<T>> items, Span<T> taken)
    {
        int count = 0;
        foreach (Routed<T> item in items)
        {
            if ((item.Branches & (1UL << branch)) != 0)
            {
                taken[count++] = item.Item;
            }
        }

        return count;
    }
}
