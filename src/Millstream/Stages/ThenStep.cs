using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>One item out for each item in, by a delegate.</summary>
internal sealed class ThenStep<TIn, TOut>(TaskScope task, Func<TIn, TOut> function, SpanSink<TOut> next)
    : FusedStep<TIn, TOut>(task, next)
{
    private HotLoop<TIn, TOut, TOut>? _hotLoop;
    private long _hotAt = HotLoop.HotItems;

    protected override void Run(ReadOnlySpan<TIn> items, Span<TOut> to, ref StepCursor at)
    {
        at.IsOneToOne = true;
        at.Offset = -at.Read;
        if (Task.Received >= _hotAt)
        {
            _hotAt = long.MaxValue;
            _hotLoop = HotLoop.ForThen(function);
        }

        if (_hotLoop is null)
        {
            RunShared(items, to, ref at);
            return;
        }

        ref TOut into = ref Unsafe.Subtract(ref MemoryMarshal.GetReference(to), at.Read);
        _hotLoop(function.Target, ref MemoryMarshal.GetReference(items), ref into, ref into, items.Length, ref at.Read, ref at.Written);
    }

    // Without a profile: the JIT would lay the loop out for the first delegate it saw, and all later ones would be slower
    // than with no profile at all (bench/results has the rows).
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void RunShared(ReadOnlySpan<TIn> items, Span<TOut> to, ref StepCursor at)
    {
        Func<TIn, TOut> f = function;
        int first = at.Read;

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
        ref TIn from = ref MemoryMarshal.GetReference(items);
        ref TOut into = ref Unsafe.Subtract(ref MemoryMarshal.GetReference(to), first);
        for (int i = first; i < items.Length; i++)
        {
            at.Read = i;
            Unsafe.Add(ref into, i) = TFunction.Invoke(Unsafe.Add(ref from, i));
        }

        at.Read = items.Length;
    }
}
