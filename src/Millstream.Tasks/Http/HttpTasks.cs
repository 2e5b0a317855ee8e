using System.Net;
using Millstream.Data;
using Millstream.Timers;

namespace Millstream.Http;

/// <summary>Tasks that ask servers by HTTP.</summary>
public static class HttpTasks
{
    private static readonly Columns PageColumns = Columns.Of("time", "url", "status", "body");
    private static readonly Columns AnswerColumns = Columns.Of("time", "url", "status", "body", "item");

    /// <summary>
    /// Fetches the page of each address, and gives its text. The text is decoded as the answer says, packed ones are unpacked, redirections followed. A status other than 200 to 299 fails the
    /// call; so does one that takes too long or is too large. Failures that may pass (no connection, 408, 425, 429, 500 and above, time) are repeated where the task is told to ("retry");
    /// others are not. Position: that of the items. Guarantee: one text for each address, in order. Back-pressure: asks for the next page when the one before is taken; "parallel" for more
    /// at once.
    /// </summary>
    /// <param name="url">The addresses.</param>
    /// <param name="settings">How they are asked.</param>
    /// <param name="client">What asks; one for all runs unless the run's services have one.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [StreamTask(Name = "http.get", ThreadSafe = true)]
    [Needs("network:http")]
    [return: Outlet("text")]
    public static async Task<string> GetPageAsync(string url, HttpGetSettings settings, [Service] HttpClient? client, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        Uri address = HttpAddress.TryRead(url, HttpExchange.Schemes, out Uri? read, out string? fault) ? read : throw TaskInputException.Because($"The address is {fault}");
        HttpAnswer answer = await GetAsync(address, settings, client, before: null, context, cancellationToken).ConfigureAwait(false);
        return answer.Text;
    }

    /// <summary>
    /// Fetches a page again and again: rows with the time, the address (without its query), the status and the body, a text or what its JSON holds. The first request is made at once, or when
    /// somebody begins to read; while nobody does, none is made. With "changedOnly" only answers are given that differ from the one before. It never ends by itself; some requests may fail
    /// before it does. Position: none, a run begins with what the page is then. Guarantee: what the page was between two requests is not seen. Back-pressure: makes no request while what is
    /// behind is busy, and leaves those out that were due.
    /// </summary>
    /// <param name="answers">The answers.</param>
    /// <param name="settings">What is asked, and how often.</param>
    /// <param name="client">What asks; one for all runs unless the run's services have one.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "http.poll", IsReplayable = false)]
    [Needs("network:http", "{Url}")]
    public static async Task PollPageAsync(Outlet<Row> answers, HttpPollSettings settings, [Service] HttpClient? client, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        var address = new Uri(settings.Url);
        var shown = new Cell(HttpAddress.Shown(address));
        var cells = new JsonCells();
        HttpAnswer? before = null;
        int failures = 0;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                await answers.WaitForDemandAsync(cancellationToken).ConfigureAwait(false);

                // From the request on, so that it does not count how long that and what is behind take.
                Task beat = TimerTasks.WaitAsync(settings.Interval, context.Time, ends.Token);
                Task asked = Task.CompletedTask;
                try
                {
                    HttpAnswer answer = await GetAsync(address, settings, client, settings.ChangedOnly ? before : null, context, cancellationToken).ConfigureAwait(false);
                    if (answer.Status != HttpStatusCode.NotModified && (!settings.ChangedOnly || answer.Text != before?.Text))
                    {
                        Cell body = Read(address, settings.Format, answer.Text, cells);
                        DateTimeOffset now = context.Time.GetUtcNow();
                        await answers.EmitAsync(new Row(PageColumns, Cell.From(now), shown, new Cell((long)answer.Status), body), now, cancellationToken).ConfigureAwait(false);
                    }

                    before = answer;
                    failures = 0;
                }
                catch (Exception cause) when (cause is HttpRequestException or TimeoutException or TaskInputException && ++failures <= settings.MaxFailures)
                {
                    HttpLog.RequestFailed(context.Logger, failures, cause.Message);
                    asked = TimerTasks.WaitAsync(BusyException.AfterOf(cause), context.Time, ends.Token);
                }

                await beat.ConfigureAwait(false);
                await asked.ConfigureAwait(false);
            }
        }
        finally
        {
            await ends.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sends a request for each item, and gives the answers: rows with the time, the address (without its query), the status, the body (a text or what its JSON holds), and the item. The
    /// address and the body are made of the item's columns; without a body set the item itself is sent, a text as it is and anything else as JSON, so that it sends to webhooks too (who
    /// needs no answers counts them). A status other than 200 to 299 fails the call unless "anyStatus" is set; redirections are followed for get and head only. Failures that may pass (no
    /// connection, 408, 425, 429, 500 and above, time) are repeated where the task is told to ("retry"); others are not. Position: that of the items. Guarantee: each item is sent once, in
    /// order; with "retry" at least once, as a request whose answer was lost is sent again. Back-pressure: sends the next when the answer before is taken; "parallel" for more at once.
    /// </summary>
    /// <param name="item">What is sent, or tells what to ask for.</param>
    /// <param name="settings">What is asked, and how.</param>
    /// <param name="client">What asks; one for all runs unless the run's services have one.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    [StreamTask(Name = "http.request", IsReplayable = false, ThreadSafe = true)]
    [Needs("network:http", "{Url}")]
    [return: Outlet("answers")]
    public static async Task<Row> SendRequestAsync(
        [Inlet(Name = "items")] object? item, HttpRequestSettings settings, [Service] HttpClient? client, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        var row = Row.From(item);
        Uri address = HttpRequests.AddressOf(row, settings, context);
        return await HttpExchange.AskAsync(address, () => HttpRequests.Of(item, row, settings), ReadAsync, settings, client, context, cancellationToken).ConfigureAwait(false);

        async Task<Row> ReadAsync(HttpResponseMessage response, CancellationToken token)
        {
            if (!settings.AnyStatus)
            {
                HttpExchange.ThrowIfRefused(address, response, context.Time);
            }

            string text = await HttpExchange.ReadTextAsync(address, response.Content, settings.MaxLength, token).ConfigureAwait(false);
            Cell body = text.Length == 0 ? Cell.Null : Read(address, settings.Format, text, new JsonCells());
            return new Row(AnswerColumns, Cell.From(context.Time.GetUtcNow()), new Cell(HttpAddress.Shown(address)), new Cell((long)response.StatusCode), body, Cell.From(item));
        }
    }

    private static Task<HttpAnswer> GetAsync(Uri address, HttpAnswerSettings settings, HttpClient? client, HttpAnswer? before, TaskContext context, CancellationToken cancellationToken)
    {
        return HttpExchange.AskAsync(address, Make, ReadAsync, settings, client, context, cancellationToken);

        HttpRequestMessage Make()
        {
            var request = new HttpRequestMessage { Method = HttpMethod.Get };
            if (before?.Tag is { } tag)
            {
                request.Headers.IfNoneMatch.Add(tag);
            }
            else if (before?.Changed is { } changed)
            {
                request.Headers.IfModifiedSince = changed;
            }

            return request;
        }

        async Task<HttpAnswer> ReadAsync(HttpResponseMessage response, CancellationToken token)
        {
            if (response.StatusCode == HttpStatusCode.NotModified && before is not null)
            {
                return before with { Status = HttpStatusCode.NotModified };
            }

            HttpExchange.ThrowIfRefused(address, response, context.Time);
            string text = await HttpExchange.ReadTextAsync(address, response.Content, settings.MaxLength, token).ConfigureAwait(false);
            return new HttpAnswer(response.StatusCode, text, response.Headers.ETag, response.Content.Headers.LastModified);
        }
    }

    private static Cell Read(Uri address, BodyFormat format, string text, JsonCells cells)
    {
        try
        {
            return format.Read(text, cells);
        }
        catch (FormatException wrong)
        {
            throw TaskInputException.Because($"The answer of {HttpAddress.Shown(address)} is not what 'format' says. {wrong.Message}", wrong);
        }
    }
}
