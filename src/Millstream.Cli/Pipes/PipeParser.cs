using Millstream.Cli.Running;
using Millstream.Data;
using Millstream.Documents;
using Millstream.Graphs;

namespace Millstream.Cli.Pipes;

/// <summary>Makes a document of a line: <c>file:access.log | extract '…' | where status >= 500 | count by path | sort by count desc | limit 10</c>.</summary>
/// <remarks>
/// A stage is the name of a task and what its main setting is: <c>where status >= 500</c>; or the names of settings before their values: <c>group by city compute total: sum(amount)</c>.
/// A value without spaces may follow a colon: <c>file:access.log</c>.
/// </remarks>
internal sealed class PipeParser(TaskCatalogue tasks)
{
    /// <summary>Short words for tasks.</summary>
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["match"] = "text.match",
        ["extract"] = "text.extract",
        ["split"] = "text.split",
        ["replace"] = "text.replace",
        ["head"] = "limit",
        ["first"] = "limit",
        ["print"] = "stdout",
        ["-"] = "stdin",
    };

    /// <summary>The settings that a text without a name means.</summary>
    private static readonly Dictionary<string, string> Main = new(StringComparer.Ordinal)
    {
        ["where"] = "condition",
        ["select"] = "columns",
        ["rename"] = "columns",
        ["template"] = "template",
        ["text.match"] = "pattern",
        ["text.extract"] = "pattern",
        ["text.replace"] = "pattern",
        ["text.split"] = "separator",
        ["limit"] = "count",
        ["skip"] = "count",
        ["sort"] = "by",
        ["group"] = "by",
        ["distinct"] = "by",
        ["flatten"] = "column",
        ["window.count"] = "every",
        ["window.aggregate"] = "every",
        ["stdout"] = "format",
    };

    /// <summary>Tasks of which all of the text is the main setting, whatever its words are.</summary>
    private static readonly HashSet<string> Whole = ["where", "select", "rename", "template", "text.match", "text.extract"];

    private readonly List<DocumentNode> _nodes = [];
    private Type? _items;

    /// <exception cref="CliException">A stage names no task, or is given what the task does not take.</exception>
    public GraphDocument Parse(string text)
    {
        IReadOnlyList<string> stages = PipeText.Stages(text);
        for (int i = 0; i < stages.Count; i++)
        {
            if (stages[i].Length == 0)
            {
                throw CliException.BadInput($"Stage {i + 1} of the pipe is empty. Write tasks with one | between them: 'file:sales.csv | where amount > 10 | count by city'.");
            }

            Add(stages[i], i, isLast: i == stages.Count - 1);
        }

        return new GraphDocument("pipe") { Nodes = [.. _nodes] };
    }

    private void Add(string stage, int number, bool isLast)
    {
        string first = PipeText.Words(stage).First().Word;
        string rest = stage[first.Length..].Trim();
        int colon = first.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            string value = PipeText.Unquoted(first[(colon + 1)..]);
            (string task, string setting) = File(first[..colon], value, number, isLast);
            Place(task, stage, number, [.. Settings(task, rest, stage, number).Prepend(new DocumentMember(setting, Escaped(value)))]);
        }
        else if (first == "count" && rest.StartsWith("by ", StringComparison.Ordinal))
        {
            Place("group", stage, number, [new DocumentMember("by", Escaped(rest[3..].Trim())), new DocumentMember("compute", "count")]);
        }
        else if (first == "top" && rest.Split(" by ", 2) is [var count, var by])
        {
            Place("sort", stage, number, [new DocumentMember("by", Escaped($"{by.Trim()} desc"))]);
            Place("limit", stage, number, [new DocumentMember("count", Escaped(count.Trim()))]);
        }
        else
        {
            string task = tasks.Names.Contains(first) ? first : Short.GetValueOrDefault(first, first);
            Place(task, stage, number, Settings(task, rest, stage, number));
        }
    }

    /// <summary>Gives the task for a word with a colon: files are read first and written last, by what their names end in.</summary>
    private (string Task, string Setting) File(string word, string path, int number, bool isLast)
    {
        string kind = word == "file" ? Kind(path) : word;
        bool writes = isLast && number > 0;
        return kind switch
        {
            "file" => (writes ? "file.write" : "file.lines", "path"),
            "csv" or "json" when word is "file" or "csv" or "json" => ($"{kind}.{(writes ? "write" : "read")}", "path"),
            _ => (Short.GetValueOrDefault(word, word), Main.GetValueOrDefault(Short.GetValueOrDefault(word, word)) ?? FirstSetting(Short.GetValueOrDefault(word, word), number)),
        };
    }

    private static string Kind(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".br", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToLowerInvariant() switch { ".csv" => "csv", ".jsonl" or ".ndjson" or ".json" => "json", _ => "file" };
    }

    private List<DocumentMember> Settings(string task, string rest, string stage, int number)
    {
        if (rest.Length == 0)
        {
            return [];
        }

        string[] names = [.. Find(task, stage, number).Settings.Select(s => DescriptorJson.Camel(s.Name))];
        (int Start, string Word)[] keys = Whole.Contains(task) ? [] : [.. PipeText.Words(rest).Where(w => names.Contains(w.Word.TrimEnd('=')) || names.Any(n => w.Word.StartsWith($"{n}=", StringComparison.Ordinal)))];
        string before = keys.Length == 0 ? rest : rest[..keys[0].Start].Trim();
        var settings = new List<DocumentMember>();
        if (before.Length > 0)
        {
            bool isText = task is "where" or "select" or "rename";
            settings.Add(new DocumentMember(Main.GetValueOrDefault(task) ?? FirstSetting(task, number), Escaped(isText ? before : PipeText.Unquoted(before))));
        }

        for (int i = 0; i < keys.Length; i++)
        {
            string name = keys[i].Word.Split('=')[0];
            int start = keys[i].Start + name.Length;
            string value = rest[start..(i + 1 < keys.Length ? keys[i + 1].Start : rest.Length)].Trim();
            settings.Add(new DocumentMember(name, Escaped(PipeText.Unquoted(value.StartsWith('=') ? value[1..].Trim() : value))));
        }

        return settings;
    }

    private string FirstSetting(string task, int number)
    {
        TaskDescriptor descriptor = Find(task, task, number);
        return descriptor.Settings is [var first, ..]
            ? DescriptorJson.Camel(first.Name)
            : throw CliException.BadInput($"Stage {number + 1} of the pipe: '{task}' has no settings.");
    }

    private TaskDescriptor Find(string task, string stage, int number) => RunTarget.DescriptorOf(task, tasks)
        ?? throw CliException.BadInput($"Stage {number + 1} of the pipe ('{stage}'): there is no task '{task}'.{Suggestions.For(task, tasks.Names.Concat(Short.Keys))} 'millstream list' tells all.");

    private void Place(string name, string stage, int number, IReadOnlyList<DocumentMember> settings)
    {
        TaskDescriptor task = Find(name, stage, number);
        if (_nodes.Count > 0)
        {
            if (task.Inlets.Count == 0)
            {
                throw CliException.BadInput($"Stage {number + 1} of the pipe ('{stage}'): '{name}' reads nothing, and can only be the first.");
            }

            // Texts become rows with the column "item", and rows texts of JSON, where the next task wants them so.
            Type wanted = task.Inlets[0].ItemType;
            if (wanted == typeof(Row) && _items is not null && _items != typeof(Row))
            {
                Append(Find("rows", stage, number), []);
            }
            else if (wanted == typeof(string) && _items == typeof(Row))
            {
                Append(Find("json.format", stage, number), []);
            }
        }

        Append(task, settings);
    }

    private void Append(TaskDescriptor task, IReadOnlyList<DocumentMember> settings)
    {
        string word = task.Name.Replace('.', '_');
        string id = word;
        for (int i = 2; _nodes.Exists(n => n.Id == id); i++)
        {
            id = $"{word}{i}";
        }

        _nodes.Add(new DocumentNode(id, new TaskWork(task.Name) { Settings = [.. settings] })
        {
            Inputs = _nodes.Count == 0 ? [] : [new DocumentInput(task.Inlets[0].Name, [_nodes[^1].Id])],
        });
        Type? made = task.Outlets.Count == 0 ? null : task.Outlets[0].ItemType;
        _items = made == typeof(OpenItem) ? _items : made;
    }

    /// <summary>Gives a text that refers to nothing.</summary>
    private static string Escaped(string text) => text.Replace("${", "$${", StringComparison.Ordinal);
}
