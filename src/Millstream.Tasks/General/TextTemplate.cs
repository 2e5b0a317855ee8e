using System.Text;

namespace Millstream.General;

/// <summary>A text with names in braces, which values take the places of.</summary>
/// <param name="parts">Pieces of text, and names.</param>
internal sealed class TextTemplate(IReadOnlyList<(string Text, bool IsName)> parts)
{
    /// <summary>Gets the names, each once.</summary>
    public IEnumerable<string> Names => parts.Where(p => p.IsName).Select(p => p.Text).Distinct();

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">A brace is open, or stands alone.</exception>
    public static TextTemplate Parse(string text)
    {
        var parts = new List<(string, bool)>();
        var literal = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            if (c is not ('{' or '}'))
            {
                literal.Append(c);
            }
            else if (at + 1 < text.Length && text[at + 1] == c)
            {
                literal.Append(c);
                at++;
            }
            else if (c == '{' && text.IndexOf('}', at) is > 0 and int end)
            {
                parts.Add((literal.ToString(), false));
                parts.Add((text[(at + 1)..end].Trim(), true));
                literal.Clear();
                at = end;
            }
            else
            {
                throw new FormatException($"'{c}' at character {at + 1} belongs to no other. Write {{name}} for the text of a track, and {c}{c} for the character itself.");
            }
        }

        parts.Add((literal.ToString(), false));
        return new TextTemplate(parts);
    }

    /// <summary>Puts values in the places of the names.</summary>
    public string Fill(Func<string, string> valueOf)
    {
        var text = new StringBuilder();
        foreach ((string part, bool isName) in parts)
        {
            text.Append(isName ? valueOf(part) : part);
        }

        return text.ToString();
    }
}
