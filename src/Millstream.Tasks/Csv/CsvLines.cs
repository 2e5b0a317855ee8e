using System.Text;
using CsvHelper;
using Microsoft.Extensions.Logging;
using Millstream.Data;

namespace Millstream.Csv;

/// <summary>Makes rows of lines that come one by one; a record whose quotes are open goes on in the next line.</summary>
internal sealed class CsvLines(CsvParseSettings settings, ILogger logger)
{
    private readonly CsvForm _form = settings.Form;
    private readonly StringBuilder _open = new();
    private readonly char _quote = settings.Quote[0];
    private CsvReaderOptions? _options;
    private Columns? _table;
    private Columns? _columns;
    private string? _fault;
    private long _left;
    private long _line;
    private bool _isOpen;

    private string Begun => $"line {_line}";

    /// <summary>Takes a line; gives the row that it ends, if it ends one.</summary>
    public Row? Take(string line)
    {
        _line++;
        if (_isOpen || line.Contains(_quote))
        {
            bool hasOdd = line.AsSpan().Count(_quote) % 2 == 1;
            bool isComment = !_isOpen && settings.Comment.Length > 0 && line.StartsWith(settings.Comment[0]);
            if (!isComment && _isOpen != hasOdd)
            {
                _isOpen = true;
                _open.Append(line).Append('\n');
                return _open.Length <= settings.MaxRecordLength
                    ? null
                    : throw TaskInputException.Because($"The record that goes on in {Begun} has more than {settings.MaxRecordLength} characters: a quote may be open. Set 'MaxRecordLength' higher where records are that long.");
            }

            line = _open.Append(line).ToString();
            _open.Clear();
            _isOpen = false;
        }

        return Record(line);
    }

    /// <summary>Takes the end; gives what a quote that is still open has left.</summary>
    public Row? End()
    {
        string line = _open.ToString();
        _isOpen = false;
        Row? last = line.Length == 0 ? null : Record(line);
        if (_left > 1)
        {
            CsvLog.RecordsLeftOut(logger, "csv.parse", _left);
        }

        return last;
    }

    private Row? Record(string text)
    {
        if (text.Length > settings.MaxRecordLength)
        {
            throw TaskInputException.Because($"The record in {Begun} has {text.Length} characters; it may have {settings.MaxRecordLength}. Set 'MaxRecordLength' higher where records are that long.");
        }

        bool isHead = _options is null && settings.Header;
        _options ??= _form.Options with { HasHeader = false, FieldCountMismatch = CsvFieldCountHandling.Allow, MaxRecordSize = null, TrackLineNumbers = false, OnMalformedRecord = Tell };
        try
        {
            using CsvReader reader = CsvReader.FromText(text, _options);
            if (!reader.Read())
            {
                // A blank line, a comment, or a record that is left out; a head may come yet.
                _options = isHead ? null : _options;
                return null;
            }

            _options = _options with { Separator = reader.Separator };
            return isHead ? Head(reader) : Body(reader);
        }
        catch (CsvFormatException cause)
        {
            throw TaskInputException.Because($"The record in {Begun} is no record: {cause.Message} Set 'BadRows' to leave such records out, or to keep them.", cause);
        }
    }

    private Row? Head(CsvReader reader)
    {
        Use(_form.Names.Length > 0 ? Columns.Of(_form.Names) : Columns.Of(Columns.Distinct(Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetString(i)!))));
        _fault = null;
        return null;
    }

    private Row? Body(CsvReader reader)
    {
        if (_table is null)
        {
            Use(_form.Names.Length > 0 ? Columns.Of(_form.Names) : CsvForm.NumberedColumns(reader.FieldCount));
        }

        if (reader.FieldCount != _table!.Count && settings.BadRows != BadRows.Keep)
        {
            _fault ??= CsvForm.WidthFault(Begun, reader.FieldCount, _table);
            if (settings.BadRows == BadRows.Skip)
            {
                LeftOut(CsvForm.Words(CsvMalformedReason.FieldCountMismatch));
                return null;
            }

            if (settings.BadRows == BadRows.Fail)
            {
                throw TaskInputException.Because($"T{_fault[1..]}. Set 'BadRows' to leave such records out, or to keep them.");
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
            LeftOut(CsvForm.Words(record.Reason));
        }
        else
        {
            _fault = $"the record in {Begun} is no record: {CsvForm.Words(record.Reason)}";
        }
    }

    private void LeftOut(string reason)
    {
        _fault = null;
        if (++_left == 1)
        {
            CsvLog.RecordLeftOut(logger, "csv.parse", _line, reason);
        }
    }
}
