using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>Keeps the items for which a predicate holds.</summary>
internal sealed class WhereStep<T>(TaskScope task, Func<T, bool> predicate, SpanSink<T> next) : FusedStep<T, T>(task, next)
{
    private HotLoop<T, T, T>? _hotLoop;
    private long _hotAt = HotLoop.HotItems;

    protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
    {
        if (Task.Received >= _hotAt)
        {
            _hotAt = long.MaxValue;
            _hotLoop = HotLoop.ForWhere(predicate);
        }

        if (_hotLoop is null)
        {
            RunShared(items, to, ref at);
            return;
        }

        ref T into = ref MemoryMarshal.GetReference(to);
        _hotLoop(predicate.Target, ref MemoryMarshal.GetReference(items), ref into, ref into, items.Length, ref at.Read, ref at.Written);
    }

    // Every item is written, kept or not: without a branch that the processor would have to guess.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void RunShared(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
    {
        Func<T, bool> f = predicate;
        int n = at.Written;
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            at.Written = n;
            T item = items[i];
            to[n] = item;
            n += f(item) ? 1 : 0;
        }

        at.Read = items.Length;
        at.Written = n;
    }
}
