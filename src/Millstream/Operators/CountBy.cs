using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Counts the items of each key.</summary>
    /// <remarks>
    /// <para>Emits: at the end, each key with its number of items, in the order in which the keys were first seen. <see langword="null"/> is a key.</para>
    /// <para>Backpressure: reads as fast as <paramref name="key"/> runs; at the end emits while there is room.</para>
    /// <para>Completes: after the last key.</para>
    /// <para>Fails: with what <paramref name="key"/> or <paramref name="comparer"/> throws, by the policy in <paramref name="options"/>.</para>
    /// <para>Buffers: every key.</para>
    /// </remarks>
    public static Flow<KeyValuePair<TKey, long>> CountBy<T, TKey>(
        this Flow<T> source,
        Func<T, TKey> key,
        IEqualityComparer<TKey>? comparer = null,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);
        return new Flow<KeyValuePair<TKey, long>>(
            new KeyedTask<T, KeyValuePair<TKey, long>>(
                MethodName.Of(key, "countBy"),
                TaskOptions.From(options),
                (task, next) => new CountByStep<T, TKey>(task, key, comparer, next)),
            source.Input);
    }

    private sealed class KeyedTask<T, TOut>(
        string name, TaskOptions options, Func<TaskScope, SpanSink<IEnumerable<TOut>>, SpanSink<T>> makeStep)
        : StepTask<T>(name, options.InOrder(name), [Out<TOut>()])
    {
        public override bool EmitsAtEnd => true;

        public override SpanSink CreateSink(StageWiring wiring) => makeStep(
            wiring.Task, new FlattenStep<IEnumerable<TOut>, TOut>(wiring.Task.MakeTail(), static all => all, wiring.Outlet<TOut>()));
    }

    private sealed class CountByStep<T, TKey>(
        TaskScope task, Func<T, TKey> key, IEqualityComparer<TKey>? comparer, SpanSink<IEnumerable<KeyValuePair<TKey, long>>> next)
        : KeyedStep<T, TKey, long, KeyValuePair<TKey, long>>(task, key, comparer, next)
    {
        protected override void Fold(
            ReadOnlySpan<T> items, ReadOnlySpan<TKey> keys, KeyTable<TKey, long> table, int first, ref StepCursor at)
        {
            at.Read = first;
            table.Count(keys[..items.Length], ref at.Read);
        }

        protected override IEnumerable<KeyValuePair<TKey, long>> Results(KeyTable<TKey, long> table) => table.InOrder();
    }
}
