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
        var left = new LeftOutRecords(logger, settings.Path);
        string? fault = null;
        CsvReaderOptions options = form.Options with { Encoding = settings.IsUtf8 ? null : settings.TextEncoding, OnMalformedRecord = Tell };
        using CsvReader reader = TextFile.Reading(settings, () => CsvReader.Create(TextFile.OpenRead(settings, logger), options, leaveOpen: false));
        Columns? table = Read(settings, form, () => form.ReadColumns(reader));

        // What is wrong with the head is no matter of the first record.
        fault = null;
        if (table is null && form.HasHeader)
        {
            yield break;
        }

        Columns? columns = table is null ? null : form.ColumnsOfRows(table);
        while (Read(settings, form, reader.Read))
        {
            // The reader looks at it only where a record does not fit into what it has read.
            if (reader.RawRecord.Length > settings.MaxRecordLength)
            {
                throw TextFile.Error(settings, "read", CsvForm.TooLong(reader.LineNumber, settings.MaxRecordLength));
            }

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
                    LeftOut(reader.LineNumber, CsvMalformedReason.FieldCountMismatch, CsvForm.LinesOf(reader.RawRecord));
                    continue;
                }
            }

            yield return form.RowOf(reader, columns, form.Marks ? fault : null);
            fault = null;
        }

        left.End();

        void Tell(CsvMalformedRecord record)
        {
            if (!record.Skipped)
            {
                fault = $"the record in line {record.LineNumber} is no record: {CsvForm.Words(record.Reason, record.RawRecord)}";
            }
            else
            {
                LeftOut(record.LineNumber, record.Reason, CsvForm.LinesOf(record.RawRecord));
            }
        }

        void LeftOut(long line, CsvMalformedReason reason, int lines)
        {
            fault = null;
            left.Add(line, reason, lines);
        }
    }

    private static T Read<T>(CsvReadSettings settings, CsvForm form, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is CsvFormatException || TextFile.IsOfFile(cause))
        {
            throw TextFile.Error(settings, "read", cause is CsvFormatException format ? form.WhyOf(format) : TextFile.WhyOf(settings, cause), cause);
        }
    }
}
