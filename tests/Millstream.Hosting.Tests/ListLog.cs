using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Millstream.Hosting;

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new OfCategory(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class OfCategory(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}
