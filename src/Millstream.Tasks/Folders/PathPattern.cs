using System.Text;
using System.Text.RegularExpressions;

namespace Millstream.Folders;

/// <summary>Patterns of paths below a folder, with slashes between names.</summary>
internal sealed class PathPattern
{
    private readonly Regex? _names;
    private readonly Regex? _paths;

    public PathPattern(string pattern)
    {
        string[] all = pattern.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _names = Of([.. all.Where(p => !p.Contains('/', StringComparison.Ordinal))]);
        _paths = Of([.. all.Where(p => p.Contains('/', StringComparison.Ordinal))]);
    }

    /// <summary>Says whether a pattern could mean something outside of the folder.</summary>
    public static bool LeavesTheRoot(string pattern) =>
        pattern.Split('|', StringSplitOptions.TrimEntries).Any(p => p.StartsWith('/') || p.Split('/', '\\').Contains("..") || System.IO.Path.IsPathRooted(p));

    /// <summary>Says whether a path below the folder is meant.</summary>
    public bool IsMatch(string path) =>
        (_names is not null && _names.IsMatch(path.AsSpan(path.LastIndexOf('/') + 1))) || (_paths is not null && _paths.IsMatch(path));

    private static Regex? Of(string[] patterns) => patterns.Length == 0 ? null : new Regex(
        $"^(?:{string.Join('|', patterns.Select(Translated))})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string Translated(string pattern)
    {
        var regex = new StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (pattern.AsSpan(i).StartsWith("**/", StringComparison.Ordinal))
            {
                regex.Append("(?:[^/]+/)*");
                i += 2;
            }
            else if (pattern.AsSpan(i).StartsWith("**", StringComparison.Ordinal))
            {
                regex.Append(".*");
                i++;
            }
            else
            {
                regex.Append(pattern[i] switch { '*' => "[^/]*", '?' => "[^/]", char other => Regex.Escape(other.ToString()) });
            }
        }

        return regex.ToString();
    }
}
