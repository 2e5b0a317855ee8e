using System.Text;
using CsvHelper;
using Microsoft.Extensions.Logging;
using Millstream.Data;

namespace Millstream.Csv;

/// <summary>Makes rows of lines that come one by one; a record whose quotes are open goes on in the next line.</summary>
internal sealed class CsvLines
{
    private const char Mark = '\uFEFF';

    private readonly CsvParseSettings _settings;
    private readonly LeftOutRecords _left;
    private readonly CsvForm _form;
    private readonly CsvQuotes _quotes;
    private readonly CsvReaderOptions _options;
    private readonly StringBuilder _open = new();
    private CsvReaderOptions? _ofRecords;
    private char? _delimiter;
    private Columns? _table;
    private Columns? _columns;
    private string? _fault;
    private long _line;
    private long _begun;

    public CsvLines(CsvParseSettings settings, ILogger logger)
    {
        _settings = settings;
        _left = new LeftOutRecords(logger, "csv.parse");
        _form = settings.Form;
        _options = _form.Options with { FieldCountMismatch = CsvFieldCountHandling.Allow, MaxRecordSize = null, TrackLineNumbers = false, OnMalformedRecord = Tell };
        _delimiter = _options.Separator;
        _quotes = new CsvQuotes(_options.Quote, _options.CommentPrefix, settings.Trim);
    }

    private string Begun => $"line {_begun}";

    /// <summary>Takes a line; gives the rows that it ends: one, or none, save where a carriage return in it ends records too.</summary>
    public IEnumerable<Row> Take(string line)
    {
        _line++;
        line = _line == 1 && line.StartsWith(Mark) ? line[1..] : line;
        bool wasOpen = _quotes.IsOpen;
        _begun = wasOpen ? _begun : _line;
        if (!wasOpen && !line.Contains(_options.Quote))
        {
            return Records(line);
        }

        if (_delimiter is { } delimiter)
        {
            _quotes.Take(line, delimiter);
        }
        else
        {
            // What stands between cells is found by the whole of the first record.
            string all = wasOpen ? $"{_open}{line}" : line;
            _quotes.TakeAnew(all, DelimiterOf(all));
        }

        if (_quotes.IsOpen)
        {
            _open.Append(line).Append('\n');
            return _open.Length <= _settings.MaxRecordLength
                ? []
                : throw TaskInputException.Because($"The record in {Begun} has more than {_settings.MaxRecordLength} characters up to line {_line}: a quote may be open. Set 'maxRecordLength' higher where records are that long.");
        }

        return Records(wasOpen ? Taken(line) : line);
    }

    /// <summary>Takes the end; gives what a quote that is still open has left.</summary>
    public IEnumerable<Row> End()
    {
        if (_open.Length > 0)
        {
            foreach (Row row in Records(Taken("")))
            {
                yield return row;
            }
        }

        _left.End();
    }

    private string Taken(string line)
    {
        string text = _open.Append(line).ToString();
        _open.Clear();
        return text;
    }

    private char DelimiterOf(string text)
    {
        using CsvReader reader = Reader(text, _options with { HasHeader = false, MalformedData = CsvMalformedDataHandling.Recover, OnMalformedRecord = null });
        return reader.Separator;
    }

    // The reader takes the first character for a byte order mark; of a record that begins with one it gets another to take.
    private static CsvReader Reader(string text, CsvReaderOptions options) => CsvReader.FromText(text.StartsWith(Mark) ? Mark + text : text, options);

    private IEnumerable<Row> Records(string text)
    {
        if (text.Length > _settings.MaxRecordLength)
        {
            throw TaskInputException.Because($"The record in {Begun} has {text.Length} characters; it may have {_settings.MaxRecordLength}. Set 'maxRecordLength' higher where records are that long.");
        }

        if (_delimiter is null && text.Length == 5 && text.StartsWith("sep=", StringComparison.Ordinal))
        {
            // As Excel writes it: no record, but what stands between the cells of those that come.
            _delimiter = text[4];
            yield break;
        }

        bool isHead = _table is null && _settings.Header;
        using CsvReader reader = Reader(text, _ofRecords ?? (_options with { Separator = _delimiter, HasHeader = isHead }));
        if (isHead)
        {
            if (Told(reader, _form.ReadColumns) is not { } table)
            {
                // A blank line, a comment, or a record that is left out; a head may come yet.
                yield break;
            }

            Use(table);
            _delimiter = reader.Separator;
            _fault = null;
        }

        while (Told(reader, static r => r.Read()))
        {
            _delimiter = reader.Separator;
            _ofRecords ??= _options with { Separator = _delimiter, HasHeader = false };
            if (Body(reader) is { } row)
            {
                yield return row;
            }
        }
    }

    private T Told<T>(CsvReader reader, Func<CsvReader, T> read)
    {
        try
        {
            return read(reader);
        }
        catch (CsvFormatException cause)
        {
            throw TaskInputException.Because($"The record in {Begun} is no record: {cause.Message} Set 'badRows' to leave such records out, or to keep them.", cause);
        }
    }

    private Row? Body(CsvReader reader)
    {
        if (_table is null)
        {
            Use(_form.Names.Length > 0 ? Columns.Of(_form.Names) : CsvForm.NumberedColumns(reader.FieldCount));
        }

        if (reader.FieldCount != _table!.Count && _settings.BadRows != BadRows.Keep)
        {
            _fault ??= CsvForm.WidthFault(Begun, reader.FieldCount, _table);
            if (_settings.BadRows == BadRows.Skip)
            {
                LeftOut(CsvMalformedReason.FieldCountMismatch, CsvForm.LinesOf(reader.RawRecord));
                return null;
            }

            if (_settings.BadRows == BadRows.Fail)
            {
                throw TaskInputException.Because($"T{_fault[1..]}. Set 'badRows' to leave such records out, or to keep them.");
            }
        }

        Row row = _form.RowOf(reader, _columns!, _form.Marks ? _fault : null);
        _fault = null;
        return row;
    }

    private void Use(Columns table)
    {
        _table = table;
        _columns = _form.ColumnsOfRows(table);
    }

    private void Tell(CsvMalformedRecord record)
    {
        if (record.Skipped)
        {
            LeftOut(record.Reason, CsvForm.LinesOf(record.RawRecord));
        }
        else
        {
            _fault = $"the record in {Begun} is no record: {CsvForm.Words(record.Reason, record.RawRecord)}";
        }
    }

    private void LeftOut(CsvMalformedReason reason, int lines)
    {
        _fault = null;
        _left.Add(_begun, reason, lines);
    }
}
