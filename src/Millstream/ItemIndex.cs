using System.Globalization;

namespace Millstream;

/// <summary>
/// The place of an item at its source: the zero-based number <c>3</c>; where a task made several items of one, that one's index and the number among
/// those made of it: <c>3.0</c>, <c>3.1</c>.
/// </summary>
/// <remarks>
/// What only leaves items out keeps the index of the others; a task that makes new items of several counts its own output from 0. Not a count of the items
/// read: indices may have gaps. Equal when all parts are equal; ordered by the first part that differs. The default value is the first item of a source.
/// </remarks>
public readonly struct ItemIndex : IEquatable<ItemIndex>, IComparable<ItemIndex>, IFormattable
{
    private readonly long _number;
    private readonly Above? _above;
    private readonly CapturedItem? _captured;

    internal ItemIndex(long number)
        : this(number, above: null, captured: null)
    {
    }

    private ItemIndex(long number, Above? above, CapturedItem? captured)
    {
        _number = number;
        _above = above;
        _captured = captured;
    }

    /// <summary>Gets the number of the item at its source, whatever was made of it since.</summary>
    /// <value>0 or more.</value>
    public long Source => _above is { } above ? above.Index.Source : _number;

    /// <summary>Says whether two indices are the same.</summary>
    public static bool operator ==(ItemIndex left, ItemIndex right) => left.Equals(right);

    /// <summary>Says whether two indices differ.</summary>
    public static bool operator !=(ItemIndex left, ItemIndex right) => !left.Equals(right);

    /// <summary>Says whether one index comes before another.</summary>
    public static bool operator <(ItemIndex left, ItemIndex right) => left.CompareTo(right) < 0;

    /// <summary>Says whether one index comes after another.</summary>
    public static bool operator >(ItemIndex left, ItemIndex right) => left.CompareTo(right) > 0;

    /// <summary>Says whether one index comes before another or is the same.</summary>
    public static bool operator <=(ItemIndex left, ItemIndex right) => left.CompareTo(right) <= 0;

    /// <summary>Says whether one index comes after another or is the same.</summary>
    public static bool operator >=(ItemIndex left, ItemIndex right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public bool Equals(ItemIndex other) =>
        _number == other._number
        && (_above is null ? other._above is null : other._above is { } above && _above.Index.Equals(above.Index));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ItemIndex other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_number, _above?.Index.GetHashCode() ?? 0);

    /// <inheritdoc/>
    public int CompareTo(ItemIndex other)
    {
        long[] mine = Parts();
        long[] others = other.Parts();
        return mine.AsSpan().SequenceCompareTo(others);
    }

    /// <summary>Writes the parts from the source on, with dots between them.</summary>
    public override string ToString() => ToString(format: null, formatProvider: null);

    /// <summary>Writes the parts from the source on, each in <paramref name="format"/>, with dots between them.</summary>
    /// <param name="format">A format of <see cref="long"/>, as <c>D5</c>; plain digits unless given.</param>
    /// <param name="formatProvider">Not used: an index reads the same everywhere.</param>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        string own = _number.ToString(format, CultureInfo.InvariantCulture);
        return _above is null ? own : $"{_above.Index.ToString(format, formatProvider)}.{own}";
    }

    /// <summary>Gives the index of an item that was made of this one.</summary>
    internal ItemIndex Child(long number) => new(number, new Above(this), _captured);

    /// <summary>Gives the same index, which also remembers the item that <paramref name="node"/> was called with.</summary>
    internal ItemIndex Capture(object node, object? item) => new(_number, _above, new CapturedItem(node, item, _captured));

    /// <summary>Gives the same index without what it remembers.</summary>
    internal ItemIndex Forget() => new(_number, _above, captured: null);

    /// <summary>Gives the item that <paramref name="node"/> was called with.</summary>
    internal object? CapturedBy(object node)
    {
        for (CapturedItem? captured = _captured; captured is not null; captured = captured.Earlier)
        {
            if (ReferenceEquals(captured.Node, node))
            {
                return captured.Item;
            }
        }

        throw new InvalidOperationException("The item did not pass the task whose argument its key names.");
    }

    private long[] Parts() => _above is null ? [_number] : [.. _above.Index.Parts(), _number];

    /// <summary>The index of the item that this one was made of.</summary>
    private sealed class Above(ItemIndex index)
    {
        public ItemIndex Index => index.Forget();
    }

    private sealed record CapturedItem(object Node, object? Item, CapturedItem? Earlier);
}
