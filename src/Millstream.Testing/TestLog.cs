using Microsoft.Extensions.Logging;

namespace Millstream.Testing;

/// <summary>A logger that keeps what it is told, for a run (<see cref="RunOptions.Logger"/>) or whatever else takes one.</summary>
/// <remarks>Thread-safe. Scopes follow the flow of the code that opened them, as they do in a host.</remarks>
public sealed class TestLog : ILogger
{
    private readonly Lock _gate = new();
    private readonly List<TestLogEntry> _entries = [];
    private readonly AsyncLocal<Scope?> _scope = new();

    /// <summary>Gets what was logged so far, in order.</summary>
    public IReadOnlyList<TestLogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Gets the messages of what was logged so far, in order.</summary>
    public IReadOnlyList<string> Lines => [.. Entries.Select(e => e.Message)];

    /// <inheritdoc/>
    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull => _scope.Value = new Scope(this, state, _scope.Value);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (Scope? scope = _scope.Value; scope is not null; scope = scope.Outer)
        {
            Add(scope.State);
        }

        Add(state);
        var entry = new TestLogEntry(logLevel, formatter(state, exception), exception, values);
        lock (_gate)
        {
            _entries.Add(entry);
        }

        void Add(object? said)
        {
            foreach ((string name, object? value) in said as IEnumerable<KeyValuePair<string, object?>> ?? [])
            {
                values.TryAdd(name, value);
            }
        }
    }

    private sealed class Scope(TestLog log, object state, Scope? outer) : IDisposable
    {
        public object State => state;

        public Scope? Outer => outer;

        public void Dispose() => log._scope.Value = outer;
    }
}

/// <summary>One thing that was logged.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Message">The whole message.</param>
/// <param name="Error">The error that was logged with it, if one was.</param>
/// <param name="Values">The named values of the message and of the scopes it was logged in; those of inner scopes first.</param>
public sealed record TestLogEntry(LogLevel Level, string Message, Exception? Error, IReadOnlyDictionary<string, object?> Values);
