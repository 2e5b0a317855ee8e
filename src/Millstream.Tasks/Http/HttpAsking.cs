using System.Net;
using System.Text;

namespace Millstream.Http;

/// <summary>Asks servers, within limits of time and length.</summary>
internal static class HttpAsking
{
    // One for all runs: its connections are the machine's.
    private static readonly Lazy<HttpClient> Shared = new(static () => new HttpClient(new SocketsHttpHandler
    {
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Says whether a text is an address that can be asked.</summary>
    public static bool IsAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https";

    /// <summary>Gets a page.</summary>
    /// <exception cref="TaskInputException">The address is none, or the server says that the request is wrong: asking again does not help.</exception>
    /// <exception cref="HttpRequestException">There is no answer, or none that is one; asking again may help.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static async Task<HttpAnswer> GetAsync(string url, HttpSettings settings, HttpClient? client, HttpAnswer? before, TaskContext context, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || !IsAddress(url))
        {
            throw TaskInputException.Because($"'{url}' is no address that can be asked. It begins with http:// or https://.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        settings.Fill(request.Headers, context);
        if (before?.Tag is { } tag)
        {
            request.Headers.IfNoneMatch.Add(tag);
        }
        else if (before?.Changed is { } changed)
        {
            request.Headers.IfModifiedSince = changed;
        }

        using var tooLate = new CancellationTokenSource(settings.Timeout, context.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await (client ?? Shared.Value)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ends.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.NotModified && before is not null)
            {
                return before with { Status = HttpStatusCode.NotModified };
            }

            ThrowIfRefused(address, response);
            string text = await ReadAsync(address, response.Content, settings.MaxLength, ends.Token).ConfigureAwait(false);
            return new HttpAnswer(response.StatusCode, text, response.Headers.ETag, response.Content.Headers.LastModified);
        }
        catch (OperationCanceledException cause) when (tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Shown(address)} did not answer within {settings.Timeout.TotalSeconds:0.###} s. Set 'Timeout' higher, or see what holds the server up.", cause);
        }
        catch (Exception cause) when (cause is IOException or HttpRequestException { StatusCode: null })
        {
            throw new HttpRequestException($"{Shown(address)} cannot be read: {cause.Message}", cause);
        }
    }

    private static void ThrowIfRefused(Uri address, HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        string message = $"{Shown(address)} answered {status} {response.ReasonPhrase}. An answer from 200 to 299 was expected.";
        throw status is >= 400 and < 500 and not 408 and not 425 and not 429
            ? TaskInputException.Because(message)
            : new HttpRequestException(message, inner: null, response.StatusCode);
    }

    private static async Task<string> ReadAsync(Uri address, HttpContent content, int maxLength, CancellationToken cancellationToken)
    {
        using Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            if (kept.Length + count > maxLength)
            {
                throw TaskInputException.Because($"The answer of {Shown(address)} has more than {maxLength} bytes. Set 'MaxLength' higher where answers are that long.");
            }

            kept.Write(buffer, 0, count);
        }

        kept.Position = 0;
        using var reader = new StreamReader(kept, EncodingOf(content));
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Encoding EncodingOf(HttpContent content)
    {
        try
        {
            return content.Headers.ContentType?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    // Without the query, in which keys are often written.
    private static string Shown(Uri address) => address.GetLeftPart(UriPartial.Path);
}
