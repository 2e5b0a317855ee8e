namespace Millstream.Cli.Pipes;

/// <summary>Takes the text of a pipe apart, where no quotes or brackets are open.</summary>
internal static class PipeText
{
    /// <summary>Gives the stages: what stands between single bars.</summary>
    public static IReadOnlyList<string> Stages(string text)
    {
        var stages = new List<string>();
        int start = 0;
        foreach (int at in Open(text).Where(i => text[i] == '|'))
        {
            if ((at == 0 || text[at - 1] != '|') && (at + 1 == text.Length || text[at + 1] != '|'))
            {
                stages.Add(text[start..at].Trim());
                start = at + 1;
            }
        }

        stages.Add(text[start..].Trim());
        return stages;
    }

    /// <summary>Gives the words, each with where it begins.</summary>
    public static IEnumerable<(int Start, string Word)> Words(string text)
    {
        var open = Open(text).ToHashSet();
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            int start = i;
            while (i < text.Length && !(char.IsWhiteSpace(text[i]) && open.Contains(i)))
            {
                i++;
            }

            yield return (start, text[start..i]);
        }
    }

    /// <summary>Leaves out the quotes around a text that is nothing but quoted.</summary>
    public static string Unquoted(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] && text.IndexOf(text[0], 1) == text.Length - 1 ? text[1..^1] : text;

    /// <summary>Gives where neither a quote nor a bracket is open.</summary>
    private static IEnumerable<int> Open(string text)
    {
        char quote = '\0';
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (c is '(' or '[')
            {
                depth++;
            }
            else if (c is ')' or ']')
            {
                depth = Math.Max(0, depth - 1);
            }
            else if (depth == 0)
            {
                yield return i;
            }
        }
    }
}
