using Microsoft.Extensions.Logging;

namespace Millstream.Http;

/// <summary>What the tasks that ask servers, or are one, log.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(2301, LogLevel.Warning, "A request has failed, {Failures} behind one another until now: {Message}")]
    public static partial void RequestFailed(ILogger logger, int failures, string message);
}
