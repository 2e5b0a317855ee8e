using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Millstream.Postgres;

/// <summary>Names of tables and columns, quoted so that nothing in them is read as SQL.</summary>
internal static class SqlName
{
    /// <summary>Quotes one name as it is.</summary>
    public static string Quote(string name) => string.Concat("\"", name.Replace("\"", "\"\"", StringComparison.Ordinal), "\"");

    /// <summary>Quotes several, with commas between them.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names.Select(Quote));

    /// <summary>Reads a name as SQL does, parts with dots between them, and gives it with each part quoted; parts without quotes become lower case.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? quoted)
    {
        quoted = null;
        var parts = new List<string>();
        int at = 0;
        while (true)
        {
            if (Part(text, ref at) is not { Length: > 0 } part || parts.Count == 3)
            {
                return false;
            }

            parts.Add(Quote(part));
            if (at == text.Length)
            {
                quoted = string.Join('.', parts);
                return true;
            }

            if (text[at++] != '.')
            {
                return false;
            }
        }
    }

    private static string? Part(string text, ref int at)
    {
        if (at < text.Length && text[at] == '"')
        {
            var part = new StringBuilder();
            for (at++; at < text.Length; at++)
            {
                if (text[at] == '"' && (++at >= text.Length || text[at] != '"'))
                {
                    return part.ToString();
                }

                part.Append(text[at]);
            }

            return null;
        }

        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '$'))
        {
            at++;
        }

        return at == start || char.IsDigit(text[start]) ? null : text[start..at].ToLowerInvariant();
    }
}
