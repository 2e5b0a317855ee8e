namespace Millstream.Stages;

/// <summary>An item, and the branches that it takes: the bit of each.</summary>
internal readonly record struct Routed<T>(T Item, ulong Branches);

/// <summary>A sink of the items that take one branch.</summary>
/// <param name="branch">The number of the branch.</param>
/// <param name="sink">What takes its items.</param>
/// <param name="isSingle">Whether there is one item in all: a branch that it does not take is told so at the end.</param>
internal sealed class RoutePart<T>(int branch, SpanSink<T> sink, bool isSingle) : SplitPart<Routed<T>, T>(sink)
{
    private bool _isTaken = !isSingle;

    public override bool Complete(Exception? error) => base.Complete(error ?? (_isTaken ? null : BranchNotTakenException.Shared));

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

        _isTaken |= count > 0;
        return count;
    }
}
