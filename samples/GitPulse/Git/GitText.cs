using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace GitPulse.Git;

/// <summary>Turns the bytes of a name into text, and loses nothing.</summary>
/// <remarks>
/// Git's names are bytes; nearly all are UTF-8 and are taken as they are. A byte that is no part of valid UTF-8 is
/// written <c>\xhh</c>, two lower-case hex digits, so that "Jos\xe9" and "Jos\xea" stay two names and JSON stays valid.
/// A backslash that would itself begin such an escape is written <c>\x5c</c>. Hence replacing every <c>\xhh</c> by
/// its byte gives back exactly what git has.
/// </remarks>
internal static class GitText
{
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes) && bytes.IndexOf("\\x"u8) < 0)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length + 16);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done && !BeginsEscape(bytes))
            {
                text.Append(rune.ToString());
            }
            else
            {
                foreach (var octet in bytes[..length])
                {
                    text.Append("\\x").Append(Convert.ToHexStringLower([octet]));
                }
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The text with what a terminal would obey (line ends, escapes) as <c>\u</c> and four digits.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length + 16);
        foreach (var character in text)
        {
            _ = char.IsControl(character)
                ? printable.Append("\\u").Append(((int)character).ToString("x4", null))
                : printable.Append(character);
        }

        return printable.ToString();
    }

    private static bool BeginsEscape(ReadOnlySpan<byte> bytes) =>
        bytes is [(byte)'\\', (byte)'x', var high, var low, ..]
        && char.IsAsciiHexDigit((char)high) && char.IsAsciiHexDigit((char)low);
}
