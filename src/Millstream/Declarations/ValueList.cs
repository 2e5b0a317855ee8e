using System.Collections;
using System.Runtime.CompilerServices;

namespace Millstream;

/// <summary>A list that never changes and is equal to another with equal items in the same order.</summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    internal ValueList(ReadOnlySpan<T> items) => _items = items.ToArray();

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (T item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    /// <summary>Gets the items as text, with commas between them.</summary>
    public override string ToString() => string.Join(", ", _items);
}

/// <summary>Makes a <see cref="ValueList{T}"/> of a collection expression.</summary>
public static class ValueList
{
    /// <summary>Makes a list of a copy of the items.</summary>
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items);
}
