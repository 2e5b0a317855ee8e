using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace Millstream.Data;

/// <summary>One value in a row: nothing, true or false, a number, a text, a list or a row.</summary>
/// <remarks>
/// Immutable. The default value is no value. Two cells are equal when they are written in the same way, whatever their kinds: <c>10</c> and <c>"10"</c> are, so that a column of a
/// CSV file can be joined with one of JSON; <c>"10"</c> and <c>"10.0"</c> are not, and no value is not the empty text. <see cref="CompareTo"/> orders by value: no value, then
/// false and true, numbers (those in texts too, and whole ones exactly), texts by their code units, lists, rows.
/// </remarks>
[JsonConverter(typeof(CellJsonConverter))]
public readonly struct Cell : IEquatable<Cell>, IComparable<Cell>
{
    // A text is a part of a string: the cells of a line share it. Of a number it is how it is written, where no other kind has all its digits.
    private readonly object? _object;
    private readonly long _bits;

    private Cell(CellKind kind, object? reference, long bits)
    {
        Kind = kind;
        _object = reference;
        _bits = bits;
    }

    /// <summary>Makes a cell of a text; no value of <see langword="null"/>.</summary>
    public Cell(string? text)
        : this(text is null ? CellKind.Null : CellKind.Text, text, text?.Length ?? 0)
    {
    }

    /// <summary>Makes a cell of true or false.</summary>
    public Cell(bool truth)
        : this(CellKind.Boolean, null, truth ? 1 : 0)
    {
    }

    /// <summary>Makes a cell of a whole number.</summary>
    public Cell(long number)
        : this(CellKind.Whole, null, number)
    {
    }

    /// <summary>Makes a cell of a number; no value of one that is not finite.</summary>
    public Cell(double number)
        : this(double.IsFinite(number) ? CellKind.Number : CellKind.Null, null, double.IsFinite(number) ? BitConverter.DoubleToInt64Bits(number) : 0)
    {
    }

    /// <summary>Makes a cell of a row; no value of <see langword="null"/>.</summary>
    public Cell(Row? row)
        : this(row is null ? CellKind.Null : CellKind.Row, row, 0)
    {
    }

    /// <summary>Makes a cell of a list, which must not change; no value of <see langword="null"/>.</summary>
    public Cell(Cell[]? list)
        : this(list is null ? CellKind.Null : CellKind.List, list, 0)
    {
    }

    /// <summary>Gets the cell without a value.</summary>
    public static Cell Null => default;

    /// <summary>Gets what the cell holds.</summary>
    public CellKind Kind { get; }

    /// <summary>Gets whether there is no value.</summary>
    public bool IsNull => Kind == CellKind.Null;

    /// <summary>Gets whether there is no value, or an empty text, as an empty cell of a CSV file is.</summary>
    internal bool IsBlank => IsNull || (Kind == CellKind.Text && Characters.IsEmpty);

    /// <summary>Gets the characters of a text; empty for anything else.</summary>
    public ReadOnlySpan<char> Characters =>
        Kind == CellKind.Text ? Unsafe.As<string>(_object!).AsSpan((int)(_bits >> 32), (int)_bits) : default;

    /// <summary>Gets the elements of a list; empty for anything else.</summary>
    public ReadOnlySpan<Cell> Elements => Kind == CellKind.List ? Unsafe.As<Cell[]>(_object!) : default;

    /// <summary>Gets the row that the cell holds; <see langword="null"/> for anything else.</summary>
    public Row? Row => _object as Row;

    /// <summary>
    /// Gets whether the cell counts as true: true itself, a number (in a text too) of more than a half, a text that is neither empty nor <c>false</c>, <c>no</c> or <c>off</c>,
    /// and a list or row that is not empty.
    /// </summary>
    public bool IsTrue => Kind switch
    {
        CellKind.Boolean => _bits != 0,
        CellKind.Whole => _bits > 0,
        CellKind.Number => BitConverter.Int64BitsToDouble(_bits) > 0.5,
        CellKind.Text => TryNumber(out double number) ? number > 0.5 : IsTrueText(Characters.Trim()),
        CellKind.List => Elements.Length > 0,
        CellKind.Row => Row!.Count > 0,
        _ => false,
    };

    /// <summary>Gets whether the cell is a number that keeps digits which a floating-point number has not.</summary>
    internal bool IsLongNumber => Kind == CellKind.Number && _object is not null;

    /// <summary>Gets the whole number of a cell of that kind.</summary>
    internal long Whole => _bits;

    /// <summary>Makes a cell of a part of a text, without a copy.</summary>
    internal static Cell Part(string text, int start, int length) => new(CellKind.Text, text, ((long)start << 32) | (uint)length);

    /// <summary>Makes a cell of a number that is written with more digits than a floating-point number has.</summary>
    internal static Cell LongNumber(string digits, double near) => new(CellKind.Number, digits, BitConverter.DoubleToInt64Bits(near));

    /// <summary>Makes a cell of a value: a JSON kind of .NET's, a list or a dictionary of such, a <see cref="Row"/>; anything else as the text that it is.</summary>
    public static Cell From(object? value) => CellConversion.Of(value);

    /// <summary>Reads JSON.</summary>
    /// <exception cref="FormatException">The text is not JSON; the message says where.</exception>
    public static Cell ParseJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new JsonCells().Parse(json);
    }

    /// <summary>Gives the number that the cell holds, or that its text is; false and true are 0 and 1.</summary>
    /// <returns>Whether it is one. No text but a decimal number in the invariant culture is, with an exponent perhaps.</returns>
    public bool TryNumber(out double number)
    {
        switch (Kind)
        {
            case CellKind.Boolean or CellKind.Whole:
                number = _bits;
                return true;
            case CellKind.Number:
                number = BitConverter.Int64BitsToDouble(_bits);
                return true;
            case CellKind.Text:
                return CellNumbers.TryParse(Characters, out number);
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>Gives the whole number that the cell holds, or that its text is.</summary>
    /// <returns>Whether it is one that 64 bits hold.</returns>
    public bool TryInteger(out long number)
    {
        switch (Kind)
        {
            case CellKind.Boolean or CellKind.Whole:
                number = _bits;
                return true;
            case CellKind.Text:
                return CellNumbers.TryParseWhole(Characters, out number);
            case CellKind.Number when _object is string digits:
                return CellNumbers.TryParseWhole(digits, out number);
            case CellKind.Number when BitConverter.Int64BitsToDouble(_bits) is var value && Math.Truncate(value) == value && Math.Abs(value) < long.MaxValue:
                number = (long)value;
                return true;
            default:
                number = 0;
                return false;
        }
    }

    /// <summary>Gives the cell as text: numbers as JSON writes them, lists and rows as JSON, nothing for no value.</summary>
    public override string ToString() => Kind switch
    {
        CellKind.Null => "",
        CellKind.Boolean => _bits != 0 ? "true" : "false",
        CellKind.Whole => _bits.ToString(CultureInfo.InvariantCulture),
        CellKind.Number => _object as string ?? CellNumbers.Text(BitConverter.Int64BitsToDouble(_bits)),
        CellKind.Text => _bits == Unsafe.As<string>(_object!).Length ? Unsafe.As<string>(_object!) : new string(Characters),
        _ => ToJson(),
    };

    /// <summary>Writes the cell as JSON, on one line.</summary>
    public string ToJson() => JsonCells.Write(this);

    /// <summary>
    /// Gives the value as .NET has it: <see langword="null"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, a list of such, or a <see cref="Row"/>.
    /// A number with more digits than a <see cref="double"/> has is a <see cref="decimal"/>, or where that has not all of them a <see cref="string"/>.
    /// </summary>
    public object? ToObject() => Kind switch
    {
        CellKind.Null => null,
        CellKind.Boolean => _bits != 0,
        CellKind.Whole => _bits,
        CellKind.Number => _object is string digits ? CellNumbers.ObjectOf(digits) : BitConverter.Int64BitsToDouble(_bits),
        CellKind.Text => ToString(),
        CellKind.List => (object?[])[.. ((Cell[])_object!).Select(cell => cell.ToObject())],
        _ => _object,
    };

    /// <inheritdoc/>
    public bool Equals(Cell other) => Kind == CellKind.Text && other.Kind == CellKind.Text
        ? Characters.SequenceEqual(other.Characters)
        : EqualsOther(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Cell other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind == CellKind.Text ? string.GetHashCode(Characters) : HashOther();

    /// <inheritdoc/>
    public int CompareTo(Cell other)
    {
        int rank = Rank(out double number), order = rank.CompareTo(other.Rank(out double otherNumber));
        return order != 0 ? order : Kind switch
        {
            CellKind.Null => 0,
            CellKind.Boolean => number.CompareTo(otherNumber),
            _ when rank == 2 => CellNumbers.Compare(this, other, number, otherNumber),
            CellKind.Text => Characters.SequenceCompareTo(other.Characters),
            _ => string.CompareOrdinal(ToJson(), other.ToJson()),
        };
    }

    /// <summary>Gives the same cell, which holds on to nothing but itself: a part of a line becomes a text of its own.</summary>
    internal Cell Detached() => Kind switch
    {
        CellKind.Text when _bits != Unsafe.As<string>(_object!).Length => new Cell(new string(Characters)),
        CellKind.Row => new Cell(Row!.Detached()),
        _ => this,
    };

    /// <summary>Gives what is written of the cell; of a text its own characters, of a number those that are put into <paramref name="room"/>.</summary>
    internal ReadOnlySpan<char> Written(Span<char> room)
    {
        switch (Kind)
        {
            case CellKind.Text:
                return Characters;
            case CellKind.Whole when _bits.TryFormat(room, out int length, provider: CultureInfo.InvariantCulture):
                return room[..length];
            default:
                return ToString();
        }
    }

    // Apart, as a method with room on the stack clears it at each call.
    private bool EqualsOther(Cell other)
    {
        if (Kind == other.Kind && Kind is CellKind.Null or CellKind.Boolean or CellKind.Whole)
        {
            return _bits == other._bits;
        }

        if (IsNull || other.IsNull)
        {
            return IsNull == other.IsNull;
        }

        Span<char> here = stackalloc char[CellNumbers.Longest], there = stackalloc char[CellNumbers.Longest];
        return Written(here).SequenceEqual(other.Written(there));
    }

    private int HashOther()
    {
        Span<char> room = stackalloc char[CellNumbers.Longest];
        return IsNull ? -1 : string.GetHashCode(Written(room));
    }

    private static bool IsTrueText(ReadOnlySpan<char> text) => text.Length > 0
        && !text.Equals("false", StringComparison.OrdinalIgnoreCase) && !text.Equals("no", StringComparison.OrdinalIgnoreCase) && !text.Equals("off", StringComparison.OrdinalIgnoreCase);

    private int Rank(out double number)
    {
        number = 0;
        return Kind switch
        {
            CellKind.Null => 0,
            CellKind.Boolean => TryNumber(out number) ? 1 : 1,
            CellKind.List => 4,
            CellKind.Row => 5,
            _ => TryNumber(out number) ? 2 : 3,
        };
    }

    /// <summary>Says whether two cells are written in the same way.</summary>
    public static bool operator ==(Cell left, Cell right) => left.Equals(right);

    /// <summary>Says whether two cells are written in different ways.</summary>
    public static bool operator !=(Cell left, Cell right) => !left.Equals(right);

    /// <summary>Says whether a cell comes before another.</summary>
    public static bool operator <(Cell left, Cell right) => left.CompareTo(right) < 0;

    /// <summary>Says whether a cell comes before another, or is its equal in order.</summary>
    public static bool operator <=(Cell left, Cell right) => left.CompareTo(right) <= 0;

    /// <summary>Says whether a cell comes after another.</summary>
    public static bool operator >(Cell left, Cell right) => left.CompareTo(right) > 0;

    /// <summary>Says whether a cell comes after another, or is its equal in order.</summary>
    public static bool operator >=(Cell left, Cell right) => left.CompareTo(right) >= 0;

    /// <summary>Makes a cell of a text.</summary>
    public static implicit operator Cell(string? text) => new(text);

    /// <summary>Makes a cell of true or false.</summary>
    public static implicit operator Cell(bool truth) => new(truth);

    /// <summary>Makes a cell of a whole number.</summary>
    public static implicit operator Cell(long number) => new(number);

    /// <summary>Makes a cell of a number.</summary>
    public static implicit operator Cell(double number) => new(number);

    /// <summary>Makes a cell of a row.</summary>
    public static implicit operator Cell(Row? row) => new(row);

    /// <summary>Makes a cell of a list.</summary>
    public static implicit operator Cell(Cell[]? list) => new(list);
}
