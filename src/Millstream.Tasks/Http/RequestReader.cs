using System.Globalization;
using System.Text;

namespace Millstream.Http;

/// <summary>Reads one request of HTTP/1.1 (RFC 9112), strictly: what is written in two ways, or not as it should be, is refused.</summary>
/// <remarks>
/// One request is read of each connection, so that nothing that stands behind it can be taken for another one. The framework's HttpListener takes a body in chunks that breaks off for
/// a whole one, and cannot listen on a port that is free; hence this.
/// </remarks>
internal sealed class RequestReader(Stream stream)
{
    private const int LongestHead = 32 * 1024;

    private readonly byte[] _buffer = new byte[LongestHead];
    private int _start;
    private int _end;

    /// <summary>Reads what stands before the body; null when the connection ends before anything came.</summary>
    /// <exception cref="WebhookRefusal">It is none.</exception>
    public async Task<WebhookRequest?> HeadAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(0, _end).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (_end == _buffer.Length)
            {
                throw new WebhookRefusal(431, "Request Header Fields Too Large", $"What stands before the body has more than {LongestHead} bytes.");
            }

            if (!await MoreAsync(cancellationToken).ConfigureAwait(false))
            {
                return _end == 0 ? null : throw WebhookRefusal.Nonsense("The request breaks off.");
            }
        }

        _start = length + 4;
        return Parse(Encoding.Latin1.GetString(_buffer, 0, length));
    }

    /// <summary>Reads the body.</summary>
    /// <param name="request">What stands before it.</param>
    /// <param name="maxLength">How many bytes it may have.</param>
    /// <param name="goOn">Called when the sender waits to be told that it may send it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="WebhookRefusal">It is too long, breaks off, or is none.</exception>
    public async Task<MemoryStream> BodyAsync(WebhookRequest request, int maxLength, Func<Task> goOn, CancellationToken cancellationToken)
    {
        string? length = request.Header("Content-Length"), coding = request.Header("Transfer-Encoding");
        if (coding is not null && (length is not null || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)))
        {
            throw WebhookRefusal.Nonsense(length is not null ? "A request has a Content-Length or a Transfer-Encoding, not both." : "The only Transfer-Encoding is chunked.");
        }

        long left = 0;
        if (length is not null && !long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out left))
        {
            throw WebhookRefusal.Nonsense("The Content-Length is no number.");
        }

        if (left > maxLength)
        {
            throw TooLong(maxLength);
        }

        if ((left > 0 || coding is not null) && _start == _end && string.Equals(request.Header("Expect"), "100-continue", StringComparison.OrdinalIgnoreCase))
        {
            await goOn().ConfigureAwait(false);
        }

        var body = new MemoryStream();
        if (coding is null)
        {
            await CopyAsync(body, left, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ChunksAsync(body, maxLength, cancellationToken).ConfigureAwait(false);
        }

        body.Position = 0;
        return body;
    }

    private static WebhookRefusal TooLong(int maxLength) => new(413, "Content Too Large", $"The body has more than {maxLength} bytes.");

    private static WebhookRequest Parse(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] words = lines[0].Split(' ');
        if (words.Length != 3 || words[0].Length == 0 || !words[0].All(char.IsAsciiLetterUpper) || words[2] is not ("HTTP/1.1" or "HTTP/1.0") || !words[1].StartsWith('/'))
        {
            throw WebhookRefusal.Nonsense("This is no request of HTTP/1.1 for a path.");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon > 0 ? line[..colon] : "";
            if (name.Length == 0 || !name.All(IsOfName) || line.AsSpan(colon).ContainsAny('\r', '\n', '\0'))
            {
                throw WebhookRefusal.Nonsense("A header is written as a name, a colon and a value.");
            }

            string value = line[(colon + 1)..].Trim(' ', '\t');
            headers[name] = headers.TryGetValue(name, out string? before) ? $"{before}, {value}" : value;
        }

        int query = words[1].IndexOf('?', StringComparison.Ordinal);
        return new WebhookRequest(words[0], query < 0 ? words[1] : words[1][..query], query < 0 ? "" : words[1][(query + 1)..], headers);
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private async Task ChunksAsync(MemoryStream body, int maxLength, CancellationToken cancellationToken)
    {
        while (true)
        {
            string line = await LineAsync(cancellationToken).ConfigureAwait(false);
            string size = line.Split(';')[0].TrimEnd(' ', '\t');
            if (size.Length is 0 or > 15 || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long length))
            {
                throw WebhookRefusal.Nonsense("A chunk begins with its size, in hexadecimal digits.");
            }

            if (body.Length + length > maxLength)
            {
                throw TooLong(maxLength);
            }

            if (length == 0)
            {
                break;
            }

            await CopyAsync(body, length, cancellationToken).ConfigureAwait(false);
            if ((await LineAsync(cancellationToken).ConfigureAwait(false)).Length > 0)
            {
                throw WebhookRefusal.Nonsense("A chunk is longer than it says.");
            }
        }

        for (int trailers = 0; (await LineAsync(cancellationToken).ConfigureAwait(false)).Length > 0;)
        {
            if (++trailers > 100)
            {
                throw WebhookRefusal.Nonsense("There are too many lines behind the body.");
            }
        }
    }

    private async Task CopyAsync(MemoryStream body, long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            if (_start == _end && !await MoreAsync(cancellationToken).ConfigureAwait(false))
            {
                throw WebhookRefusal.Nonsense("The body breaks off.");
            }

            int taken = (int)Math.Min(count, _end - _start);
            await body.WriteAsync(_buffer.AsMemory(_start, taken), cancellationToken).ConfigureAwait(false);
            _start += taken;
            count -= taken;
        }
    }

    private async Task<string> LineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (_end - _start > 1024)
            {
                throw WebhookRefusal.Nonsense("The line before a chunk is too long.");
            }

            if (!await MoreAsync(cancellationToken).ConfigureAwait(false))
            {
                throw WebhookRefusal.Nonsense("The body breaks off.");
            }
        }

        string line = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length + 2;
        return line;
    }

    private async ValueTask<bool> MoreAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }
}
