using System.Globalization;
using System.Text.RegularExpressions;

namespace Millstream.Postgres;

/// <summary>Where in copied rows a server met a fault.</summary>
/// <param name="Line">The number of the row, from 1.</param>
/// <param name="Rest">What else it says: the column and the value; empty where nothing.</param>
internal readonly partial record struct CopyPlace(long Line, string Rest)
{
    /// <summary>Finds it in what the server says of its context: <c>COPY orders, line 3, column amount: "abc"</c>. The words may be of another language.</summary>
    public static CopyPlace? Find(string? where)
    {
        Match match = Pattern().Match(where ?? "");
        return match.Success && long.TryParse(match.Groups["line"].Value, CultureInfo.InvariantCulture, out long line) ? new CopyPlace(line, match.Groups["rest"].Value) : null;
    }

    // A context of several lines has that of the copy last, or after that of a function. Of a row as a whole the server quotes what was sent, which says no more than the row's number.
    [GeneratedRegex(@"^COPY [^\n]*?, \p{L}+ (?<line>\d+)(, (?<rest>\p{L}+ [^\n]+)|:[^\n]*)?$", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
