using Microsoft.Extensions.Logging;

namespace Millstream.General;

/// <summary>What the general tasks log.</summary>
internal static partial class GeneralLog
{
    [LoggerMessage(2201, LogLevel.Warning, "'{Formula}' has no value with {Tracks}: nothing is given until it has one again.")]
    public static partial void NoValue(ILogger logger, string formula, string tracks);
}
