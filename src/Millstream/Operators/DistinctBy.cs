using System.Globalization;
using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Leaves out items whose key came before.</summary>
    /// <remarks>
    /// <para>Emits: the first item of each key, in the order read; they keep their index at the source. <see langword="null"/> is a key.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>
    /// Fails: with what <paramref name="key"/> or <paramref name="comparer"/> throws, by the policy in <paramref name="options"/>; when there are more different
    /// keys than <paramref name="memory"/> allows (100,000 unless set).
    /// </para>
    /// <para>Buffers: each different key, up to that bound.</para>
    /// </remarks>
    public static Flow<T> DistinctBy<T, TKey>(
        this Flow<T> source,
        Func<T, TKey> key,
        IEqualityComparer<TKey>? comparer = null,
        DistinctOptions? memory = null,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);
        return new Flow<T>(
            new DistinctTask<T, TKey>(
                MethodName.Of(key, "distinctBy"), TaskOptions.From(options), key, comparer, memory ?? DistinctOptions.Default),
            source.Input);
    }

    private sealed class DistinctTask<T, TKey>(
        string name, TaskOptions options, Func<T, TKey> key, IEqualityComparer<TKey>? comparer, DistinctOptions memory)
        : StepTask<T>(name, options.InOrder(name), [Out<T>()])
    {
        public override SpanSink CreateSink(StageWiring wiring) =>
            new DistinctStep<T, TKey>(wiring.Task, key, comparer, memory, wiring.Outlet<T>());

        public override TaskBody Lift() =>
            new DistinctTask<Marked<T>, TKey>(Name, Options, item => key(item.Item), comparer, memory);
    }

    private sealed class DistinctStep<T, TKey>(
        TaskScope task, Func<T, TKey> key, IEqualityComparer<TKey>? comparer, DistinctOptions memory, SpanSink<T> next)
        : FusedStep<T, T>(task, next)
    {
        private readonly HashSet<TKey> _seen = new(comparer);

        /// <summary>The same keys in the order first seen, where the oldest is to be forgotten.</summary>
        private readonly Queue<TKey>? _order = memory.EvictsOldest ? new Queue<TKey>() : null;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        protected override void Run(ReadOnlySpan<T> items, Span<T> to, ref StepCursor at)
        {
            Func<T, TKey> f = key;
            int n = at.Written;
            for (int i = at.Read; i < items.Length; i++)
            {
                at.Read = i;
                at.Written = n;
                T item = items[i];
                TKey itemKey = f(item);
                if (_seen.Add(itemKey))
                {
                    Remember(itemKey);
                    to[n++] = item;
                }
            }

            at.Read = items.Length;
            at.Written = n;
        }

        private void Remember(TKey added)
        {
            _order?.Enqueue(added);
            if (_seen.Count <= memory.Bound)
            {
                return;
            }

            if (_order is null)
            {
                _seen.Remove(added);
                string bound = memory.Bound.ToString("N0", CultureInfo.InvariantCulture);
                throw new InvalidOperationException(
                    $"There are more than {bound} different keys, the bound up to which they are remembered. Raise "
                    + $"{nameof(DistinctOptions)}.{nameof(DistinctOptions.Bound)}, or let the oldest key be forgotten with "
                    + $"{nameof(DistinctOptions)}.{nameof(DistinctOptions.EvictsOldest)}.");
            }

            _seen.Remove(_order.Dequeue());
        }
    }
}
