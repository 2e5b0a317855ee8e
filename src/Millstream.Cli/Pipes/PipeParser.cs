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
        ["http.get"] = "url",
        ["http.poll"] = "url",
        ["http.request"] = "url",
        ["http.events"] = "url",
        ["http.listen"] = "port",
        ["ws.read"] = "url",
        ["ws.write"] = "url",
        ["postgres.query"] = "sql",
        ["postgres.lookup"] = "sql",
        ["postgres.insert"] = "table",
        ["rabbit.read"] = "queue",
        ["rabbit.write"] = "queue",
        ["rabbit.send"] = "queue",
    };

    /// <summary>Tasks of which all of the text is the main setting, whatever its words are.</summary>
    private static readonly HashSet<string> Whole = ["where", "select", "rename", "template"];

    /// <summary>Tasks whose main setting may have any words in it: without quotes it goes on to the first setting with an equals sign.</summary>
    private static readonly HashSet<string> Patterns = ["text.match", "text.extract", "text.replace"];

    /// <summary>Settings in which a quoted part does not stand for all: expressions, and names of columns.</summary>
    private static readonly HashSet<string> OfParts = ["condition", "columns", "by", "template"];

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
            if (first[..colon] is "file" or "csv" or "json" && number > 0 && !isLast)
            {
                throw Wrong(stage, number, "a file is read by the first stage and written by the last. Write it at the end; what comes of it then is another pipe, which begins with the file.");
            }

            (string task, string setting) = File(first[..colon], value, stage, number, isLast);
            List<DocumentMember> others = Settings(task, rest, stage, number);
            if (others.Exists(o => o.Name == setting))
            {
                string[] names = [.. Find(task, stage, number).Settings.Select(s => DescriptorJson.Camel(s.Name)).Where(n => n != setting)];
                throw Wrong(stage, number, $"behind '{first}' stand settings of '{task}', by their names: {string.Join(", ", names)}.");
            }

            Place(task, stage, number, [.. others.Prepend(new DocumentMember(setting, Escaped(value)))]);
        }
        else if (first == "count" && rest.StartsWith("by ", StringComparison.Ordinal))
        {
            Place("group", stage, number, [new DocumentMember("by", Escaped(rest[3..].Trim())), new DocumentMember("compute", "count")]);
        }
        else if (first == "top" && !tasks.Names.Contains(first))
        {
            if (rest.Split(" by ", 2) is not [var count, var column])
            {
                throw Wrong(stage, number, $"'top' says by what the greatest are found: top {(rest.Length == 0 ? "3" : rest)} by total. For the first ones as they come: limit {(rest.Length == 0 ? "3" : rest)}.");
            }

            string by = column.Trim();
            Place("sort", stage, number, [new DocumentMember("by", Escaped(by.EndsWith(" desc", StringComparison.Ordinal) || by.EndsWith(" asc", StringComparison.Ordinal) ? by : $"{by} desc"))]);
            Place("limit", stage, number, [new DocumentMember("count", Escaped(count.Trim()))]);
        }
        else
        {
            string task = tasks.Names.Contains(first) ? first : Short.GetValueOrDefault(first, first);
            Place(task, stage, number, Settings(task, rest, stage, number));
        }
    }

    /// <summary>Gives the task for a word with a colon: files are read first and written last, by what their names end in.</summary>
    private (string Task, string Setting) File(string word, string path, string stage, int number, bool isLast)
    {
        string kind = word == "file" ? Kind(path) : word;
        bool writes = isLast && number > 0;
        return kind switch
        {
            "file" => (writes ? "file.write" : "file.lines", "path"),
            "csv" or "json" when word is "file" or "csv" or "json" => ($"{kind}.{(writes ? "write" : "read")}", "path"),
            _ => (Short.GetValueOrDefault(word, word), Main.GetValueOrDefault(Short.GetValueOrDefault(word, word)) ?? FirstSetting(Short.GetValueOrDefault(word, word), stage, number)),
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
        (int Start, string Word)[] words = [.. PipeText.Words(rest)];
        bool isBare = Patterns.Contains(task) && words[0].Word != Main[task] && PipeText.Unquoted(words[0].Word) == words[0].Word;
        (int Start, string Word)[] keys = Whole.Contains(task) ? []
            : [.. words.Where(w => (!isBare && names.Contains(w.Word.TrimEnd('='))) || names.Any(n => w.Word.StartsWith($"{n}=", StringComparison.Ordinal)))];
        if (Colon(names, rest, keys, task) is { } written)
        {
            string name = written.Word.TrimEnd(':');
            string value = PipeText.Words(rest[(written.Start + written.Word.Length)..]).Select(w => w.Word).FirstOrDefault("…");
            throw Wrong(stage, number, $"in a pipe settings are named without a colon: {name} {value}.");
        }

        string before = keys.Length == 0 ? rest : rest[..keys[0].Start].Trim();
        var settings = new List<DocumentMember>();
        if (before.Length > 0)
        {
            string main = Main.GetValueOrDefault(task) ?? FirstSetting(task, stage, number);
            if (!OfParts.Contains(main) && words[0].Word.Length < before.Length && PipeText.Unquoted(words[0].Word) is var quoted && quoted != words[0].Word)
            {
                throw Wrong(stage, number, $"behind {words[0].Word}, which is '{main}', stand settings of '{task}', by their names: {string.Join(", ", names.Where(n => n != main))}.");
            }

            settings.Add(new DocumentMember(main, Escaped(PipeText.Unquoted(before))));
        }

        for (int i = 0; i < keys.Length; i++)
        {
            string name = keys[i].Word.Split('=')[0];
            int start = keys[i].Start + name.Length;
            string value = rest[start..(i + 1 < keys.Length ? keys[i + 1].Start : rest.Length)].Trim();
            settings.Add(new DocumentMember(name, Escaped(PipeText.Unquoted(value.StartsWith('=') ? value[1..].Trim() : value))));
        }

        return settings.CountBy(s => s.Name).FirstOrDefault(s => s.Value > 1).Key is { } twice
            ? throw Wrong(stage, number, $"the setting '{twice}' is given twice. Put quotes around a value with the name of a setting in it.")
            : settings;
    }

    /// <summary>Finds the name of a setting that is written with a colon, where no setting has begun whose values are names with colons.</summary>
    private static (int Start, string Word)? Colon(string[] names, string rest, (int Start, string Word)[] keys, string task)
    {
        string[] withNames = ["by", "compute", "columns"];
        int end = keys.Where(k => withNames.Contains(k.Word.Split('=')[0])).Select(k => k.Start).FirstOrDefault(rest.Length);
        bool isFree = Whole.Contains(task) || Patterns.Contains(task);
        (int Start, string Word)[] found = isFree || Main.GetValueOrDefault(task) is "by"
            ? [.. PipeText.Words(rest).Take(1)]
            : [.. PipeText.Words(rest).TakeWhile(w => w.Start < end)];
        found = [.. found.Where(w => w.Word.EndsWith(':') && names.Contains(w.Word.TrimEnd(':')) && (!isFree || w.Word.TrimEnd(':') == Main[task]))];
        return found.Length == 0 ? null : found[0];
    }

    private static CliException Wrong(string stage, int number, string what) => CliException.BadInput($"Stage {number + 1} of the pipe ('{stage}'): {what}");

    private string FirstSetting(string task, string stage, int number)
    {
        TaskDescriptor descriptor = Find(task, stage, number);
        return descriptor.Settings is [var first, ..] ? DescriptorJson.Camel(first.Name)
            : task == "count" ? throw Wrong(stage, number, "'count' alone counts all; with 'by' and columns the rows of each group: count by city.")
            : throw Wrong(stage, number, $"'{task}' has no settings, and nothing stands behind it.");
    }

    private TaskDescriptor Find(string task, string stage, int number) => RunTarget.DescriptorOf(task, tasks)
        ?? throw Wrong(stage, number, $"there is no task '{task}'.{Suggestions.For(task, tasks.Names.Concat(Short.Keys).Append("top"))} 'millstream list' tells all.");

    private void Place(string name, string stage, int number, IReadOnlyList<DocumentMember> settings)
    {
        TaskDescriptor task = Find(name, stage, number);
        if (_nodes.Count == 0)
        {
            if (task.Inlets.FirstOrDefault(i => !i.IsOptional) is { } open)
            {
                throw Wrong(stage, number, $"'{name}' reads {(open.Name == "in" ? "items" : open.Name)}, and nothing stands before it. Begin with file:… for a file, or - for standard input.");
            }
        }
        else if (task.Inlets.Count == 0)
        {
            throw Wrong(stage, number, $"'{name}' reads nothing, and can only be the first.");
        }
        else if (task.Inlets[0].ItemType == typeof(Row) && _items is not null && _items != typeof(Row))
        {
            // Texts become rows with the column "item" where the next task wants them so.
            Append(Find("rows", stage, number), []);
        }
        else if (task.Inlets[0].ItemType == typeof(string) && _items == typeof(Row))
        {
            throw Wrong(stage, number, $"'{name}' reads texts, and rows come to it. Make texts of them first: template '{{city}}: {{amount}}' of some columns, json.format of all.");
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
