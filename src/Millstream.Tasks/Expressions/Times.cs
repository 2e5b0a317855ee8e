using System.Globalization;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>Times in cells: texts of ISO 8601 (without a zone they are UTC), and numbers, which are milliseconds since 1970.</summary>
internal static class Times
{
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

        // Whatever does not begin with a year would be read by the customs of some country.
        ReadOnlySpan<char> text = cell.Characters;
        return text.Length >= 10 && text[4] == '-' && text[7] == '-' && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
    }

    /// <summary>Gives a part of a time, as it is written: in its own zone.</summary>
    public static Func<Cell, Cell> Part(Func<DateTimeOffset, long> part) => cell => TryRead(cell, out DateTimeOffset time) ? new Cell(part(time)) : Cell.Null;

    public static Cell Date(Cell cell) =>
        TryRead(cell, out DateTimeOffset time) ? new Cell(time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : Cell.Null;

    /// <summary>Gives a time as text of ISO 8601 in UTC, in milliseconds.</summary>
    public static Cell Time(Cell cell) =>
        TryRead(cell, out DateTimeOffset time) ? new Cell(Text(time)) : Cell.Null;

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
