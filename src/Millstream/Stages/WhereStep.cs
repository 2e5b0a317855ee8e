using System.Runtime.CompilerServices;

namespace Millstream.Stages;

/// <summary>Keeps the items for which a predicate holds.</summary>
internal sealed class WhereStep<T>(TaskScope task, Func<T, bool> predicate, SpanSink<T> next) : FusedStep<T, T>(task, next)
{
    // Every item is written, kept or not: without a branch that the processor would have to guess.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
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
