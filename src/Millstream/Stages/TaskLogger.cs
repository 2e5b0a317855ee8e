using System.Collections;
using Microsoft.Extensions.Logging;

namespace Millstream.Stages;

/// <summary>
/// The run's logger as a task has it: what is logged says by its scope which run, task and attempt it comes from, and warnings and worse are told among the run's events as
/// well. Nothing is made for a level that nobody reads.
/// </summary>
internal sealed class TaskLogger(ILogger inner, TaskScope task) : ILogger
{
    private LogScope? _first;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => IsTold(logLevel) || inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsTold(logLevel))
        {
            string text = formatter(state, exception);
            task.Run.TellWarning(task, exception is null ? text : $"{text} {exception.Message}");
        }

        if (!inner.IsEnabled(logLevel))
        {
            return;
        }

        int attempt = task.Attempt;
        LogScope scope = attempt == 1 ? _first ??= new LogScope(task, 1) : new LogScope(task, attempt);
        using (inner.BeginScope(scope))
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
    }

    private static bool IsTold(LogLevel logLevel) => logLevel is >= LogLevel.Warning and < LogLevel.None;

    private sealed class LogScope(TaskScope task, int attempt) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        private readonly KeyValuePair<string, object?>[] _values =
        [
            new("RunId", task.Run.RunId), new("TaskId", task.Node.Id.ToString()), new("TaskName", task.Name), new("Attempt", attempt),
        ];

        public int Count => _values.Length;

        public KeyValuePair<string, object?> this[int index] => _values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, object?>>)_values).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => string.Join(' ', _values.Select(v => $"{v.Key}:{v.Value}"));
    }
}
