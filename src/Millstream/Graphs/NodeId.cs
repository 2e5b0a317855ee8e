using System.Diagnostics.CodeAnalysis;

namespace Millstream.Graphs;

/// <summary>The id of a node in its graph, which is also the task id of events, statistics and errors.</summary>
/// <remarks>
/// 1 to 64 characters: letters, digits, '-', '_' and '#', beginning with a letter or '_'. Compared ordinally.
/// The default value is no id and equals only itself.
/// </remarks>
public readonly record struct NodeId
{
    internal const int LongestName = 64;
    private readonly string? _name;

    private NodeId(string name) => _name = name;

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not an id; the message says what one looks like.</exception>
    public static NodeId Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out NodeId id)
            ? id
            : throw new FormatException(
                $"'{text}' is not a node id. Use 1 to {LongestName} letters, digits, '-', '_' or '#', "
                + "beginning with a letter or '_'.");
    }

    /// <summary>Reads an id, or says that <paramref name="text"/> is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out NodeId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text) || text.Length > LongestName || !(char.IsLetter(text[0]) || text[0] == '_'))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('-' or '_' or '#'))
            {
                return false;
            }
        }

        id = new NodeId(text);
        return true;
    }

    /// <summary>Gives the id as it was written.</summary>
    public override string ToString() => _name ?? string.Empty;

    /// <summary>Makes an id of a name that may hold anything: what an id cannot hold is left out.</summary>
    internal static NodeId FromName(string name, int number = 1)
    {
        string suffix = number == 1 ? string.Empty : $"-{number}";
        Span<char> kept = stackalloc char[LongestName];
        int length = 0;
        foreach (char c in name)
        {
            bool fits = char.IsLetterOrDigit(c) || c is '-' or '_' or '#';
            if (fits && (length > 0 || char.IsLetter(c) || c == '_') && length < LongestName - suffix.Length)
            {
                kept[length++] = c;
            }
        }

        return new NodeId(length == 0 ? "task" + suffix : string.Concat(kept[..length], suffix));
    }
}
