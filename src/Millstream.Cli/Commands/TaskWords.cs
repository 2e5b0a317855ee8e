namespace Millstream.Cli.Commands;

/// <summary>What is said of tasks in lists.</summary>
internal static class TaskWords
{
    /// <summary>Gives the descriptors of all tasks, by their names.</summary>
    public static IReadOnlyList<TaskDescriptor> All(TaskCatalogue tasks) =>
        [.. tasks.Tasks.Select(t => t.Descriptor).Concat(tasks.Families.Select(f => f.Descriptor)).OrderBy(d => d.Name, StringComparer.Ordinal)];

    /// <summary>Gives the first line or sentence of a text.</summary>
    public static string First(string text)
    {
        string line = text.Split('\n', 2)[0].Trim();
        int end = line.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? line : line[..(end + 1)];
    }

    /// <summary>Leaves out what a C# programmer writes before what a property is.</summary>
    public static string Help(string documentation)
    {
        string text = documentation;
        foreach (string before in (ReadOnlySpan<string>)["Gets or sets ", "Gets "])
        {
            text = text.StartsWith(before, StringComparison.Ordinal) ? text[before.Length..] : text;
        }

        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>Writes lines of which the first part stands in a column.</summary>
    public static void Columns(TextWriter output, IEnumerable<(string Name, string Text)> lines)
    {
        (string Name, string Text)[] all = [.. lines];
        int width = all.Length == 0 ? 0 : Math.Min(all.Max(l => l.Name.Length), 32);
        foreach ((string name, string text) in all)
        {
            output.Write($"  {name.PadRight(width)}  {text}".TrimEnd() + "\n");
        }
    }
}
