using Millstream.Telemetry;

namespace Millstream.Cli.Running;

/// <summary>A run where nobody looks at a terminal: a line when a task begins, ends or warns.</summary>
internal static class PlainView
{
    public static async Task ShowAsync(IAsyncEnumerable<RunEvent> events, TextWriter output)
    {
        await foreach (RunEvent told in events)
        {
            if (told.Kind is RunEventKind.TaskStarted or RunEventKind.TaskCompleted or RunEventKind.TaskDisabled or RunEventKind.TaskFaulted
                or RunEventKind.TaskStopped or RunEventKind.TaskKilled or RunEventKind.Warning or RunEventKind.TaskRetry)
            {
                string what = told.Kind.ToString().Replace("Task", "", StringComparison.Ordinal).ToLowerInvariant();
                await output.WriteLineAsync($"{told.TaskId}: {what}{(told.Message is { } message ? $": {message}" : "")}");
            }
        }
    }
}
