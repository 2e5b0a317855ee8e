using Microsoft.Extensions.Logging;

namespace Millstream.Files;

/// <summary>What the tasks of files log.</summary>
internal static partial class FileLog
{
    [LoggerMessage(2211, LogLevel.Warning, "There is no file '{Path}' yet: it is waited for.")]
    public static partial void NotThereYet(ILogger logger, string path);

    [LoggerMessage(
        2212,
        LogLevel.Warning,
        "The file '{Path}' has bytes that are no UTF-8, the first is byte {Byte}: such are read as U+FFFD. Set 'encoding' to how it is encoded, such as windows-1252.")]
    public static partial void NotUtf8(ILogger logger, string path, long @byte);
}
