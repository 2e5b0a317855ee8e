using System.Globalization;

namespace Millstream.Data;

/// <summary>Numbers in texts, and as texts.</summary>
internal static class CellNumbers
{
    /// <summary>No number that a cell writes is longer.</summary>
    public const int Longest = 32;

    private const int MostDigits = 18;

    // As many digits every floating-point number has.
    private const int MostFloatDigits = 15;

    /// <summary>Reads a decimal number. Most are short and whole, and are read digit by digit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double number)
    {
        if (IsDigits(text, out long whole))
        {
            number = whole;
            return true;
        }

        // What .NET calls Infinity and NaN are texts to us.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>Reads a whole number.</summary>
    public static bool TryParseWhole(ReadOnlySpan<char> text, out long number) =>
        IsDigits(text, out number) || long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out number);

    /// <summary>Makes a cell of a decimal number; null where no number of .NET that cells have is written with the same digits.</summary>
    public static Cell? Exact(ReadOnlySpan<char> digits)
    {
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return new Cell(whole);
        }

        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double near) || !double.IsFinite(near))
        {
            return null;
        }

        Span<char> room = stackalloc char[Longest];
        return (digits.Length <= MostFloatDigits && !digits.ContainsAny('e', 'E')) || (near.TryFormat(room, out int length, "R", CultureInfo.InvariantCulture) && IsSame(digits, room[..length])) ? new Cell(near) : default(Cell?);
    }

    /// <summary>Makes a cell of a decimal number, which keeps all its digits; one that is beyond all that floating-point numbers reach is a text.</summary>
    public static Cell Of(ReadOnlySpan<char> digits) =>
        Exact(digits) ?? (TryParse(digits, out double near) ? Cell.LongNumber(digits.ToString(), near) : new Cell(digits.ToString()));

    /// <summary>Gives a number with many digits as .NET has it: as a text where that has none which keeps them all.</summary>
    public static object ObjectOf(string digits) =>
        decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal exact) && Of(exact.ToString("0.#############################", CultureInfo.InvariantCulture)).ToString() == digits
            ? exact
            : digits;

    /// <summary>
    /// Compares two cells that are numbers, in a total order. Whole ones beyond 2^53 differ where their nearest floating-point numbers do not: there what is written as a whole number is compared as
    /// such, and anything else as the floating-point number that it is.
    /// </summary>
    /// <param name="left">One cell.</param>
    /// <param name="right">The other.</param>
    /// <param name="one">The floating-point number of the one.</param>
    /// <param name="other">That of the other.</param>
    public static int Compare(Cell left, Cell right, double one, double other) =>
        one == other && Math.Abs(one) >= 1L << 53 ? WholeOf(left, one).CompareTo(WholeOf(right, other)) : one.CompareTo(other);

    /// <summary>Writes a number as JSON does: the shortest text that reads as the same, without a fraction where there is none.</summary>
    public static string Text(double number) => number == 0 ? "0" : number.ToString("R", CultureInfo.InvariantCulture);

    private static Int128 WholeOf(Cell cell, double number)
    {
        if (cell.TryInteger(out long whole))
        {
            return whole;
        }

        ReadOnlySpan<char> written = cell.Kind == CellKind.Text ? cell.Characters : cell.IsLongNumber ? cell.ToString() : default;
        return Int128.TryParse(written, NumberStyles.Integer, CultureInfo.InvariantCulture, out Int128 digits) ? digits
            : Math.Abs(number) < 1e38 ? (Int128)number
            : number < 0 ? Int128.MinValue : Int128.MaxValue;
    }

    // Whether two decimal numbers are the same one: the same digits but for zeros around them, and the point in the same place.
    private static bool IsSame(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        Span<char> digits = stackalloc char[Longest], otherDigits = stackalloc char[Longest];
        return Significant(one, digits, out int length, out int point) && Significant(other, otherDigits, out int otherLength, out int otherPoint)
            && point == otherPoint && digits[..length].SequenceEqual(otherDigits[..otherLength]);
    }

    // Its digits without the zeros around them, and how many stand before the point; nothing where there are more than a floating-point number is written with.
    private static bool Significant(ReadOnlySpan<char> text, Span<char> digits, out int length, out int point)
    {
        (length, point) = (0, 0);
        int zeros = 0;
        bool isBehindPoint = false;
        int end = text.IndexOfAny('e', 'E') is >= 0 and int at ? at : text.Length;
        foreach (char c in text[..end])
        {
            isBehindPoint |= c == '.';
            if (c == '0')
            {
                point += isBehindPoint ? length == 0 ? -1 : 0 : length == 0 ? 0 : 1;
                zeros += length == 0 ? 0 : 1;
            }
            else if (char.IsAsciiDigit(c))
            {
                if (length + zeros >= digits.Length)
                {
                    return false;
                }

                digits.Slice(length, zeros).Fill('0');
                length += zeros;
                digits[length++] = c;
                zeros = 0;
                point += isBehindPoint ? 0 : 1;
            }
        }

        int exponent = 0;
        bool isNumber = end == text.Length || int.TryParse(text[(end + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
        point = length == 0 ? 0 : point + exponent;
        return isNumber;
    }

    private static bool IsDigits(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        if (text.Length is 0 or > MostDigits)
        {
            return false;
        }

        foreach (char c in text)
        {
            uint digit = (uint)(c - '0');
            if (digit > 9)
            {
                return false;
            }

            number = (number * 10) + digit;
        }

        return true;
    }
}
