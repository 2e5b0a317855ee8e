using System.Text.Json;

namespace Millstream.Declarations;

/// <summary>Why a text is no JSON, and where, in the words of whoever writes it.</summary>
/// <remarks>The parser's own words may have all of the text in them, and advise who calls it.</remarks>
internal static class JsonFault
{
    private static readonly string[] Advice = [" which is not supported in this mode", " Change the reader options.", ", when isFinalBlock is true"];

    /// <summary>Says why, without the place.</summary>
    public static string Why(JsonException exception)
    {
        string message = exception.Message;
        int tail = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        message = Advice.Aggregate(tail < 0 ? message : message[..tail], static (said, advice) => said.Replace(advice, "", StringComparison.Ordinal));
        int start = message.IndexOf('\'', StringComparison.Ordinal), end = message.IndexOf("' is ", StringComparison.Ordinal);
        return start >= 0 && end > start ? $"{message[..(start + 1)]}{ValueWords.Short(message[(start + 1)..end])}{message[end..]}" : message;
    }

    /// <summary>Says why, and at which character; where there are several lines, in which.</summary>
    public static string WhyAndWhere(JsonException exception, ReadOnlySpan<byte> json)
    {
        (int line, int column) = PlaceOf(exception, json);
        return $"{Why(exception).TrimEnd('.')} ({(json.Contains((byte)'\n') ? $"line {line}, " : "")}character {column}).";
    }

    /// <summary>Gives the line and the character in it, both from 1; the parser knows bytes.</summary>
    public static (int Line, int Column) PlaceOf(JsonException exception, ReadOnlySpan<byte> json)
    {
        int line = (int)(exception.LineNumber ?? 0);
        for (int i = 0; i < line; i++)
        {
            json = json[(json.IndexOf((byte)'\n') + 1)..];
        }

        int column = 1;
        foreach (byte b in json[..Math.Min(json.Length, (int)(exception.BytePositionInLine ?? 0))])
        {
            // Not a byte that goes on with a character.
            column += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return (line + 1, column);
    }
}
