using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>Folds all items into a state and emits the state at the end.</summary>
internal sealed class FoldStep<T, TState>(
    TaskScope task, Func<TState> seed, Func<TState, T, TState> fold, SpanSink<TState> next) : FusedStep<T, TState>(task, next)
{
    private TState _state = default!;
    private bool _isSeeded;

    private HotLoop<T, T, TState>? _hotLoop;
    private long _hotAt = HotLoop.HotItems;

    protected override void Run(ReadOnlySpan<T> items, Span<TState> to, ref StepCursor at)
    {
        Seed();
        if (Task.Received >= _hotAt && !Task.SurvivesErrors)
        {
            _hotAt = long.MaxValue;
            _hotLoop = HotLoop.ForFold(fold);
        }

        if (_hotLoop is null)
        {
            RunShared(items, ref at);
            return;
        }

        ref T from = ref MemoryMarshal.GetReference(items);
        _hotLoop(fold.Target, ref from, ref from, ref _state, items.Length, ref at.Read, ref at.Written);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void RunShared(ReadOnlySpan<T> items, ref StepCursor at)
    {
        Func<TState, T, TState> f = fold;
        if (Task.SurvivesErrors)
        {
            // The state must be right whenever a call throws.
            for (int i = at.Read; i < items.Length; i++)
            {
                at.Read = i;
                _state = f(_state, items[i]);
            }
        }
        else
        {
            TState state = _state;
            ref T from = ref MemoryMarshal.GetReference(items);
            for (int i = at.Read; i < items.Length; i++)
            {
                at.Read = i;
                state = f(state, Unsafe.Add(ref from, i));
            }

            _state = state;
        }

        at.Read = items.Length;
    }

    protected override bool GivesAtEnd => true;

    protected override bool Drain()
    {
        Seed();
        return TryDeliver(_state);
    }

    /// <summary>Called where user code is caught, at the first item or the empty end.</summary>
    private void Seed()
    {
        if (!_isSeeded)
        {
            _state = seed();
            _isSeeded = true;
        }
    }
}

/// <summary>Folds by a function known to the compiler.</summary>
internal sealed class FoldStep<T, TState, TFunction>(TaskScope task, TState seed, SpanSink<TState> next)
    : FusedStep<T, TState>(task, next)
    where TFunction : struct, IFoldFunction<TState, T>
{
    private TState _state = seed;

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void Run(ReadOnlySpan<T> items, Span<TState> to, ref StepCursor at)
    {
        TState state = _state;
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            state = TFunction.Invoke(state, items[i]);
        }

        _state = state;
        at.Read = items.Length;
    }

    protected override bool GivesAtEnd => true;

    protected override bool Drain() => TryDeliver(_state);
}
