using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millstream.Stages;

/// <summary>A state for each key, in the order in which the keys were first seen. <see langword="null"/> is a key.</summary>
/// <remarks>
/// A <see cref="Dictionary{TKey, TValue}"/> from which nothing was ever removed enumerates in the order of insertion: its entries are appended
/// (dotnet/runtime, Dictionary.cs). A test with many keys fails should that change.
/// </remarks>
// A dictionary takes no null: that key has a place of its own, so that the constraint on TKey is kept though it is not declared.
#pragma warning disable CS8714
internal sealed class KeyTable<TKey, TState>(IEqualityComparer<TKey>? comparer)
{
    private readonly Dictionary<TKey, TState> _states = new(comparer);
    private TState _stateOfNull = default!;

    /// <summary>How many other keys came before null; -1 while null has not come.</summary>
    private int _placeOfNull = -1;

    /// <summary>Gives the state of a key, to be read or changed before the next call; a new key begins with the default value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TState StateOf(TKey key, out bool exists)
    {
        if (key is null)
        {
            return ref StateOfNull(out exists);
        }

        return ref CollectionsMarshal.GetValueRefOrAddDefault(_states, key, out exists)!;
    }

    /// <summary>Gets the states of all keys but null.</summary>
    public Dictionary<TKey, TState> States => _states;

    /// <summary>Walks the keys in the order first seen. The table must not change meanwhile.</summary>
    public IEnumerable<KeyValuePair<TKey, TState>> InOrder()
    {
        int place = 0;
        foreach (KeyValuePair<TKey, TState> entry in _states)
        {
            if (place++ == _placeOfNull)
            {
                yield return new(default!, _stateOfNull);
            }

            yield return entry;
        }

        if (place == _placeOfNull)
        {
            yield return new(default!, _stateOfNull);
        }
    }

    private ref TState StateOfNull(out bool exists)
    {
        exists = _placeOfNull >= 0;
        if (!exists)
        {
            _placeOfNull = _states.Count;
        }

        return ref _stateOfNull;
    }
}

/// <summary>Counts by key.</summary>
internal static class KeyCounting
{
    /// <summary>Counts the keys from <paramref name="at"/> on, keeping it at the one being looked up.</summary>
    // Tiered, as no delegate is called: with a profile the JIT takes the look-up into the loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Count<TKey>(this KeyTable<TKey, long> table, ReadOnlySpan<TKey> keys, ref int at)
    {
        Dictionary<TKey, long> counts = table.States;
        for (int i = at; i < keys.Length; i++)
        {
            at = i;
            TKey key = keys[i];
            if (key is null)
            {
                table.StateOf(key, out _)++;
            }
            else
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
            }
        }
    }
}
#pragma warning restore CS8714
