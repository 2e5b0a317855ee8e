using System.Text;

namespace Millstream.Http;

/// <summary>Sends requests and reads answers, within limits of time and length.</summary>
internal static class HttpExchange
{
    /// <summary>What addresses begin with.</summary>
    public static readonly (string Plain, string Secured) Schemes = ("http", "https");

    private const int MostRedirections = 10;

    // One for all runs: its connections are the machine's. Redirections are followed here, where the run's policy is asked.
    private static readonly Lazy<HttpClient> Shared = new(static () => new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    /// <summary>Asks for something, and reads all of the answer.</summary>
    /// <param name="address">What is asked.</param>
    /// <param name="make">Makes the request, anew for each redirection.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="settings">How it is asked.</param>
    /// <param name="client">What asks; one for all runs when it is null.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="TaskInputException">The server says that the request is wrong: asking again does not help.</exception>
    /// <exception cref="HttpRequestException">There is no answer, or none that is one; asking again may help.</exception>
    /// <exception cref="TimeoutException">It takes too long.</exception>
    public static async Task<T> AskAsync<T>(
        Uri address, Func<HttpRequestMessage> make, Func<HttpResponseMessage, CancellationToken, Task<T>> read, HttpSettings settings, HttpClient? client, TaskContext context, CancellationToken cancellationToken)
    {
        using var tooLate = new CancellationTokenSource(settings.Timeout, context.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
        try
        {
            using HttpResponseMessage response = await SendAsync(address, make, settings, client, context, ends.Token).ConfigureAwait(false);
            return await read(response, ends.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (Told(cause, address, settings.Timeout, cancellationToken) is { } error)
        {
            throw error;
        }
    }

    /// <summary>Sends a request, and gives the answer when its headers have come. Redirections are followed for requests that only ask.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        Uri address, Func<HttpRequestMessage> make, HttpSettings settings, HttpClient? client, TaskContext context, CancellationToken cancellationToken)
    {
        Uri at = address;
        for (int redirections = 0; ; redirections++)
        {
            using HttpRequestMessage request = make();
            request.RequestUri = at;
            if (HttpAddress.IsOneServer(at, address))
            {
                settings.Fill(request, context);
            }

            Bodies.Accept(request.Headers);
            HttpResponseMessage response = await (client ?? Shared.Value)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (Next(request, response) is not { } next)
            {
                return response;
            }

            response.Dispose();
            if (redirections == MostRedirections)
            {
                throw TaskInputException.Because($"{HttpAddress.Shown(address)} redirects more than {MostRedirections} times, at last to {HttpAddress.Shown(next)}.");
            }

            if (!context.IsEntitled("network:http", next.AbsoluteUri))
            {
                throw TaskInputException.Because($"{HttpAddress.Shown(address)} redirects to {HttpAddress.Shown(next)}, which the run's policy does not grant (network:http).");
            }

            at = next;
        }
    }

    /// <summary>Refuses an answer that is none.</summary>
    public static void ThrowIfRefused(Uri address, HttpResponseMessage response, TimeProvider time)
    {
        int status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        string message = $"{HttpAddress.Shown(address)} answered {status} {response.ReasonPhrase}".TrimEnd() + ". An answer from 200 to 299 was expected.";
        throw status is >= 300 and < 500 and not 408 and not 425 and not 429
            ? TaskInputException.Because(message)
            : AfterOf(response, time) is { } after ? new BusyException(message, response.StatusCode, after)
            : new HttpRequestException(message, inner: null, response.StatusCode);
    }

    private static TimeSpan? AfterOf(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } after } => after,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    /// <summary>Reads the text of an answer.</summary>
    public static async Task<string> ReadTextAsync(Uri address, HttpContent content, int maxLength, CancellationToken cancellationToken)
    {
        using Stream body = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using MemoryStream? sent = await Bodies.ReadAsync(body, maxLength, cancellationToken).ConfigureAwait(false);
        using MemoryStream? kept = sent is null ? null : Bodies.Unpacked(sent, content.Headers.ContentEncoding, maxLength);
        Encoding encoding = Bodies.EncodingOf(content.Headers.ContentType?.CharSet);
        return kept is not null ? Bodies.TextOf(kept, encoding)
            : throw TaskInputException.Because($"The answer of {HttpAddress.Shown(address)} has more than {maxLength} bytes. Set 'maxLength' higher where answers are that long.");
    }

    /// <summary>Makes the error that tells which server something is about; null when it is about none.</summary>
    public static Exception? Told(Exception cause, Uri address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        string shown = HttpAddress.Shown(address);
        return cause switch
        {
            _ when cancellationToken.IsCancellationRequested => null,
            OperationCanceledException => new TimeoutException($"{shown} did not answer within {HttpAddress.Seconds(timeout)}. Set 'timeout' higher, or see what holds the server up.", cause),
            HttpRequestException { StatusCode: not null } => null,
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } =>
                new HttpRequestException($"{shown} cannot be read: {cause.Message}", cause),
            HttpRequestException or IOException or InvalidDataException or Files.UnreadableException => new HttpRequestException($"{shown} cannot be read: {cause.GetBaseException().Message}", cause),
            _ => null,
        };
    }

    private static Uri? Next(HttpRequestMessage request, HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308)
            || (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            || response.Headers.Location is not { } location)
        {
            return null;
        }

        Uri next = location.IsAbsoluteUri ? location : new Uri(request.RequestUri!, location);
        bool isKept = next.Scheme == "https" || (next.Scheme == "http" && request.RequestUri!.Scheme == "http");
        return isKept && next.UserInfo.Length == 0 ? next : null;
    }
}
