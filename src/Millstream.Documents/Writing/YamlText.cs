using System.Text;

namespace Millstream.Documents;

/// <summary>Writes values as YAML: maps and lists as blocks, short ones of plain values in a line.</summary>
internal static class YamlText
{
    private const int LongestLine = 120;

    public static string Write(DocumentValue value)
    {
        var text = new StringBuilder();
        if (IsBlock(value, indent: 0))
        {
            Block(text, value, indent: 0);
        }
        else
        {
            text.Append(Line(value)).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsBlock(DocumentValue value, int indent) =>
        (value.Kind == DocumentValueKind.Map && value.Members.Count > 0 && (indent == 0 || !FitsALine(value, indent)))
        || (value.Kind == DocumentValueKind.List && value.Items.Count > 0 && !FitsALine(value, indent));

    /// <summary>Says whether a value is short, and not deeper than a node that reads one other.</summary>
    private static bool FitsALine(DocumentValue value, int indent) => Depth(value) <= 2 && indent + Line(value).Length <= LongestLine;

    private static int Depth(DocumentValue value) =>
        value.Kind is not (DocumentValueKind.Map or DocumentValueKind.List) ? 0
        : 1 + value.Items.Select(Depth).Concat(value.Members.Select(m => Depth(m.Value))).DefaultIfEmpty(0).Max();

    private static void Block(StringBuilder text, DocumentValue value, int indent)
    {
        foreach (DocumentMember member in value.Members)
        {
            text.Append(' ', indent).Append(Plain(member.Name)).Append(':');
            Rest(text, member.Value, indent);
        }

        foreach (DocumentValue item in value.Items)
        {
            text.Append(' ', indent).Append('-');
            Rest(text, item, indent);
        }
    }

    private static void Rest(StringBuilder text, DocumentValue value, int indent)
    {
        if (IsBlock(value, indent + 2))
        {
            text.Append('\n');
            Block(text, value, indent + 2);
        }
        else
        {
            text.Append(' ').Append(Line(value)).Append('\n');
        }
    }

    private static string Line(DocumentValue value) => value.Kind switch
    {
        DocumentValueKind.Text => Plain(value.Text),
        DocumentValueKind.List => $"[{string.Join(", ", value.Items.Select(Line))}]",
        DocumentValueKind.Map when value.Members.Count == 0 => "{}",
        DocumentValueKind.Map => $"{{ {string.Join(", ", value.Members.Select(m => $"{Plain(m.Name)}: {Line(m.Value)}"))} }}",
        _ => value.Text,
    };

    /// <summary>Writes a text bare where nothing in it means anything in YAML, and in quotes otherwise.</summary>
    private static string Plain(string text)
    {
        if (IsBare(text))
        {
            return text;
        }

        var quoted = new StringBuilder();
        JsonText.Quote(quoted, text);
        return quoted.ToString();
    }

    private static bool IsBare(string text) =>
        text.Length > 0
        && (char.IsAsciiLetter(text[0]) || text[0] is '_' or '/')
        && text[^1] != ' '
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ' ' or '(' or ')')
        && !text.Contains("---", StringComparison.Ordinal)
        && YamlScalars.Of(text) == text;
}
