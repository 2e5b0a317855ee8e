using CsvHelper;
using Microsoft.Extensions.Logging;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>The rows of one file.</summary>
internal static class CsvFileRows
{
    public static IEnumerable<Row> Of(CsvReadSettings settings, ILogger logger)
    {
        CsvForm form = settings.Form;
        bool isTold = false;
        CsvReaderOptions options = form.Options with { Encoding = settings.IsUtf8 ? null : settings.TextEncoding, OnMalformedRecord = Tell };
        using CsvReader reader = TextFile.Reading(settings, () => CsvReader.Create(TextFile.OpenRead(settings), options, leaveOpen: false));
        Columns? columns = Read(settings, reader, () => form.ReadColumns(reader));
        if (columns is null && form.HasHeader)
        {
            yield break;
        }

        while (HasNext(settings, reader))
        {
            columns ??= CsvForm.NumberedColumns(reader.FieldCount);
            CheckWidth(settings, reader, columns);
            yield return form.RowOf(reader, columns);
        }

        void Tell(CsvMalformedRecord record)
        {
            if (record.Skipped && !isTold)
            {
                isTold = true;
                CsvLog.RecordLeftOut(logger, settings.Path, record.LineNumber, $"{record.Reason}");
            }
        }
    }

    /// <summary>Given names stand for as many cells as there are in each record; CSV's own check knows the header alone.</summary>
    private static void CheckWidth(CsvReadSettings settings, CsvReader reader, Columns columns)
    {
        if (reader.FieldCount != columns.Count && settings.BadRows == BadRows.Fail)
        {
            throw TextFile.Error(settings, "read", $"the record in line {reader.LineNumber} has {reader.FieldCount} cells, and there are {columns.Count} columns ({columns}).");
        }
    }

    private static bool HasNext(CsvReadSettings settings, CsvReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (Exception cause) when (cause is CsvFormatException || TextFile.IsOfFile(cause))
        {
            throw Error(settings, cause);
        }
    }

    private static T Read<T>(CsvReadSettings settings, CsvReader reader, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is CsvFormatException || TextFile.IsOfFile(cause))
        {
            throw Error(settings, cause);
        }
    }

    private static IOException Error(CsvReadSettings settings, Exception cause) => TextFile.Error(
        settings,
        "read",
        cause is CsvFormatException ? $"{cause.Message} Set 'BadRows' to leave such records out, or to keep them." : TextFile.WhyOf(cause),
        cause);
}
