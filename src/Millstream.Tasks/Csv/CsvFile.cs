using System.Text;
using CsvHelper;
using Microsoft.Extensions.Logging;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>One of several files: its rows, and what of it is none.</summary>
internal sealed class CsvFile
{
    private static readonly Columns BadColumns = Columns.Of("file", "line", "reason", "record");

    private readonly CsvReadSettings _settings;
    private readonly string _column;
    private readonly string _name;
    private readonly ILogger _logger;
    private readonly Queue<CsvMalformedRecord> _malformed = new();
    private Columns? _with;

    public CsvFile(CsvFilesSettings settings, object? item, TaskContext context)
    {
        _settings = settings.Of(FileItem.PathOf(item, context));
        _column = settings.FileColumn;
        _name = FileItem.NameOf(item);
        _logger = context.Logger;
    }

    /// <summary>Gives the rows in order, and those that tell what could not be read in their places.</summary>
    public IEnumerable<(Row Row, bool IsBad)> Rows()
    {
        CsvForm form = _settings.Form;
        CsvReaderOptions options = form.Options with { Encoding = _settings.IsUtf8 ? null : _settings.TextEncoding, OnMalformedRecord = Keep };
        if (!TryOpen(options, out CsvReader? opened, out Row? failure))
        {
            yield return (failure!, true);
            yield break;
        }

        using CsvReader reader = opened!;
        bool hasMore = Try(() => form.ReadColumns(reader), out Columns? columns, out failure);
        while (hasMore && (columns is not null || !form.HasHeader))
        {
            hasMore = Try(reader.Read, out bool isThere, out failure) && isThere;
            while (_malformed.TryDequeue(out CsvMalformedRecord record))
            {
                yield return (Bad(record.LineNumber, record.Reason, record.RawRecord), true);
            }

            if (hasMore)
            {
                columns ??= CsvForm.NumberedColumns(reader.FieldCount);
                yield return reader.FieldCount == columns.Count
                    ? (With(form.RowOf(reader, columns)), false)
                    : (Bad(reader.LineNumber, CsvMalformedReason.FieldCountMismatch, Encoding.UTF8.GetString(reader.RawRecord)), true);
            }
        }

        if (failure is not null)
        {
            yield return (failure, true);
        }
    }

    private void Keep(CsvMalformedRecord record)
    {
        if (record.Skipped)
        {
            _malformed.Enqueue(record);
        }
    }

    private bool TryOpen(CsvReaderOptions options, out CsvReader? reader, out Row? failure) =>
        Try(() => CsvReader.Create(TextFile.OpenRead(_settings, _logger), options, leaveOpen: false), out reader, out failure);

    /// <summary>Does something with the file; when it fails, a row tells why.</summary>
    private bool Try<T>(Func<T> act, out T? result, out Row? failure)
    {
        try
        {
            result = act();
            failure = null;
            return true;
        }
        catch (Exception cause) when (cause is CsvFormatException || TextFile.IsOfFile(cause))
        {
            result = default;
            failure = cause is CsvFormatException { LineNumber: var line } format
                ? Bad(line > 0 ? line : null, _settings.Form.WhyOf(format).TrimEnd('.'), record: null)
                : Bad(line: null, TextFile.WhyOf(_settings, cause).TrimEnd('.'), record: null);
            return false;
        }
    }

    private Row Bad(long line, CsvMalformedReason reason, string record) => Bad(line, CsvForm.Words(reason, record), record);

    private Row Bad(long? line, string reason, string? record) => new(BadColumns, _name, line is { } number ? new Cell(number) : Cell.Null, reason, record);

    private Row With(Row row)
    {
        if (_column.Length == 0)
        {
            return row;
        }

        if (_with is null || _with.Count != row.Count + 1)
        {
            _with = row.Columns.IndexOf(_column) < 0
                ? Columns.Of([.. row.Columns, _column])
                : throw TaskInputException.Because($"The file '{_settings.Path}' has a column '{_column}' of its own. Give the one for the names of the files another name, with 'fileColumn'.");
        }

        Cell[] cells = [.. row.ToCells(), _name];
        return new Row(_with, cells);
    }
}
