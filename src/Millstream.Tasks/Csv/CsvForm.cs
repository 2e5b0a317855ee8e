using System.Text;
using CsvHelper;
using Millstream.Data;

namespace Millstream.Csv;

/// <summary>How a table is written as text: what the tasks that read one have in common.</summary>
internal sealed class CsvForm
{
    private readonly byte _quote;
    private readonly char? _delimiter;

    public CsvForm(string delimiter, bool hasHeader, string quote, string comment, bool trims, string columns, BadRows badRows, int maxRecordLength)
    {
        _delimiter = DelimiterOf(delimiter);
        _quote = (byte)quote[0];
        HasHeader = hasHeader;
        Names = NamesOf(columns);
        Options = new CsvReaderOptions
        {
            Separator = _delimiter,
            HasHeader = hasHeader,
            Quote = quote[0],
            CommentPrefix = comment.Length == 0 ? null : comment[0],
            TrimWhitespace = trims,
            TrackLineNumbers = true,
            IncludeValuesInExceptions = false,
            MaxRecordSize = maxRecordLength,
            MalformedData = badRows switch { BadRows.Fail => CsvMalformedDataHandling.Throw, BadRows.Skip => CsvMalformedDataHandling.Skip, _ => CsvMalformedDataHandling.Recover },
            FieldCountMismatch = badRows switch { BadRows.Fail => CsvFieldCountHandling.Throw, BadRows.Skip => CsvFieldCountHandling.Skip, _ => CsvFieldCountHandling.Allow },
        };
        Trims = trims;
    }

    public CsvReaderOptions Options { get; }

    public bool HasHeader { get; }

    /// <summary>Gets the names that were given; empty for those of the table.</summary>
    public string[] Names { get; }

    private bool Trims { get; }

    /// <summary>Reads the head, and gives the columns; null of a table without a line.</summary>
    public Columns? ReadColumns(CsvReader reader)
    {
        if (HasHeader)
        {
            reader.ReadHeader();
            if (reader.Headers.Count == 0)
            {
                return null;
            }
        }

        return Names.Length > 0 ? Columns.Of(Names) : HasHeader ? Columns.Of(Columns.Distinct(reader.Headers)) : null;
    }

    /// <summary>Gives the columns of a table without a head, by its first record.</summary>
    public static Columns NumberedColumns(int count) => Columns.Of([.. Enumerable.Range(1, count).Select(i => $"column_{i}")]);

    /// <summary>Makes a row of the record that was read. One without quotes stays a line, whose cells are found when they are asked for.</summary>
    public Row RowOf(CsvReader reader, Columns columns)
    {
        ReadOnlySpan<byte> record = reader.RawRecord;
        if (!Trims && !record.Contains(_quote))
        {
            return new Row(columns, Encoding.UTF8.GetString(record), reader.Separator);
        }

        var cells = new Cell[columns.Count];
        int count = Math.Min(cells.Length, reader.FieldCount);
        for (int i = 0; i < count; i++)
        {
            cells[i] = new Cell(reader.GetString(i));
        }

        return new Row(columns, cells);
    }

    /// <summary>Says what is wrong with the settings of a table.</summary>
    public static IEnumerable<string> Check(string delimiter, string quote, string comment, string columns)
    {
        if (delimiter != "auto" && DelimiterOf(delimiter) is null)
        {
            yield return $"the setting 'Delimiter' is '{delimiter}'; it must be one character, 'tab', or 'auto' to find it by the first line.";
        }

        if (quote.Length != 1 || quote[0] > 127)
        {
            yield return $"the setting 'Quote' is '{quote}'; it must be one character of ASCII.";
        }

        if (comment.Length > 1)
        {
            yield return $"the setting 'Comment' is '{comment}'; it must be the one character that lines of comment begin with, or nothing.";
        }

        if (NamesOf(columns) is var names && names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            yield return $"the setting 'Columns' has a name twice: {columns}.";
        }
    }

    private static char? DelimiterOf(string delimiter) => delimiter switch
    {
        "tab" or "\\t" => '\t',
        [var one] when one is not ('\n' or '\r') => one,
        _ => null,
    };

    private static string[] NamesOf(string columns) => columns.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
