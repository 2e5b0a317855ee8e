using Microsoft.Extensions.Logging;

namespace Millstream.Hosting;

/// <summary>What hosted graphs log. The numbers are never given to others.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(200, LogLevel.Information, "The graph '{Graph}' started with the host as run {RunId}.")]
    public static partial void Started(ILogger logger, string graph, string runId);

    [LoggerMessage(201, LogLevel.Information, "The graph '{Graph}' (run {RunId}) has ended: {Status}.")]
    public static partial void Ended(ILogger logger, string graph, string runId, RunStatus status);

    [LoggerMessage(202, LogLevel.Error, "The graph '{Graph}' (run {RunId}) has failed.")]
    public static partial void Failed(ILogger logger, string graph, string runId, Exception error);

    [LoggerMessage(203, LogLevel.Error, "The graph '{Graph}' (run {RunId}) was killed.")]
    public static partial void Killed(ILogger logger, string graph, string runId);

    [LoggerMessage(204, LogLevel.Warning, "The graph '{Graph}' (run {RunId}) was not drained in the time that the host has to stop; it is stopped.")]
    public static partial void NotDrained(ILogger logger, string graph, string runId);

    [LoggerMessage(205, LogLevel.Warning, "{Warning}")]
    public static partial void Binding(ILogger logger, string warning);
}
