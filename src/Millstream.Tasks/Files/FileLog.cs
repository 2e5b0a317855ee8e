using Microsoft.Extensions.Logging;

namespace Millstream.Files;

/// <summary>What the tasks of files log.</summary>
internal static partial class FileLog
{
    [LoggerMessage(2211, LogLevel.Warning, "There is no file '{Path}' yet: it is waited for.")]
    public static partial void NotThereYet(ILogger logger, string path);
}
