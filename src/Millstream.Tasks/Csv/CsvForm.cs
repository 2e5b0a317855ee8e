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

            // Names that are given stand for as many cells as there are in each record, which is seen to by whoever reads; the reader's own check knows the head alone.
            FieldCountMismatch = Names.Length > 0 ? CsvFieldCountHandling.Allow : badRows switch { BadRows.Fail => CsvFieldCountHandling.Throw, BadRows.Skip => CsvFieldCountHandling.Skip, _ => CsvFieldCountHandling.Allow },
        };
        Trims = trims;
        Marks = badRows == BadRows.Mark;
    }

    public CsvReaderOptions Options { get; }

    public bool HasHeader { get; }

    /// <summary>Gets the names that were given; empty for those of the table.</summary>
    public string[] Names { get; }

    /// <summary>Gets whether rows say what is wrong with their records.</summary>
    public bool Marks { get; }

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

    /// <summary>Gives the columns of rows: those of the table, and where records are marked those that say what is wrong.</summary>
    public Columns ColumnsOfRows(Columns table) => Marks ? Columns.Of(Columns.Distinct([.. table, "_error", "_record"])) : table;

    /// <summary>Makes a row of the record that was read. One without quotes stays a line, whose cells are found when they are asked for.</summary>
    /// <param name="reader">Has the record.</param>
    /// <param name="columns">The columns of the row.</param>
    /// <param name="fault">What is wrong with the record; null for nothing.</param>
    public Row RowOf(CsvReader reader, Columns columns, string? fault = null)
    {
        ReadOnlySpan<byte> record = reader.RawRecord;
        if (!Trims && fault is null && !record.Contains(_quote))
        {
            return new Row(columns, Encoding.UTF8.GetString(record), reader.Separator);
        }

        var cells = new Cell[columns.Count];
        int count = Math.Min(cells.Length - (Marks ? 2 : 0), reader.FieldCount);
        for (int i = 0; i < count; i++)
        {
            cells[i] = new Cell(reader.GetString(i));
        }

        if (fault is not null)
        {
            (cells[^2], cells[^1]) = (new Cell(fault), new Cell(Encoding.UTF8.GetString(record)));
        }

        return new Row(columns, cells);
    }

    /// <summary>Says why a table cannot be read on, and what helps.</summary>
    public string WhyOf(CsvFormatException cause) =>
        IsTooLong(cause) ? TooLong(cause.LineNumber, Options.MaxRecordSize)
        : Options.MalformedData == CsvMalformedDataHandling.Throw ? $"{cause.Message} Set 'badRows' to leave such records out, or to keep them."
        : cause.Message;

    /// <summary>Says in words why a record is none, and how many lines it has where a quote has made it more than one.</summary>
    public static string Words(CsvMalformedReason reason, string record) => Words(reason, LinesOf(record));

    /// <inheritdoc cref="Words(CsvMalformedReason, string)"/>
    public static string Words(CsvMalformedReason reason, int lines) => lines > 1 ? $"{Words(reason)}; the record has {lines} lines" : Words(reason);

    /// <summary>Counts the lines of a record, as text or as bytes of UTF-8; the end of the last one is no line more.</summary>
    public static int LinesOf(ReadOnlySpan<char> record) => LinesOf(record, '\n', '\r');

    /// <inheritdoc cref="LinesOf(ReadOnlySpan{char})"/>
    public static int LinesOf(ReadOnlySpan<byte> record) => LinesOf(record, (byte)'\n', (byte)'\r');

    private static int LinesOf<T>(ReadOnlySpan<T> record, T end, T oldEnd)
        where T : IEquatable<T>
    {
        int feeds = record.Count(end);
        bool isEnded = !record.IsEmpty && (record[^1].Equals(end) || record[^1].Equals(oldEnd));
        return (feeds > 0 ? feeds : record.Count(oldEnd)) + (isEnded ? 0 : 1);
    }

    /// <summary>Says that a record is too long.</summary>
    public static string TooLong(long line, int? most) => $"the record in line {line} is longer than {most} bytes: a quote may be open. Set 'maxRecordLength' higher where records are that long.";

    // The reader has one kind of error; of a record that is too long it tells by the name of its own option.
    private static bool IsTooLong(CsvFormatException cause) => cause.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal);

    private static string Words(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "too many or too few cells",
        CsvMalformedReason.StrayQuote => "a quote in a cell without quotes",
        CsvMalformedReason.TextAfterClosingQuote => "text behind a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quote that is not closed",
        CsvMalformedReason.LineBreakInQuotes => "the end of a line between quotes",
        _ => "an escape without a character behind it",
    };

    /// <summary>Says that a record has too many cells, or too few.</summary>
    public static string WidthFault(string begun, int cells, Columns table) => $"the record in {begun} has {cells} cells, and there are {table.Count} columns ({table})";

    /// <summary>Says what is wrong with the settings of a table.</summary>
    public static IEnumerable<string> Check(string delimiter, string quote, string comment, string columns)
    {
        if (delimiter != "auto" && DelimiterOf(delimiter) is null)
        {
            yield return $"the setting 'Delimiter' is '{delimiter}'; it must be one printable character of ASCII, 'tab', or 'auto' to find it by the first line.";
        }

        if (quote is not [>= ' ' and <= '~'])
        {
            yield return $"the setting 'Quote' is '{quote}'; it must be one printable character of ASCII.";
        }
        else if (DelimiterOf(delimiter) == quote[0])
        {
            yield return $"the setting 'Quote' is '{quote}', which is the delimiter too.";
        }

        if (comment is not ("" or [>= ' ' and <= '~']))
        {
            yield return $"the setting 'Comment' is '{comment}'; it must be the one printable character of ASCII that lines of comment begin with, or nothing.";
        }
        else if (comment.Length > 0 && (comment == quote || DelimiterOf(delimiter) == comment[0]))
        {
            yield return $"the setting 'Comment' is '{comment}', which is the {(comment == quote ? "quote" : "delimiter")} too.";
        }

        foreach (string fault in FaultsOf(columns))
        {
            yield return fault;
        }
    }

    /// <summary>Says what is wrong with the names of columns.</summary>
    public static IEnumerable<string> FaultsOf(string columns) =>
        NamesOf(columns) is var names && names.Distinct(StringComparer.Ordinal).Count() < names.Length ? [$"the setting 'Columns' has a name twice: {columns}."] : [];

    /// <summary>Takes the names of columns apart; one with a comma in it stands in backquotes.</summary>
    public static string[] NamesOf(string columns)
    {
        var names = new List<string>();
        bool isOpen = false;
        int start = 0;
        for (int i = 0; i <= columns.Length; i++)
        {
            if (i < columns.Length && columns[i] == '`')
            {
                isOpen = !isOpen;
            }
            else if (i == columns.Length || (columns[i] == ',' && !isOpen))
            {
                string name = columns[start..i].Trim();
                name = name is ['`', .., '`'] and { Length: > 2 } ? name[1..^1] : name;
                start = i + 1;
                if (name.Length > 0)
                {
                    names.Add(name);
                }
            }
        }

        return [.. names];
    }

    private static char? DelimiterOf(string delimiter) => delimiter switch
    {
        "tab" or "\\t" => '\t',
        [var one] when one is (>= ' ' and <= '~') or '\t' => one,
        _ => null,
    };
}
