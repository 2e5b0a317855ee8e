using System.Globalization;
using System.Text;

namespace Millstream.Documents;

/// <summary>Writes values as JSON. Numbers stay as they were written.</summary>
internal static class JsonText
{
    public static string Write(DocumentValue value, bool isIndented)
    {
        var text = new StringBuilder();
        Write(text, value, isIndented ? 0 : -1);
        return text.ToString();
    }

    /// <summary>Writes a text in quotes, so that JSON and YAML read it alike.</summary>
    public static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        text.Append('"');
    }

    private static void Write(StringBuilder text, DocumentValue value, int depth)
    {
        switch (value.Kind)
        {
            case DocumentValueKind.Text:
                Quote(text, value.Text);
                break;
            case DocumentValueKind.List:
                Write(text, '[', value.Items.Count, depth, i => Write(text, value.Items[i], depth < 0 ? depth : depth + 1), ']');
                break;
            case DocumentValueKind.Map:
                Write(
                    text,
                    '{',
                    value.Members.Count,
                    depth,
                    i =>
                    {
                        Quote(text, value.Members[i].Name);
                        text.Append(depth < 0 ? ":" : ": ");
                        Write(text, value.Members[i].Value, depth < 0 ? depth : depth + 1);
                    },
                    '}');
                break;
            default:
                text.Append(value.Text);
                break;
        }
    }

    private static void Write(StringBuilder text, char open, int count, int depth, Action<int> writeItem, char close)
    {
        text.Append(open);
        for (int i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Line(text, depth < 0 ? -1 : depth + 1);
            writeItem(i);
        }

        if (count > 0)
        {
            Line(text, depth);
        }

        text.Append(close);
    }

    private static void Line(StringBuilder text, int depth)
    {
        if (depth >= 0)
        {
            text.Append('\n').Append(' ', 2 * depth);
        }
    }
}
