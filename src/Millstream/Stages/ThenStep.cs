using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>One item out for each item in, by a delegate.</summary>
internal sealed class ThenStep<TIn, TOut>(TaskScope task, Func<TIn, TOut> function, SpanSink<TOut> next)
    : FusedStep<TIn, TOut>(task, next)
{
    // Without a profile: the JIT would lay the loop out for the first delegate it saw, and all later ones would be slower
    // than with no profile at all (bench/results has the rows).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    protected override void Run(ReadOnlySpan<TIn> items, Span<TOut> to, ref StepCursor at)
    {
        Func<TIn, TOut> f = function;
        int first = at.Read;
        at.IsOneToOne = true;
        at.Offset = -first;

        // References instead of spans: what lives across the call must fit the six registers that a call preserves.
        ref TIn from = ref MemoryMarshal.GetReference(items);
        ref TOut into = ref Unsafe.Subtract(ref MemoryMarshal.GetReference(to), first);
        for (int i = first; i < items.Length; i++)
        {
            at.Read = i;
            Unsafe.Add(ref into, i) = f(Unsafe.Add(ref from, i));
        }

        at.Read = items.Length;
    }
}

/// <summary>One item out for each item in, by a function known to the compiler: no delegate, so that the JIT may inline it.</summary>
internal sealed class ThenStep<TIn, TOut, TFunction>(TaskScope task, SpanSink<TOut> next) : FusedStep<TIn, TOut>(task, next)
    where TFunction : struct, IItemFunction<TIn, TOut>
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void Run(ReadOnlySpan<TIn> items, Span<TOut> to, ref StepCursor at)
    {
        int first = at.Read;
        at.IsOneToOne = true;
        at.Offset = -first;
        for (int i = first; i < items.Length; i++)
        {
            at.Read = i;
            to[i - first] = TFunction.Invoke(items[i]);
        }

        at.Read = items.Length;
    }
}
