using System.Net;
using Millstream.Data;
using Millstream.Timers;

namespace Millstream.Http;

/// <summary>Tasks that ask servers by HTTP.</summary>
public static class HttpTasks
{
    private static readonly Columns AnswerColumns = Columns.Of("time", "url", "status", "text");

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
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        HttpAnswer answer = await HttpAsking.GetAsync(url, settings, client, before: null, context, cancellationToken).ConfigureAwait(false);
        return answer.Text;
    }

    /// <summary>
    /// Fetches a page again and again: rows with the time, the address, the status and the text. The first request is made at once, or when somebody begins to read; while nobody does,
    /// none is made. With "changedOnly" only answers are given that differ from the one before. It never ends by itself; some requests may fail before it does. Position: none, a run begins
    /// with what the page is then. Guarantee: what the page was between two requests is not seen. Back-pressure: makes no request while what is behind is busy, and leaves those out that
    /// were due.
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
        HttpAnswer? before = null;
        int failures = 0;
        while (true)
        {
            await answers.WaitForDemandAsync(cancellationToken).ConfigureAwait(false);
            long began = context.Time.GetTimestamp();
            try
            {
                HttpAnswer answer = await HttpAsking.GetAsync(settings.Url, settings, client, settings.ChangedOnly ? before : null, context, cancellationToken).ConfigureAwait(false);
                bool isNew = answer.Status != HttpStatusCode.NotModified && (!settings.ChangedOnly || answer.Text != before?.Text);
                before = answer;
                failures = 0;
                if (isNew)
                {
                    var row = new Row(AnswerColumns, Cell.From(context.Time.GetUtcNow()), settings.Url, (long)answer.Status, answer.Text);
                    await answers.EmitAsync(row, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception cause) when (cause is HttpRequestException or TimeoutException or TaskInputException && ++failures <= settings.MaxFailures)
            {
                HttpLog.RequestFailed(context.Logger, failures, cause.Message);
            }

            for (TimeSpan left; (left = settings.Interval - context.Time.GetElapsedTime(began)) > TimeSpan.Zero;)
            {
                await Task.Delay(TimerTasks.Piece(left), context.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
