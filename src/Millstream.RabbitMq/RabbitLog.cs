using Microsoft.Extensions.Logging;

namespace Millstream.RabbitMq;

/// <summary>What the tasks of this package log.</summary>
internal static partial class RabbitLog
{
    [LoggerMessage(2351, LogLevel.Warning, "A message of the queue '{Queue}' is rejected: {Message}")]
    public static partial void Rejected(ILogger logger, string queue, string message);

    [LoggerMessage(2352, LogLevel.Warning, "A message could not be acknowledged, and is delivered again: {Message}")]
    public static partial void NotAcknowledged(ILogger logger, string message);
}
