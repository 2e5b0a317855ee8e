using Microsoft.Extensions.Logging;

namespace Millstream.General;

/// <summary>What the general tasks log.</summary>
internal static partial class GeneralLog
{
    [LoggerMessage(2201, LogLevel.Warning, "'{Formula}' has no value with {Tracks}: nothing is given until it has one again.")]
    public static partial void NoValue(ILogger logger, string formula, string tracks);

    [LoggerMessage(2202, LogLevel.Warning, "An item of {Bytes} bytes is not recorded, as the recording may have {MaxBytes}; nor are others of that size. Set 'maxBytes' higher.")]
    public static partial void NotRecorded(ILogger logger, long bytes, long maxBytes);
}
