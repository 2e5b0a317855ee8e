using Microsoft.Extensions.Logging;

namespace Millstream.Postgres;

/// <summary>What the tasks of this package log.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(2301, LogLevel.Warning, "Rows {First} to {Last} are inserted again, after {Pause}: {Message}")]
    public static partial void Repeating(ILogger logger, long first, long last, TimeSpan pause, string message);

    [LoggerMessage(2302, LogLevel.Warning, "It is connected again, after {Pause}: {Message}")]
    public static partial void Connecting(ILogger logger, TimeSpan pause, string message);
}
