namespace Millstream.Cli.Commands;

/// <summary>What is said of tasks in lists.</summary>
internal static class TaskWords
{
    /// <summary>A space at which no line ends; it is written as any other.</summary>
    public const char FixedSpace = '\u00a0';

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

    /// <summary>Writes lines of which the first part stands in a column.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="width">How many characters a line has; what is longer goes on in the column of the second part.</param>
    public static void Columns(TextWriter output, IEnumerable<(string Name, string Text)> lines, int width = int.MaxValue)
    {
        (string Name, string Text)[] all = [.. lines];
        int column = all.Length == 0 ? 0 : Math.Min(all.Max(l => l.Name.Length), 32);
        foreach ((string name, string text) in all)
        {
            string[] parts = [.. Lines(text, width - column - 4)];
            output.Write($"  {name.PadRight(column)}  {(name.Length > column && width < int.MaxValue ? "" : parts[0])}".TrimEnd() + "\n");
            foreach (string part in parts.Skip(name.Length > column && width < int.MaxValue ? 0 : 1))
            {
                output.Write($"{new string(' ', column + 4)}{part}\n");
            }
        }
    }

    /// <summary>Writes a text in lines of some width.</summary>
    public static void Wrapped(TextWriter output, string text, int width)
    {
        foreach (string line in Lines(text, width))
        {
            output.Write(line + "\n");
        }
    }

    /// <summary>Takes a text apart between words, so that its lines have some width; a word that is longer stays whole.</summary>
    private static IEnumerable<string> Lines(string text, int width)
    {
        width = Math.Max(width, 20);
        while (text.Length > width)
        {
            int end = text.LastIndexOf(' ', width);
            end = end > 0 ? end : text.IndexOf(' ', width);
            if (end < 0)
            {
                break;
            }

            yield return text[..end].Replace(FixedSpace, ' ');
            text = text[(end + 1)..];
        }

        yield return text.Replace(FixedSpace, ' ');
    }
}
