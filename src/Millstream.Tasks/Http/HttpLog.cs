using Microsoft.Extensions.Logging;

namespace Millstream.Http;

/// <summary>What the tasks that ask servers, or are one, log.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(2301, LogLevel.Warning, "A request has failed, {Failures} behind one another until now: {Message}")]
    public static partial void RequestFailed(ILogger logger, int failures, string message);

    [LoggerMessage(2302, LogLevel.Warning, "A connection has failed, {Failures} behind one another until now, and is made anew in {Seconds} s: {Message}")]
    public static partial void ConnectionFailed(ILogger logger, int failures, double seconds, string message);

    [LoggerMessage(2303, LogLevel.Warning, "Something that {Address} has sent is left out: {Message}")]
    public static partial void LeftOut(ILogger logger, string address, string message);

    [LoggerMessage(2304, LogLevel.Information, "Listening on {Address}")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(2305, LogLevel.Warning, "A request of {Sender} was answered {Status}: {Message}")]
    public static partial void Refused(ILogger logger, string sender, int status, string message);
}
