using System.Globalization;

namespace Millstream.Data;

/// <summary>Numbers in texts, and as texts.</summary>
internal static class CellNumbers
{
    /// <summary>No number that a cell writes is longer.</summary>
    public const int Longest = 32;

    private const int MostDigits = 18;

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

    /// <summary>Writes a number as JSON does: the shortest text that reads as the same, without a fraction where there is none.</summary>
    public static string Text(double number) => number == 0 ? "0" : number.ToString("R", CultureInfo.InvariantCulture);

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
