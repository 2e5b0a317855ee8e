using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>Keeps a state for each key and emits them all at the end, as one sequence that a <see cref="FlattenStep{TIn, TOut}"/> gives on where there is room.</summary>
/// <remarks>
/// The keys of a span are read first, into a span of their own, and then counted or folded: two short loops are faster than one that calls user code
/// between look-ups (bench/results, P8).
/// </remarks>
internal abstract class KeyedStep<T, TKey, TState, TOut>(
    TaskScope task, Func<T, TKey> key, IEqualityComparer<TKey>? comparer, SpanSink<IEnumerable<TOut>> next)
    : FusedStep<T, IEnumerable<TOut>>(task, next)
{
    private readonly KeyTable<TKey, TState> _table = new(comparer);
    private TKey[] _keys = [];
    private HotLoop<T, TKey, TKey>? _hotLoop;
    private long _hotAt = HotLoop.HotItems;

    /// <summary>How many items of the span in hand have their key read; more than were folded when one of those failed and was left out.</summary>
    private int _keyed;

    protected sealed override void Run(ReadOnlySpan<T> items, Span<IEnumerable<TOut>> to, ref StepCursor at)
    {
        int first = at.Read;
        if (first == 0)
        {
            _keyed = 0;
        }

        if (_keys.Length < items.Length)
        {
            _keys = new TKey[items.Length];
        }

        at.Read = Math.Max(first, _keyed);
        try
        {
            ReadKeys(items, ref at);
        }
        finally
        {
            // Also when a key could not be read: the items before that one are folded, and should one of them fail, that is the earlier failure.
            _keyed = at.Read;
            Fold(items[.._keyed], _keys, _table, first, ref at);
            at.Read = _keyed;
        }
    }

    /// <summary>Takes the items from <paramref name="first"/> on into the states of their keys, keeping <paramref name="at"/> at the one being worked on.</summary>
    protected abstract void Fold(
        ReadOnlySpan<T> items, ReadOnlySpan<TKey> keys, KeyTable<TKey, TState> table, int first, ref StepCursor at);

    /// <summary>Makes the items of the states, lazily.</summary>
    protected abstract IEnumerable<TOut> Results(KeyTable<TKey, TState> table);

    protected override bool GivesAtEnd => true;

    protected override bool Drain() => TryDeliver(Results(_table));

    private void ReadKeys(ReadOnlySpan<T> items, ref StepCursor at)
    {
        if (Task.Received >= _hotAt)
        {
            _hotAt = long.MaxValue;
            _hotLoop = HotLoop.ForThen(key);
        }

        if (_hotLoop is null)
        {
            ReadKeysShared(items, ref at);
            return;
        }

        ref TKey into = ref MemoryMarshal.GetArrayDataReference(_keys);
        _hotLoop(key.Target, ref MemoryMarshal.GetReference(items), ref into, ref into, items.Length, ref at.Read, ref at.Written);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ReadKeysShared(ReadOnlySpan<T> items, ref StepCursor at)
    {
        Func<T, TKey> f = key;
        Span<TKey> keys = _keys;
        for (int i = at.Read; i < items.Length; i++)
        {
            at.Read = i;
            keys[i] = f(items[i]);
        }

        at.Read = items.Length;
    }
}
