using System.Text;
using Millstream.Data;

namespace Millstream.Http;

/// <summary>Reads bodies.</summary>
internal static class Bodies
{
    /// <summary>Makes a cell of a body.</summary>
    /// <exception cref="FormatException">It is no JSON, and should be.</exception>
    public static Cell Read(this BodyFormat format, string text, JsonCells cells) => format == BodyFormat.Json ? cells.Parse(text) : new Cell(text);

    /// <summary>Gives the encoding that a type of content names; UTF-8 where it names none that is known.</summary>
    public static Encoding EncodingOf(string? name) => Files.Encodings.Find(name?.Trim('"') ?? "") ?? Encoding.UTF8;

    /// <summary>Reads a body to its end.</summary>
    /// <returns>Its bytes, or null when there are more than the limit.</returns>
    public static async Task<MemoryStream?> ReadAsync(Stream body, int maxLength, CancellationToken cancellationToken)
    {
        var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await ReadAsync(body, buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            if (kept.Length + count > maxLength)
            {
                return null;
            }

            await kept.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }

        kept.Position = 0;
        return kept;
    }

    /// <summary>Gives the text that bytes are; what is wrong in them is read as the replacement character.</summary>
    public static string TextOf(MemoryStream bytes, Encoding encoding)
    {
        using var reader = new StreamReader(bytes, encoding);
        return reader.ReadToEnd();
    }

    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException cause) when (cause is not ObjectDisposedException)
        {
            // What Brotli says of bytes that are none of its own.
            throw new InvalidDataException(cause.Message, cause);
        }
    }
}
