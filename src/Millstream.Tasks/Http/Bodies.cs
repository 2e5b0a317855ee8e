using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Http;

/// <summary>Reads bodies.</summary>
internal static class Bodies
{
    /// <summary>Makes a cell of a body.</summary>
    /// <exception cref="FormatException">It is no JSON, and should be.</exception>
    public static Cell Read(this BodyFormat format, string text, JsonCells cells) => format == BodyFormat.Json ? cells.Parse(text) : new Cell(text);

    /// <summary>Gives the encoding that a type of content names; UTF-8 where it names none that is known.</summary>
    public static Encoding EncodingOf(string? name) => Encodings.Find(name?.Trim('"') ?? "") ?? Encoding.UTF8;

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

    /// <summary>Says how a body may be packed, where the request does not say it itself.</summary>
    public static void Accept(HttpRequestHeaders headers)
    {
        if (headers.AcceptEncoding.Count == 0)
        {
            headers.AcceptEncoding.ParseAdd("gzip, br");
        }
    }

    /// <summary>Unpacks a body that has come to its end; the framework's own client takes one that breaks off for whole.</summary>
    /// <returns>Its bytes, or null when there are more than the limit.</returns>
    /// <exception cref="UnreadableException">The end of what was packed is missing.</exception>
    /// <exception cref="InvalidDataException">It is not packed as it says, or as nobody asked for.</exception>
    public static MemoryStream? Unpacked(MemoryStream body, ICollection<string> packings, int maxLength)
    {
        MemoryStream at = body;
        foreach (string packing in packings.Reverse())
        {
            using Stream unpacked = packing.ToUpperInvariant() switch
            {
                "GZIP" or "X-GZIP" => new UnpackedGzip(at),
                "BR" => new UnpackedBrotli(at),
                _ => throw Unknown(packing),
            };
            if (Kept(unpacked, maxLength) is not { } kept)
            {
                return null;
            }

            at = kept;
        }

        return at;
    }

    /// <summary>Unpacks a body as it comes; whoever reads one that goes on and on sees by itself where it breaks off.</summary>
    public static Stream Unpacking(Stream body, ICollection<string> packings) => packings.Reverse().Aggregate(body, (at, packing) => packing.ToUpperInvariant() switch
    {
        "GZIP" or "X-GZIP" => new GZipStream(at, CompressionMode.Decompress),
        "BR" => new BrotliStream(at, CompressionMode.Decompress),
        _ => throw Unknown(packing),
    });

    /// <summary>Gives the text that bytes are; what is wrong in them is read as the replacement character.</summary>
    public static string TextOf(MemoryStream bytes, Encoding encoding)
    {
        using var reader = new StreamReader(bytes, encoding);
        return reader.ReadToEnd();
    }

    private static InvalidDataException Unknown(string packing) => new($"the body is packed by '{packing}', which was not asked for.");

    private static MemoryStream? Kept(Stream unpacked, int maxLength)
    {
        var kept = new MemoryStream();
        Span<byte> buffer = stackalloc byte[16 * 1024];
        while (unpacked.Read(buffer) is > 0 and int count)
        {
            if (kept.Length + count > maxLength)
            {
                return null;
            }

            kept.Write(buffer[..count]);
        }

        kept.Position = 0;
        return kept;
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
