using System.Text;

namespace Millstream.Documents;

/// <summary>A transform on an edge, as it is written: <c>uppercase</c>, <c>truncate(3)</c>, <c>substring(1, end: 3)</c>.</summary>
/// <param name="Id">The transform's id.</param>
public sealed record DocumentTransform(string Id)
{
    /// <summary>Gets what it is made with; members without a name are meant by their order.</summary>
    public ValueList<DocumentMember> Arguments { get; init; } = [];

    /// <summary>Reads a transform.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static DocumentTransform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int open = trimmed.IndexOf('(', StringComparison.Ordinal);
        string id = (open < 0 ? trimmed : trimmed[..open]).Trim();
        if (!IsWord(id) || (open >= 0 && trimmed[^1] != ')'))
        {
            throw new FormatException($"'{text}' is no transform. Write its id, and what it is made with in brackets: uppercase, truncate(3), pick(user.name).");
        }

        return new DocumentTransform(id) { Arguments = open < 0 ? [] : [.. ArgumentsOf(trimmed[(open + 1)..^1], text)] };
    }

    /// <summary>Gives the transform as it is written.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Id);
        for (int i = 0; i < Arguments.Count; i++)
        {
            text.Append(i == 0 ? "(" : ", ").Append(Arguments[i].Name.Length == 0 ? "" : $"{Arguments[i].Name}: ");
            DocumentValue value = Arguments[i].Value;
            if (value.Kind == DocumentValueKind.Text && !(IsPath(value.Text) && YamlScalars.Of(value.Text) == value))
            {
                JsonText.Quote(text, value.Text);
            }
            else
            {
                text.Append(value.Text);
            }
        }

        return Arguments.Count == 0 ? Id : text.Append(')').ToString();
    }

    private static bool IsWord(string text) => text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>Says whether a text may stand without quotes.</summary>
    private static bool IsPath(string text) => text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    private static IEnumerable<DocumentMember> ArgumentsOf(string text, string whole)
    {
        int at = 0;
        bool isFirst = true;
        while (Skip() || !isFirst)
        {
            isFirst = false;
            string name = "";
            int start = at;
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }

            int ended = at;
            if (Skip() && text[at] == ':' && ended > start)
            {
                name = text[start..ended];
                at++;
                Skip();
            }
            else
            {
                at = start;
            }

            yield return new DocumentMember(name, at < text.Length && text[at] == '"' ? Quoted() : Bare());
            if (!Skip())
            {
                yield break;
            }

            if (text[at++] != ',')
            {
                throw Wrong();
            }
        }

        bool Skip()
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            return at < text.Length;
        }

        DocumentValue Bare()
        {
            int start = at;
            while (at < text.Length && text[at] != ',')
            {
                at++;
            }

            string word = text[start..at].Trim();
            return word.Length == 0 || word.Contains('"', StringComparison.Ordinal) ? throw Wrong() : YamlScalars.Of(word);
        }

        DocumentValue Quoted()
        {
            int start = at++;
            while (at < text.Length && text[at] != '"')
            {
                at += text[at] == '\\' ? 2 : 1;
            }

            if (at >= text.Length)
            {
                throw Wrong();
            }

            at++;
            try
            {
                return JsonSource.Read(text[start..at], new DocumentLimits()).Scalar;
            }
            catch (SourceException)
            {
                throw Wrong();
            }
        }

        FormatException Wrong() => new($"'{whole}' is no transform: what stands in the brackets is no list of values. Write truncate(3), substring(1, end: 3), coalesce(\"no, none\").");
    }
}
