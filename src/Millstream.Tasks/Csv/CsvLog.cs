using Microsoft.Extensions.Logging;

namespace Millstream.Csv;

/// <summary>What the tasks of tables log.</summary>
internal static partial class CsvLog
{
    [LoggerMessage(2001, LogLevel.Warning, "'{Path}': the record in line {Line} is left out ({Reason}), and so is each that comes like it.")]
    public static partial void RecordLeftOut(ILogger logger, string path, long line, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "'{Path}': {Count} records were left out.")]
    public static partial void RecordsLeftOut(ILogger logger, string path, long count);

    [LoggerMessage(2003, LogLevel.Warning, "'{Path}': {Count} records were left out, which have {Lines} lines.")]
    public static partial void LinesLeftOut(ILogger logger, string path, long count, long lines);
}
