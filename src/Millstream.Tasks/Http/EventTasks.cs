using System.Net;
using System.Net.Http.Headers;
using Millstream.Data;
using Millstream.Files;

namespace Millstream.Http;

/// <summary>Tasks that read server-sent events.</summary>
public static class EventTasks
{
    private static readonly Columns EventColumns = Columns.Of("time", "event", "id", "data");

    /// <summary>
    /// The events that a server sends (server-sent events, text/event-stream): rows with the time, the event's name, its id and its data, a text or what its JSON holds. When the connection
    /// ends or breaks it is made anew, and the server is told the id of the last event; it waits as long as the server says ("retry"), else as "delay" says. It ends when the server answers
    /// 204, that there is no more. The connection is made when somebody begins to read. Position: "lastEventId" tells where to begin, of a server that keeps events. Guarantee: in order; of a
    /// server that goes on behind the last id every event once, of another what it sends while there is no connection is not seen. Back-pressure: reads no further, so that the server waits
    /// in its own writing.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="settings">Which.</param>
    /// <param name="client">What asks; one for all runs unless the run's services have one.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    [StreamTask(Name = "http.events", IsReplayable = false)]
    [Needs("network:http", "{Url}")]
    public static async Task ReadEventsAsync(Outlet<Row> events, HttpEventsSettings settings, [Service] HttpClient? client, TaskContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        var address = new Uri(settings.Url);
        var reconnection = new Reconnection(settings, context);
        var cells = new JsonCells();
        string lastId = settings.LastEventId;
        while (true)
        {
            await events.WaitForDemandAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (!await ReadConnectionAsync().ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (Exception cause) when (reconnection.MayGoOn(cause))
            {
                // The connection is made anew.
            }

            await reconnection.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        // False when the server says that there is no more.
        async Task<bool> ReadConnectionAsync()
        {
            TimeSpan limit = settings.Timeout;
            using var tooLate = new CancellationTokenSource(limit, context.Time);
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellationToken);
            bool isThere = false;
            try
            {
                using HttpResponseMessage response = await HttpExchange.SendAsync(address, () => Asking(lastId), settings, client, context, ends.Token).ConfigureAwait(false);
                if (response.StatusCode == HttpStatusCode.NoContent)
                {
                    return false;
                }

                HttpExchange.ThrowIfRefused(address, response, context.Time);
                ThrowUnlessEvents(address, response);
                isThere = true;
                Heard();
                using Stream body = await response.Content.ReadAsStreamAsync(ends.Token).ConfigureAwait(false);
                using Stream text = Bodies.Unpacking(body, response.Content.Headers.ContentEncoding);
                using var reader = new EventReader(text, settings.MaxLength, lastId, LineHeard);
                try
                {
                    while (await reader.NextAsync(ends.Token).ConfigureAwait(false) is { } next)
                    {
                        // However long the tasks behind take: the server is not what is silent then.
                        tooLate.CancelAfter(Timeout.InfiniteTimeSpan);
                        await GiveAsync(next).ConfigureAwait(false);
                        lastId = reader.LastId;
                        Heard();
                    }

                    lastId = reader.LastId;
                }
                finally
                {
                    reconnection.Delay = reader.Retry ?? reconnection.Delay;
                }
            }
            catch (OperationCanceledException cause) when (isThere && settings.Silence is { } silence && tooLate.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{HttpAddress.Shown(address)} has sent nothing for {HttpAddress.Seconds(silence)}.", cause);
            }
            catch (UnreadableException cause)
            {
                throw TaskInputException.Because($"The events of {HttpAddress.Shown(address)} cannot be read: {cause.Message}", cause);
            }
            catch (Exception cause) when (HttpExchange.Told(cause, address, limit, cancellationToken) is { } error)
            {
                throw error;
            }

            throw new HttpRequestException($"{HttpAddress.Shown(address)} has ended the connection.");

            // Remarks too, with which a quiet server shows that the connection lives.
            void LineHeard()
            {
                reconnection.Worked();
                Heard();
            }

            void Heard() => tooLate.CancelAfter(settings.Silence ?? Timeout.InfiniteTimeSpan);
        }

        ValueTask GiveAsync(ServerEvent next)
        {
            try
            {
                DateTimeOffset now = context.Time.GetUtcNow();
                var row = new Row(EventColumns, Cell.From(now), new Cell(next.Type), next.Id.Length > 0 ? new Cell(next.Id) : Cell.Null, settings.Format.Read(next.Data, cells));
                return events.EmitAsync(row, now, cancellationToken);
            }
            catch (FormatException wrong)
            {
                HttpLog.LeftOut(context.Logger, HttpAddress.Shown(address), wrong.Message);
                return default;
            }
        }
    }

    private static HttpRequestMessage Asking(string lastId)
    {
        var request = new HttpRequestMessage { Method = HttpMethod.Get };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        if (lastId.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        }

        return request;
    }

    private static void ThrowUnlessEvents(Uri address, HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType is var type && !string.Equals(type, "text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            throw TaskInputException.Because($"{HttpAddress.Shown(address)} answers {(type is null ? "something without a type" : $"'{type}'")}. Events have the type 'text/event-stream'.");
        }
    }
}
