using System.Text;
using Millstream.Data;

namespace Millstream.Http;

/// <summary>Tasks that are servers.</summary>
public static class ListenTasks
{
    private static readonly Columns RequestColumns = Columns.Of("time", "query", "headers", "body");
    private static readonly string[] Secrets = ["Authorization", "Cookie", "Proxy-Authorization"];

    /// <summary>
    /// Listens for webhooks: each POST to its path gives a row with the time, the query, the headers (their names in small letters, without those that hold secrets) and the body, a text or
    /// what its JSON holds. It listens on this machine alone unless told otherwise, speaks HTTP without encryption (put a proxy with a certificate before it), and logs the address. It never
    /// ends by itself. Position: none. Guarantee: 202 is answered when the graph has taken the item, which is gone with a run that fails then; a sender that repeats what was not answered so
    /// may bring it twice. Back-pressure: the sender waits for its answer; with more than "maxWaiting" of them 503 is answered. Others: 400 for what is no request or no JSON, 401 without
    /// the token, 403 without the signature, 404 for another path, 405 for another method, 408 for one that is slow to come, 413 for one that is too long.
    /// </summary>
    /// <param name="requests">The requests.</param>
    /// <param name="settings">Where it listens.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "http.listen", IsReplayable = false)]
    [Needs("network:listen", "{Host}:{Port}")]
    public static async Task ListenAsync(Outlet<Row> requests, HttpListenSettings settings, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        Secret? token = settings.Token is { } credential ? new Secret(context.Reveal(credential).Reveal().Trim()) : null;
        Secret? signingKey = settings.SigningKey is { } key ? new Secret(context.Reveal(key).Reveal().Trim()) : null;
        using var giving = new SemaphoreSlim(1);
        using var server = new WebhookServer(settings, context, TakeAsync);
        string address = server.Start();
        HttpLog.Listening(context.Logger, address);
        context.Progress.Report(0, $"listening on {address}");
        await server.ServeAsync(cancellationToken).ConfigureAwait(false);

        async Task TakeAsync(WebhookRequest request, RequestReader reader, Func<Task> goOn, CancellationToken untilThere)
        {
            ThrowUnlessMeant(request, settings, token);
            using MemoryStream bytes = await reader.BodyAsync(request, settings.MaxLength, goOn, untilThere).ConfigureAwait(false);
            if (signingKey is not null && !BodySignature.Holds(request.Header(settings.SignatureHeader), signingKey, bytes.GetBuffer().AsSpan(0, (int)bytes.Length)))
            {
                throw new WebhookRefusal(403, "Forbidden", "The signature is missing, or not that of the body.");
            }

            Cell body = Read(request, bytes, settings.Format);
            Row headers = HeadersOf(request, settings);

            // One after the other: of those that wait here none is in the graph when the run ends.
            await giving.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                DateTimeOffset now = context.Time.GetUtcNow();
                await requests.EmitAsync(new Row(RequestColumns, Cell.From(now), new Cell(request.Query), new Cell(headers), body), now, cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidOperationException)
            {
                // The run has ended meanwhile.
                throw new WebhookRefusal(503, "Service Unavailable", "The server ends.");
            }
            finally
            {
                giving.Release();
            }
        }
    }

    private static void ThrowUnlessMeant(WebhookRequest request, HttpListenSettings settings, Secret? token)
    {
        if (request.Path != settings.Path)
        {
            throw new WebhookRefusal(404, "Not Found", "There is nothing at this path.");
        }

        if (request.Method != "POST")
        {
            throw new WebhookRefusal(405, "Method Not Allowed", "Only POST is taken here.") { Header = "Allow: POST" };
        }

        if (token is not null && !IsShown(request, settings, token))
        {
            throw new WebhookRefusal(401, "Unauthorized", "The token is missing, or another one.") { Header = "WWW-Authenticate: Bearer" };
        }
    }

    /// <summary>Compares in a time that does not tell where two differ.</summary>
    private static bool IsShown(WebhookRequest request, HttpListenSettings settings, Secret token)
    {
        string shown = request.Header(settings.TokenHeader) ?? "";
        bool isBearer = settings.TokenHeader.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
        return isBearer
            ? shown.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && token.Equals(new Secret(shown["Bearer ".Length..].Trim()))
            : token.Equals(new Secret(shown));
    }

    private static Cell Read(WebhookRequest request, MemoryStream bytes, BodyFormat format)
    {
        string type = request.Header("Content-Type") ?? "";
        Encoding encoding = Bodies.EncodingOf(System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var read) ? read.CharSet : null);
        try
        {
            return format.Read(Bodies.TextOf(bytes, encoding), new JsonCells());
        }
        catch (FormatException wrong)
        {
            throw WebhookRefusal.Nonsense(wrong.Message);
        }
    }

    private static Row HeadersOf(WebhookRequest request, HttpListenSettings settings)
    {
        string[] names = [.. request.Headers.Keys.Where(n => !Secrets.Append(settings.TokenHeader).Contains(n, StringComparer.OrdinalIgnoreCase))];
        return new Row(Columns.Open([.. names.Select(n => n.ToLowerInvariant())]), [.. names.Select(n => new Cell(request.Headers[n]))]);
    }
}
