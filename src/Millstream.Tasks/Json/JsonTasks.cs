using Microsoft.Extensions.Logging;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Json;

/// <summary>Tasks that read and write JSON.</summary>
public static class JsonTasks
{
    /// <summary>
    /// The rows of a file of JSON: an object a line, or the objects of one array. Another value gives a row with the column "item"; blank lines are passed over. The file is read as rows
    /// are asked for and is never held whole; files that end in .gz or .br are unpacked. It begins anew with each run. What is no JSON fails the task.
    /// </summary>
    [StreamTask(Name = "json.read")]
    [Needs("filesystem:read", "{Path}")]
    [return: Outlet("rows")]
    public static IEnumerable<Row> ReadJson(JsonReadSettings settings, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(logger);
        return settings.Form == JsonForm.Array ? JsonFileRows.OfArray(settings, logger) : JsonFileRows.OfLines(settings, logger);
    }

    /// <summary>
    /// Writes items to a file of JSON lines: an item a line. The file takes its name when the last item has come: until then, and when the run fails, what was there before stays.
    /// With "append" lines are added as they come, and what was added stays.
    /// </summary>
    /// <param name="items">What is written.</param>
    /// <param name="settings">Which file.</param>
    /// <param name="cancellationToken">Leaves the file as it was.</param>
    [StreamTask(Name = "json.write", IsReplayable = false)]
    [Needs("filesystem:write", "{Path}")]
    public static async Task WriteJsonAsync(IAsyncEnumerable<object?> items, FileWriteSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(settings);
        using FileSink file = FileSink.Open(settings, settings.Append);
        await foreach (object? item in file.ReadAsync(items, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            file.WriteLine(Cell.From(item).ToJson());
        }

        file.Commit();
    }

    /// <summary>Reads each text as JSON: an object is a row, and another value a row with the column "item". A text that is no JSON fails the task, unless its options leave such items out.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="state">The columns that were met.</param>
    [StreamTask(Name = "json.parse")]
    [return: Outlet("rows")]
    public static Row ParseJson(string text, JsonMemory state)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            return Row.From(state.Cells.Parse(text));
        }
        catch (FormatException wrong)
        {
            throw TaskInputException.Because($"'{(text.Length > 80 ? text[..80] + "…" : text)}' cannot be read. {wrong.Message}", wrong);
        }
    }

    /// <summary>Writes each item as JSON, on one line.</summary>
    /// <param name="items">What is written.</param>
    [StreamTask(Name = "json.format")]
    [return: Outlet("text")]
    public static string FormatJson(object? items) => Cell.From(items).ToJson();
}
