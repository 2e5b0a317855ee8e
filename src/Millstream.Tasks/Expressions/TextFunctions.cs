using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>What expressions do with texts. Positions are counted from 0, in code units; what is no text is taken as it is written.</summary>
internal static class TextFunctions
{
    /// <summary>No text that an expression makes is longer; one that would be has no value.</summary>
    public const int Longest = 1 << 20;

    public static bool IsEmpty(Cell cell) => cell.IsBlank
        || (cell.Kind == CellKind.List && cell.Elements.IsEmpty) || cell.Row is { Count: 0 };

    /// <summary>Says whether a text holds another, whatever the case; of a list, whether it has such an element.</summary>
    public static Cell Contains(Cell text, Cell part)
    {
        if (text.IsNull || part.IsNull)
        {
            return Cell.Null;
        }

        if (text.Kind == CellKind.List)
        {
            foreach (Cell element in text.Elements)
            {
                if (Comparisons.Holds(Comparison.Equal, element, part))
                {
                    return new Cell(true);
                }
            }

            return new Cell(false);
        }

        Span<char> room = stackalloc char[CellNumbers.Longest], other = stackalloc char[CellNumbers.Longest];
        return new Cell(text.Written(room).Contains(part.Written(other), StringComparison.OrdinalIgnoreCase));
    }

    public static Cell StartsWith(Cell text, Cell part)
    {
        if (text.IsNull || part.IsNull)
        {
            return Cell.Null;
        }

        Span<char> room = stackalloc char[CellNumbers.Longest], other = stackalloc char[CellNumbers.Longest];
        return new Cell(text.Written(room).StartsWith(part.Written(other), StringComparison.OrdinalIgnoreCase));
    }

    public static Cell EndsWith(Cell text, Cell part)
    {
        if (text.IsNull || part.IsNull)
        {
            return Cell.Null;
        }

        Span<char> room = stackalloc char[CellNumbers.Longest], other = stackalloc char[CellNumbers.Longest];
        return new Cell(text.Written(room).EndsWith(part.Written(other), StringComparison.OrdinalIgnoreCase));
    }

    public static Cell Lower(Cell text) => text.IsNull ? text : new Cell(text.ToString().ToLowerInvariant());

    public static Cell Upper(Cell text) => text.IsNull ? text : new Cell(text.ToString().ToUpperInvariant());

    public static Cell Trim(Cell text) => text.IsNull ? text : new Cell(text.ToString().Trim());

    public static Cell Length(Cell cell) => cell.Kind switch
    {
        CellKind.Null => Cell.Null,
        CellKind.Text => new Cell(cell.Characters.Length),
        CellKind.List => new Cell(cell.Elements.Length),
        CellKind.Row => new Cell(cell.Row!.Count),
        _ => new Cell(cell.ToString().Length),
    };

    /// <summary>Gives a part of a text; of one that is shorter, what there is. A start before 0 is counted from the end.</summary>
    public static Cell Substring(Cell text, Cell start, Cell length)
    {
        if (text.IsNull || !start.TryInteger(out long from) || !length.TryInteger(out long count))
        {
            return Cell.Null;
        }

        string all = text.ToString();
        from = Math.Clamp(from < 0 ? all.Length + Math.Max(from, -int.MaxValue) : from, 0, all.Length);
        return new Cell(all.Substring((int)from, (int)Math.Clamp(count, 0, all.Length - from)));
    }

    public static Cell Replace(Cell text, Cell old, Cell with)
    {
        if (text.IsNull || old.IsNull || with.IsNull)
        {
            return Cell.Null;
        }

        (string all, string part, string other) = (text.ToString(), old.ToString(), with.ToString());
        if (part.Length == 0)
        {
            return text;
        }

        // Each place where it stands may grow: what could come to be too long is not made.
        bool mayBeTooLong = all.Length + ((long)all.Length / part.Length * Math.Max(0, other.Length - part.Length)) > Longest;
        return mayBeTooLong && all.Length + ((long)all.AsSpan().Count(part) * (other.Length - part.Length)) > Longest
            ? Cell.Null
            : new Cell(all.Replace(part, other, StringComparison.Ordinal));
    }

    public static Cell Split(Cell text, Cell separator) =>
        text.IsNull || separator.IsNull || separator.ToString() is not { Length: > 0 } between
            ? Cell.Null
            : new Cell((Cell[])[.. text.ToString().Split(between).Select(part => new Cell(part))]);

    /// <summary>Gives an element of a list, or a character of a text; from the end if negative.</summary>
    public static Cell At(Cell cell, Cell index)
    {
        if (!index.TryInteger(out long at))
        {
            return cell.Row is { } row && row.Columns.IndexOf(index.ToString()) is >= 0 and int member ? row[member] : Cell.Null;
        }

        int count = cell.Kind == CellKind.List ? cell.Elements.Length : cell.Characters.Length;
        at = at < 0 ? count + at : at;
        return at < 0 || at >= count ? Cell.Null
            : cell.Kind == CellKind.List ? cell.Elements[(int)at]
            : new Cell(cell.Characters.Slice((int)at, 1).ToString());
    }

    public static Cell Joined(Cell left, Cell right)
    {
        if (left.IsNull || right.IsNull)
        {
            return Cell.Null;
        }

        (string one, string other) = (left.ToString(), right.ToString());
        return one.Length + other.Length > Longest ? Cell.Null : new Cell(one + other);
    }
}
