using Microsoft.Extensions.Logging;

namespace Millstream.Cli.Running;

/// <summary>Writes warnings to standard error; failures are told when the run has ended.</summary>
internal sealed class WarningLogger(CliConsole console) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            console.Complain($"warning: {formatter(state, exception)}");
        }
    }
}
