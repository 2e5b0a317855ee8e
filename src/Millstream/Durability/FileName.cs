using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Millstream.Durability;

/// <summary>Writes a part of a key as a file name, and reads it back.</summary>
/// <remarks>
/// Every file system keeps the names apart: on those that ignore case or fold Unicode (NTFS, APFS) only lower-case ASCII letters, digits and a few signs stand for
/// themselves. An upper-case letter is written <c>!a</c>, as Go's module cache does (go.dev/ref/mod#goproxy-protocol), '!' itself <c>!!</c>, and everything else
/// <c>!0</c> with four hexadecimal digits: so also what Windows refuses (its reserved signs, names like <c>con</c>, a dot or a space at the end).
/// </remarks>
internal static class FileName
{
    /// <summary>What a file of a store ends with; a folder never does.</summary>
    public const string Extension = ".json";

    private static readonly string[] ReservedByWindows =
    [
        "con", "prn", "aux", "nul",
        .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" }),
    ];

    public static string Of(string segment, bool isFolder)
    {
        var text = new StringBuilder(segment.Length + 8);
        int stem = segment.IndexOf('.', StringComparison.Ordinal);
        bool isReserved = ReservedByWindows.Contains(stem < 0 ? segment : segment[..stem], StringComparer.OrdinalIgnoreCase);
        int dotToHide = isFolder && segment.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? segment.Length - Extension.Length : -1;
        for (int i = 0; i < segment.Length; i++)
        {
            char c = segment[i];
            bool isLast = i == segment.Length - 1;
            if (c == '!')
            {
                text.Append("!!");
            }
            else if ((isReserved && i == 0) || i == dotToHide || (isLast && c is '.' or ' ') || !StandsForItself(c))
            {
                if (char.IsAsciiLetterUpper(c) && !(isReserved && i == 0))
                {
                    text.Append('!').Append(char.ToLowerInvariant(c));
                }
                else
                {
                    text.Append(CultureInfo.InvariantCulture, $"!0{(int)c:x4}");
                }
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    /// <summary>Reads a name back; false for a file that no store wrote.</summary>
    public static bool TryRead(ReadOnlySpan<char> name, [NotNullWhen(true)] out string? segment)
    {
        segment = null;
        var text = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] != '!')
            {
                text.Append(name[i]);
            }
            else if (i + 1 >= name.Length)
            {
                return false;
            }
            else if (name[++i] == '!')
            {
                text.Append('!');
            }
            else if (char.IsAsciiLetterLower(name[i]))
            {
                text.Append(char.ToUpperInvariant(name[i]));
            }
            else if (name[i] == '0' && i + 4 < name.Length
                && ushort.TryParse(name.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                text.Append((char)code);
                i += 4;
            }
            else
            {
                return false;
            }
        }

        segment = text.ToString();
        return true;
    }

    private static bool StandsForItself(char c) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or ' ' or '%' or '+' or '=' or '@' or ',' or '(' or ')' or '[' or ']' or '#' or '~' or '$' or '&' or '{' or '}';
}
