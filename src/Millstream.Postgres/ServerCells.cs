using System.Globalization;
using System.Text;
using Millstream.Data;
using Npgsql.PostgresTypes;

namespace Millstream.Postgres;

/// <summary>Cells of what a server writes: every type has a text, and those that rows have a kind for become one of it.</summary>
internal static class ServerCells
{
    /// <summary>Makes the reader of a column.</summary>
    public static Func<string, Cell> Of(PostgresType type) => type switch
    {
        PostgresDomainType domain => Of(domain.BaseType),
        PostgresArrayType array => ListOf(Of(array.Element), array.Element.InternalName == "box" ? ';' : ','),
        _ => type.InternalName switch
        {
            "bool" => static text => new Cell(text == "t"),
            "int2" or "int4" or "int8" or "oid" => static text => new Cell(long.Parse(text, CultureInfo.InvariantCulture)),
            "float4" or "float8" => static text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? new Cell(number) : new Cell(text),
            "numeric" => Numeric,
            "json" or "jsonb" => Json,
            "timestamp" or "timestamptz" => static text => new Cell(Moment(text)),
            _ => static text => new Cell(text),
        },
    };

    // A number that the kinds of cells do not hold exactly stays the text that it is.
    private static Cell Numeric(string text) => CellNumbers.Exact(text) ?? new Cell(text);

    private static Cell Json(string text)
    {
        try
        {
            return Cell.ParseJson(text);
        }
        catch (FormatException)
        {
            // Deeper than rows go: the text itself.
            return new Cell(text);
        }
    }

    // "2026-03-01 10:15:00.5+00" as it is written everywhere else: "2026-03-01T10:15:00.5Z". What has another form stays.
    private static string Moment(string text)
    {
        if (text.Length < 19 || text[4] != '-' || text[10] != ' ' || !char.IsAsciiDigit(text[^1]))
        {
            return text;
        }

        int zone = text.AsSpan(19).IndexOfAny('+', '-');
        string time = string.Concat(text.AsSpan(0, 10), "T", zone < 0 ? text.AsSpan(11) : text.AsSpan(11, 8 + zone));
        return zone < 0 ? time
            : text.AsSpan(19 + zone) is "+00" or "-00" ? time + "Z"
            : text.Length - 19 - zone == 3 ? $"{time}{text.AsSpan(19 + zone)}:00"
            : string.Concat(time, text.AsSpan(19 + zone));
    }

    private static Func<string, Cell> ListOf(Func<string, Cell> element, char delimiter) => text =>
    {
        // "[2:3]={a,b}": where it begins is left out.
        int at = text.IndexOf('{', StringComparison.Ordinal);
        return at < 0 ? new Cell(text) : List(text, ref at, element, delimiter);
    };

    private static Cell List(string text, ref int at, Func<string, Cell> element, char delimiter)
    {
        var cells = new List<Cell>();
        var word = new StringBuilder();
        at++;
        while (at < text.Length && text[at] != '}')
        {
            if (text[at] == '{')
            {
                cells.Add(List(text, ref at, element, delimiter));
            }
            else
            {
                bool isQuoted = text[at] == '"';
                Word(text, ref at, word, delimiter);
                string value = word.ToString();
                cells.Add(!isQuoted && value == "NULL" ? Cell.Null : element(value));
            }

            if (at < text.Length && text[at] == delimiter)
            {
                at++;
            }
        }

        at++;
        return new Cell((Cell[])[.. cells]);
    }

    private static void Word(string text, ref int at, StringBuilder word, char delimiter)
    {
        word.Clear();
        bool isInQuotes = false;
        for (; at < text.Length; at++)
        {
            char c = text[at];
            if (c == '\\' && at + 1 < text.Length)
            {
                word.Append(text[++at]);
            }
            else if (c == '"')
            {
                isInQuotes = !isInQuotes;
            }
            else if (!isInQuotes && (c == delimiter || c == '}'))
            {
                return;
            }
            else
            {
                word.Append(c);
            }
        }
    }
}
