using Microsoft.Extensions.Logging;

namespace Millstream.Windows;

/// <summary>What the tasks of windows log.</summary>
internal static partial class WindowLog
{
    [LoggerMessage(2201, LogLevel.Warning, "An item of {Time} came when its window had closed: it is left out, and so is each that comes like it. Set 'lateness' to wait for them.")]
    public static partial void CameTooLate(ILogger logger, string time);

    [LoggerMessage(2203, LogLevel.Warning, "{Count} items came when their windows had closed, and were left out.")]
    public static partial void AllThatCameTooLate(ILogger logger, long count);
}
