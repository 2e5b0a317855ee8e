using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>How two cells are compared.</summary>
internal enum Comparison
{
    /// <summary>The same number, or written in the same way.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    GreaterOrEqual,
}

/// <summary>Compares cells: numbers first, so that "10" is greater than 9, and what is no number by its text.</summary>
internal static class Comparisons
{
    /// <summary>
    /// Says whether a comparison holds. No value is equal to no value, and neither less nor greater than anything; a number and a text that is none are not equal, and neither is less.
    /// </summary>
    public static bool Holds(Comparison comparison, Cell left, Cell right)
    {
        if (left.IsNull || right.IsNull)
        {
            return comparison == Comparison.Equal ? left.IsNull && right.IsNull
                : comparison == Comparison.NotEqual && left.IsNull != right.IsNull;
        }

        if (IsNumber(left) != IsNumber(right) && (left.Kind == CellKind.Text ? left : right) is { Kind: CellKind.Text } text && !text.TryNumber(out _))
        {
            return comparison == Comparison.NotEqual;
        }

        int order = left.Kind == CellKind.Whole && right.Kind == CellKind.Whole ? left.Whole.CompareTo(right.Whole)
            : left.TryNumber(out double one) && right.TryNumber(out double other) ? CellNumbers.Compare(left, right, one, other)
            : Texts(left, right);
        return comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.NotEqual => order != 0,
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            _ => order >= 0,
        };
    }

    private static bool IsNumber(Cell cell) => cell.Kind is CellKind.Whole or CellKind.Number;

    private static int Texts(Cell left, Cell right)
    {
        Span<char> here = stackalloc char[CellNumbers.Longest], there = stackalloc char[CellNumbers.Longest];
        return left.Written(here).SequenceCompareTo(right.Written(there));
    }
}
