using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Csv;

/// <summary>Tasks that read and write tables of comma-separated values.</summary>
public static class CsvTasks
{
    /// <summary>
    /// The rows of a CSV file, in order; each cell is text, and counts as a number wherever one is needed. The file is read as rows are asked for and is never held whole; files that end
    /// in .gz or .br are unpacked. Blank lines are passed over. It begins anew with each run. A file that is missing, cannot be read, or has a record that is not as the rest fails the
    /// task, unless the settings say otherwise; an empty file has no rows. Standard input is read in blocks: lines that come slowly are read one by one by stdin and csv.parse.
    /// </summary>
    [StreamTask(Name = "csv.read")]
    [Needs("filesystem:read", "{Path}")]
    [return: Outlet("rows")]
    public static IEnumerable<Row> ReadCsv(CsvReadSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(logger);
        return CsvFileRows.Of(settings, logger);
    }

    /// <summary>
    /// The rows of CSV files whose paths come: of all that a folder has, or of each that appears in one. A file is read as rows are asked for. A record that is not as the rest is given on the outlet
    /// "bad", and so is a file that cannot be read, or only in part: rows with the file, the line, the reason and the record; the others go on.
    /// </summary>
    /// <param name="files">The files: rows with their paths in the column "path", as those of a folder, or the paths as texts.</param>
    /// <param name="rows">The rows of all files.</param>
    /// <param name="bad">What could not be read.</param>
    /// <param name="settings">How the tables are written.</param>
    /// <param name="context">Says which files may be read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [StreamTask(Name = "csv.files", IsReplayable = true)]
    [Needs("filesystem:read", IsOptional = true)]
    public static async Task ReadCsvFilesAsync(
        IAsyncEnumerable<object?> files, Outlet<Row> rows, Outlet<Row> bad, CsvFilesSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(bad);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        await foreach (object? file in files.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach ((Row row, bool isBad) in new CsvFile(settings, file, context).Rows())
            {
                await (isBad ? bad : rows).EmitAsync(row, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Makes rows of the lines of a table: those of a packed file, of standard input, of a web page. A record whose quotes are open goes on in the next line; the last line counts as one with an end.</summary>
    /// <param name="lines">The lines, without their ends.</param>
    /// <param name="settings">How the table is written.</param>
    /// <param name="logger">Where records that are left out are told.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    [StreamTask(Name = "csv.parse", IsReplayable = true)]
    [return: Outlet("rows")]
    public static async IAsyncEnumerable<Row> ParseCsvAsync(
        IAsyncEnumerable<string> lines, CsvParseSettings settings, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(logger);
        var records = new CsvLines(settings, logger);
        await foreach (string line in lines.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            foreach (Row row in records.Take(line))
            {
                yield return row;
            }
        }

        foreach (Row row in records.End())
        {
            yield return row;
        }
    }

    /// <summary>
    /// Writes rows to a CSV file, with the columns that are set, or those of the first one. The file takes its name when the last row has come: until then, and when the run fails, what was there before stays.
    /// With "append" rows are added as they come, in the order of the columns that the file names, and what was added stays; rows with other columns fail the task.
    /// </summary>
    /// <param name="rows">What is written.</param>
    /// <param name="settings">Which file, and how.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    [StreamTask(Name = "csv.write", IsReplayable = false)]
    [Needs("filesystem:write", "{Path}")]
    public static async Task WriteCsvAsync(IAsyncEnumerable<Row> rows, CsvWriteSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        CsvHead? head = settings.Append && settings.Header ? CsvHead.Find(settings) : null;
        using FileSink file = FileSink.Open(settings, settings.Append);
        using (var text = new CsvText(file.Text, settings.Delimiter, settings.Header, settings.Columns, head))
        {
            await foreach (Row row in file.ReadAsync(rows, text.Flush, cancellationToken).ConfigureAwait(false))
            {
                text.Write(row);
            }

            text.End();
        }

        file.Commit();
    }

    /// <summary>Makes lines of rows, as a CSV file has them, with the columns that are set, or those of the first one.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="settings">How the lines are written.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    [StreamTask(Name = "csv.format", IsReplayable = true)]
    [return: Outlet("lines")]
    public static async IAsyncEnumerable<string> FormatCsvAsync(
        IAsyncEnumerable<Row> rows, CsvFormatSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        var written = new StringWriter();
        using var text = new CsvText(written, settings.Delimiter, settings.Header, settings.Columns);
        await foreach (Row row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (text.Begin(row.Columns))
            {
                yield return text.Taken(written);
            }

            text.Write(row);
            yield return text.Taken(written);
        }

        if (text.End())
        {
            yield return text.Taken(written);
        }
    }
}
