using System.Globalization;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>
/// Times in cells: texts of ISO 8601 (without a zone they are UTC) or of the logs of web servers, and numbers, which are milliseconds since 1970. So are texts of 13 digits, the milliseconds of
/// 2001 to 2286: of other lengths a text may be a year, a date without dashes (20260301) or seconds, and is no time.
/// </summary>
internal static class Times
{
    /// <summary>The form of the Common Log Format: <c>10/Oct/2000:13:55:36 -0700</c>.</summary>
    private const string LogForm = "dd'/'MMM'/'yyyy':'HH':'mm':'ss zzz";

    /// <summary>What an error says of the texts and numbers that are times.</summary>
    public const string Forms = "A time is written 2026-02-03T04:05:06Z, or is milliseconds since 1970: a number, or a text of 13 digits.";

    private const int DigitsOfMilliseconds = 13;

    private const long Least = -62_135_596_800_000, Greatest = 253_402_300_799_999;

    public static bool TryRead(Cell cell, out DateTimeOffset time)
    {
        time = default;
        if (cell.Kind is CellKind.Whole or CellKind.Number)
        {
            bool isTime = cell.TryNumber(out double number) && number is >= Least and <= Greatest;
            time = isTime ? DateTimeOffset.FromUnixTimeMilliseconds((long)number) : default;
            return isTime;
        }

        ReadOnlySpan<char> text = cell.Characters;
        if (text.Length == DigitsOfMilliseconds && !text.ContainsAnyExceptInRange('0', '9') && CellNumbers.TryParseWhole(text, out long milliseconds))
        {
            time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
            return true;
        }

        // Whatever does not begin with a year would be read by the customs of some country.
        return text.Length >= 10 && text[4] == '-' && text[7] == '-' && char.IsAsciiDigit(text[0])
            ? DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            : text.Length == 26 && text[2] == '/' && text[6] == '/'
                && DateTimeOffset.TryParseExact(text, LogForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    /// <summary>Gives a part of a time, as it is written: in its own zone.</summary>
    public static Func<Cell, Cell> Part(Func<DateTimeOffset, long> part) => cell => TryRead(cell, out DateTimeOffset time) ? new Cell(part(time)) : Cell.Null;

    public static Cell Date(Cell cell) =>
        TryRead(cell, out DateTimeOffset time) ? new Cell(time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : Cell.Null;

    /// <summary>Gives a time as text of ISO 8601 in UTC, in milliseconds.</summary>
    public static Cell Time(Cell cell) =>
        TryRead(cell, out DateTimeOffset time) ? new Cell(Text(time)) : Cell.Null;

    /// <summary>Reads a time that is written in a form of .NET: <c>dd.MM.yyyy HH:mm</c>.</summary>
    public static Cell TimeOf(Cell cell, Cell form)
    {
        try
        {
            const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces;
            return DateTimeOffset.TryParseExact(cell.ToString(), form.ToString(), CultureInfo.InvariantCulture, Styles, out DateTimeOffset time)
                ? new Cell(Text(time))
                : Cell.Null;
        }
        catch (FormatException)
        {
            // The form is none.
            return Cell.Null;
        }
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
