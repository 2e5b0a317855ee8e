using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Folds the items of each key into a state of its own.</summary>
    /// <remarks>
    /// <para>Emits: at the end, each key with its state, in the order in which the keys were first seen. <see langword="null"/> is a key.</para>
    /// <para>Backpressure: reads as fast as <paramref name="key"/> and <paramref name="fold"/> run; at the end emits while there is room.</para>
    /// <para>Completes: after the last key.</para>
    /// <para>
    /// Fails: with what <paramref name="key"/>, <paramref name="fold"/> or <paramref name="comparer"/> throws, by the policy in <paramref name="options"/>;
    /// an item left out leaves the state of its key as it was.
    /// </para>
    /// <para>Buffers: every key and its state.</para>
    /// </remarks>
    public static Flow<KeyValuePair<TKey, TState>> AggregateBy<T, TKey, TState>(
        this Flow<T> source,
        Func<T, TKey> key,
        TState seed,
        Func<TState, T, TState> fold,
        IEqualityComparer<TKey>? comparer = null,
        Func<TaskOptions, TaskOptions>? options = null) =>
        AggregateBy<T, TKey, TState>(source, key, _ => seed, fold, comparer, options);

    /// <summary>Folds the items of each key into a state of its own, begun with a seed made for the key.</summary>
    /// <inheritdoc cref="AggregateBy{T, TKey, TState}(Flow{T}, Func{T, TKey}, TState, Func{TState, T, TState}, IEqualityComparer{TKey}?, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<KeyValuePair<TKey, TState>> AggregateBy<T, TKey, TState>(
        this Flow<T> source,
        Func<T, TKey> key,
        Func<TKey, TState> seed,
        Func<TState, T, TState> fold,
        IEqualityComparer<TKey>? comparer = null,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(seed);
        ArgumentNullException.ThrowIfNull(fold);
        return new Flow<KeyValuePair<TKey, TState>>(
            new KeyedTask<T, KeyValuePair<TKey, TState>>(
                MethodName.Of(fold, "aggregateBy"),
                TaskOptions.From(options),
                (task, next) => new AggregateByStep<T, TKey, TState>(task, key, seed, fold, comparer, next)),
            source.Input);
    }

    private sealed class AggregateByStep<T, TKey, TState>(
        TaskScope task,
        Func<T, TKey> key,
        Func<TKey, TState> seed,
        Func<TState, T, TState> fold,
        IEqualityComparer<TKey>? comparer,
        SpanSink<IEnumerable<KeyValuePair<TKey, TState>>> next)
        : KeyedStep<T, TKey, KeyState<TState>, KeyValuePair<TKey, TState>>(task, key, comparer, next)
    {
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        protected override void Fold(
            ReadOnlySpan<T> items, ReadOnlySpan<TKey> keys, KeyTable<TKey, KeyState<TState>> table, int first, ref StepCursor at)
        {
            Func<TState, T, TState> f = fold;
            for (int i = first; i < items.Length; i++)
            {
                at.Read = i;
                ref KeyState<TState> slot = ref table.StateOf(keys[i], out _);
                slot.State = f(slot.HasState ? slot.State : seed(keys[i]), items[i]);
                slot.HasState = true;
            }
        }

        // A key of which every item failed and was left out has no state.
        protected override IEnumerable<KeyValuePair<TKey, TState>> Results(KeyTable<TKey, KeyState<TState>> table) =>
            table.InOrder().Where(e => e.Value.HasState).Select(e => new KeyValuePair<TKey, TState>(e.Key, e.Value.State));
    }

    private struct KeyState<TState>
    {
        public bool HasState;
        public TState State;
    }
}
