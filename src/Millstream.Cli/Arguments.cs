namespace Millstream.Cli;

/// <summary>What must be known of the arguments before they can be parsed: which graph is run decides which options there are.</summary>
/// <param name="Target">What is run or drawn; null where nothing is.</param>
/// <param name="Assemblies">The task assemblies.</param>
/// <param name="IsOnlyLookedAt">Whether a shell asks what may come next.</param>
internal sealed record Arguments(string? Target, IReadOnlyList<string> Assemblies, bool IsOnlyLookedAt)
{
    private const string TasksOption = "--tasks";

    private static readonly string[] WithValue = [TasksOption, "--input", "--events", "--set", "--format"];

    public static Arguments Of(IReadOnlyList<string> args)
    {
        IReadOnlyList<string> words = args is [var directive, var line, ..] && directive.StartsWith("[suggest", StringComparison.Ordinal)
            ? [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)]
            : args;
        var assemblies = new List<string>();
        string? command = null, target = null;
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i];
            if (word == TasksOption && i + 1 < words.Count)
            {
                assemblies.Add(words[++i]);
            }
            else if (word.StartsWith(TasksOption + "=", StringComparison.Ordinal))
            {
                assemblies.Add(word[(TasksOption.Length + 1)..]);
            }
            else if (WithValue.Contains(word))
            {
                i++;
            }
            else if (!word.StartsWith('-'))
            {
                target ??= command is null ? null : word;
                command ??= word;
            }
        }

        return new Arguments(command is "run" or "graph" ? target : null, assemblies, words != args);
    }
}
