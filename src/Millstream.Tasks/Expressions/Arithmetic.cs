using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>Numbers of cells: whole ones stay exact while 64 bits hold them. What is no number has no value.</summary>
internal static class Arithmetic
{
    /// <summary>Adds numbers; puts a text behind another where one of them is no number.</summary>
    public static Cell Add(Cell left, Cell right)
    {
        if (left.TryNumber(out double one) && right.TryNumber(out double other))
        {
            return left.TryInteger(out long a) && right.TryInteger(out long b) && !IsOverflow(a, b, a + b) ? new Cell(a + b) : new Cell(one + other);
        }

        bool areTexts = !left.IsNull && !right.IsNull && (left.Kind == CellKind.Text || right.Kind == CellKind.Text);
        return areTexts ? TextFunctions.Joined(left, right) : Cell.Null;
    }

    public static Cell Subtract(Cell left, Cell right) =>
        !left.TryNumber(out double one) || !right.TryNumber(out double other) ? Cell.Null
        : left.TryInteger(out long a) && right.TryInteger(out long b) && b != long.MinValue && !IsOverflow(a, -b, a - b) ? new Cell(a - b)
        : new Cell(one - other);

    public static Cell Multiply(Cell left, Cell right) =>
        !left.TryNumber(out double one) || !right.TryNumber(out double other) ? Cell.Null
        : left.TryInteger(out long a) && right.TryInteger(out long b) && Math.BigMul(a, b) is var product && product >= long.MinValue && product <= long.MaxValue ? new Cell((long)product)
        : new Cell(one * other);

    /// <summary>Divides; a whole result is a whole number.</summary>
    public static Cell Divide(Cell left, Cell right) =>
        !left.TryNumber(out double one) || !right.TryNumber(out double other) || other == 0 ? Cell.Null
        : left.TryInteger(out long a) && right.TryInteger(out long b) && b != -1 && a % b == 0 ? new Cell(a / b)
        : new Cell(one / other);

    /// <summary>What is left by a division; it has the sign of the dividend.</summary>
    public static Cell Remainder(Cell left, Cell right) =>
        !left.TryNumber(out double one) || !right.TryNumber(out double other) || other == 0 ? Cell.Null
        : left.TryInteger(out long a) && right.TryInteger(out long b) ? new Cell(b == -1 ? 0 : a % b)
        : new Cell(one % other);

    public static Cell Power(Cell left, Cell right) =>
        left.TryNumber(out double one) && right.TryNumber(out double other) ? Exact(Math.Pow(one, other), left, right) : Cell.Null;

    public static Cell Negate(Cell cell) =>
        !cell.TryNumber(out double number) ? Cell.Null
        : cell.TryInteger(out long whole) && whole != long.MinValue && whole != 0 ? new Cell(-whole)
        : cell.IsLongNumber ? CellNumbers.Of(cell.ToString() is ['-', .. string digits] ? digits : $"-{cell}")
        : new Cell(-number);

    public static Cell Plus(Cell cell) =>
        cell.TryInteger(out long whole) ? new Cell(whole) : cell.TryNumber(out double number) ? new Cell(number) : Cell.Null;

    public static Cell Smaller(Cell left, Cell right) => Chosen(left, right, wantsLess: true);

    public static Cell Greater(Cell left, Cell right) => Chosen(left, right, wantsLess: false);

    /// <summary>Gives a number that may be whole as such: 512, not 512.0.</summary>
    public static Cell WholeIfExact(double number) =>
        Math.Truncate(number) == number && Math.Abs(number) <= 1L << 53 ? new Cell((long)number) : new Cell(number);

    private static Cell Exact(double power, Cell left, Cell right) =>
        left.TryInteger(out _) && right.TryInteger(out long exponent) && exponent >= 0 ? WholeIfExact(power) : new Cell(power);

    /// <summary>The smaller or greater in the order of cells; where one has no value, or is an empty text, the other.</summary>
    private static Cell Chosen(Cell left, Cell right, bool wantsLess) =>
        left.IsBlank && right.IsBlank ? Cell.Null
        : left.IsBlank ? right
        : right.IsBlank ? left
        : (wantsLess ? left <= right : left >= right) ? left : right;

    private static bool IsOverflow(long a, long b, long sum) => ((a ^ sum) & (b ^ sum)) < 0;
}
