using Microsoft.Extensions.Logging;

namespace Millstream.Supplies;

/// <summary>Takes the secrets of a run out of what its tasks log.</summary>
internal sealed class RedactingLogger(ILogger inner, RunSecrets secrets) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        secrets.IsIn(TextOf(state)) ? inner.BeginScope(secrets.Redact(TextOf(state))) : inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        Exception? shown = exception is null ? null : secrets.Redact(exception);
        string text = formatter(state, exception);
        if (shown == exception && !secrets.IsIn(text) && !secrets.IsIn(TextOf(state)))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        else
        {
            // The message alone: its parts would still hold the secret.
            inner.Log(logLevel, eventId, secrets.Redact(text), shown, static (line, _) => line);
        }
    }

    private static string TextOf<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> parts
        ? string.Join('\n', parts.Select(p => p.Value))
        : state?.ToString() ?? "";
}
