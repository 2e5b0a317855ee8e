using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Puts the items of each key together.</summary>
    /// <remarks>
    /// <para>Emits: at the end, a group for each key, in the order in which the keys were first seen. <see langword="null"/> is a key.</para>
    /// <para>Backpressure: reads as fast as <paramref name="key"/> runs; at the end emits while there is room.</para>
    /// <para>Completes: after the last group.</para>
    /// <para>Fails: with what <paramref name="key"/> or <paramref name="comparer"/> throws, by the policy in <paramref name="options"/>.</para>
    /// <para>Buffers: every item. <c>CountBy</c> and <c>AggregateBy</c> keep one value for each key.</para>
    /// </remarks>
    public static Flow<Group<TKey, T>> GroupBy<T, TKey>(
        this Flow<T> source,
        Func<T, TKey> key,
        IEqualityComparer<TKey>? comparer = null,
        Func<TaskOptions, TaskOptions>? options = null) =>
        GroupBy(source, key, static item => item, comparer, options);

    /// <summary>Puts what is made of the items of each key together.</summary>
    /// <inheritdoc cref="GroupBy{T, TKey}(Flow{T}, Func{T, TKey}, IEqualityComparer{TKey}?, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<Group<TKey, TElement>> GroupBy<T, TKey, TElement>(
        this Flow<T> source,
        Func<T, TKey> key,
        Func<T, TElement> element,
        IEqualityComparer<TKey>? comparer = null,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(element);
        return new Flow<Group<TKey, TElement>>(
            new KeyedTask<T, Group<TKey, TElement>>(
                MethodName.Of(key, "groupBy"),
                TaskOptions.From(options),
                (task, next) => new GroupByStep<T, TKey, TElement>(task, key, element, comparer, next)),
            source.Input);
    }

    private sealed class GroupByStep<T, TKey, TElement>(
        TaskScope task,
        Func<T, TKey> key,
        Func<T, TElement> element,
        IEqualityComparer<TKey>? comparer,
        SpanSink<IEnumerable<Group<TKey, TElement>>> next)
        : KeyedStep<T, TKey, List<TElement>?, Group<TKey, TElement>>(task, key, comparer, next)
    {
        protected override void Fold(
            ReadOnlySpan<T> items, ReadOnlySpan<TKey> keys, KeyTable<TKey, List<TElement>?> table, int first, ref StepCursor at)
        {
            for (int i = first; i < items.Length; i++)
            {
                at.Read = i;
                TElement made = element(items[i]);
                (table.StateOf(keys[i], out _) ??= []).Add(made);
            }
        }

        protected override IEnumerable<Group<TKey, TElement>> Results(KeyTable<TKey, List<TElement>?> table) =>
            table.InOrder().Select(e => new Group<TKey, TElement>(e.Key, e.Value!));
    }
}
