using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Folds the items one after the other and emits the state after each.</summary>
    /// <remarks>
    /// <para>Emits: one state for each item read, in the order read; they keep the items' index at the source. Not the seed.</para>
    /// <para>Backpressure: reads the next item only when there is room for its state.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="fold"/> throws, by the policy in <paramref name="options"/>; an item left out leaves the state as it was.</para>
    /// </remarks>
    public static Flow<TState> Scan<T, TState>(
        this Flow<T> source, Func<TState, T, TState> fold, TState seed, Func<TaskOptions, TaskOptions>? options = null) =>
        Scan(source, fold, () => seed, options);

    /// <summary>
    /// Folds the items one after the other from a seed made for each run, and emits the state after each. A state that the fold changes in place is the same
    /// object each time: who reads it later sees the later items in it too.
    /// </summary>
    /// <inheritdoc cref="Scan{T, TState}(Flow{T}, Func{TState, T, TState}, TState, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TState> Scan<T, TState>(
        this Flow<T> source, Func<TState, T, TState> fold, Func<TState> seed, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentNullException.ThrowIfNull(seed);
        return new Flow<TState>(
            new ScanTask<T, TState>(MethodName.Of(fold, "scan"), TaskOptions.From(options), fold, seed), source.Input);
    }

    private sealed class ScanTask<T, TState>(string name, TaskOptions options, Func<TState, T, TState> fold, Func<TState> seed)
        : StepTask<T>(name, options.InOrder(name), [Out<TState>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new ScanStep<T, TState>(wiring.Task, fold, seed, wiring.Outlet<TState>());

        // The state takes the index of the item that led to it.
        public override TaskBody Lift() => new ScanTask<Marked<T>, Marked<TState>>(
            Name, Options, (state, item) => item.With(fold(state.Item, item.Item)), () => new Marked<TState>(seed(), default!));
    }

    private sealed class ScanStep<T, TState>(
        TaskScope task, Func<TState, T, TState> fold, Func<TState> seed, SpanSink<TState> next) : FusedStep<T, TState>(task, next)
    {
        private TState _state = default!;
        private bool _isSeeded;

        protected override void Run(ReadOnlySpan<T> items, Span<TState> to, ref StepCursor at)
        {
            at.IsOneToOne = true;
            at.Offset = -at.Read;
            if (!_isSeeded)
            {
                _state = seed();
                _isSeeded = true;
            }

            Fold(items, to, ref at);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Fold(ReadOnlySpan<T> items, Span<TState> to, ref StepCursor at)
        {
            Func<TState, T, TState> f = fold;
            int first = at.Read;
            for (int i = first; i < items.Length; i++)
            {
                at.Read = i;
                _state = f(_state, items[i]);
                to[i - first] = _state;
            }

            at.Read = items.Length;
        }
    }
}
