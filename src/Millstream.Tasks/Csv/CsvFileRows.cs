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
        long left = 0;
        string? fault = null;
        CsvReaderOptions options = form.Options with { Encoding = settings.IsUtf8 ? null : settings.TextEncoding, OnMalformedRecord = Tell };
        using CsvReader reader = TextFile.Reading(settings, () => CsvReader.Create(TextFile.OpenRead(settings, logger), options, leaveOpen: false));
        Columns? table = Read(settings, reader, () => form.ReadColumns(reader));

        // What is wrong with the head is no matter of the first record.
        fault = null;
        if (table is null && form.HasHeader)
        {
            yield break;
        }

        Columns? columns = table is null ? null : form.ColumnsOfRows(table);
        while (HasNext(settings, reader))
        {
            table ??= CsvForm.NumberedColumns(reader.FieldCount);
            columns ??= form.ColumnsOfRows(table);
            if (reader.FieldCount != table.Count)
            {
                fault ??= CsvForm.WidthFault($"line {reader.LineNumber}", reader.FieldCount, table);
                if (settings.BadRows == BadRows.Fail)
                {
                    throw TextFile.Error(settings, "read", $"{fault}.");
                }

                if (settings.BadRows == BadRows.Skip)
                {
                    LeftOut(reader.LineNumber, CsvMalformedReason.FieldCountMismatch);
                    continue;
                }
            }

            yield return form.RowOf(reader, columns, form.Marks ? fault : null);
            fault = null;
        }

        if (left > 1)
        {
            CsvLog.RecordsLeftOut(logger, settings.Path, left);
        }

        void Tell(CsvMalformedRecord record)
        {
            if (!record.Skipped)
            {
                fault = $"the record in line {record.LineNumber} is no record: {CsvForm.Words(record.Reason)}";
            }
            else
            {
                LeftOut(record.LineNumber, record.Reason);
            }
        }

        void LeftOut(long line, CsvMalformedReason reason)
        {
            fault = null;
            if (++left == 1)
            {
                CsvLog.RecordLeftOut(logger, settings.Path, line, CsvForm.Words(reason));
            }
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
        cause is CsvFormatException ? $"{cause.Message} Set 'badRows' to leave such records out, or to keep them." : TextFile.WhyOf(settings, cause),
        cause);
}
