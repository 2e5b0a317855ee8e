using Millstream.Data;
using Millstream.Graphs;
using Millstream.Rows;
using Millstream.Testing;

namespace Millstream.Http;

public sealed class HttpPollTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // The test moves the time; what the server needs shall not count.
    private static readonly TimeSpan Never = TimeSpan.FromDays(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tag")]
    [InlineData("date")]
    [InlineData("nothing")]
    public async Task A_page_is_polled_and_only_changes_are_given_if_asked(string known)
    {
        int asked = 0;
        await using var server = new LoopbackServer(request =>
        {
            string page = ++asked < 4 ? "one" : "two";
            string tag = $"\"{page}\"", date = page == "one" ? "Tue, 03 Feb 2026 04:05:06 GMT" : "Wed, 04 Feb 2026 04:05:06 GMT";
            bool isOld = request.Contains($"If-None-Match: {tag}\r\n", StringComparison.Ordinal) || request.Contains($"If-Modified-Since: {date}\r\n", StringComparison.Ordinal);
            return isOld ? LoopbackServer.Status(304, "Not Modified") : LoopbackServer.Ok(page, known == "tag" ? $"ETag: {tag}\r\n" : known == "date" ? $"Last-Modified: {date}\r\n" : "");
        });
        var time = new ManualTimeProvider();
        Task<IReadOnlyList<Row>> polling = HttpTasksPlacing.PollPage(new HttpPollSettings { Url = $"{server.Url}/a?key=hidden", ChangedOnly = true, Interval = Interval, Timeout = Never })
            .Take(2).ResultAsync(new RunOptions { Time = time });
        for (int i = 1; i <= 3; i++)
        {
            await server.RequestedAsync(i);
            time.Advance(Interval);
        }

        IReadOnlyList<Row> rows = await polling;

        Assert.Equal(4, asked);
        Assert.Equal(known != "nothing", server.Requests.Skip(1).All(r => r.Contains(known == "tag" ? "If-None-Match: \"one\"" : "If-Modified-Since: Tue", StringComparison.Ordinal)));
        Assert.Equal(["one", "two"], rows.Select(r => r["body"].ToString()));
        Assert.Equal([$"{server.Url}/a", "200", "2000-01-01T00:01:30.0000000+00:00"], [rows[1]["url"].ToString(), rows[1]["status"].ToString(), rows[1]["time"].ToString()]);
    }

    [Fact]
    public async Task Every_answer_is_given_unless_changes_are_asked_for()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("one", "ETag: \"1\"\r\n"));
        var time = new ManualTimeProvider();
        Task<IReadOnlyList<Row>> polling = HttpTasksPlacing.PollPage(new HttpPollSettings { Url = server.Url, Interval = Interval, Timeout = Never }).Take(3).ResultAsync(new RunOptions { Time = time });
        await server.RequestedAsync(1);
        time.Advance(Interval);
        await server.RequestedAsync(2);
        time.Advance(Interval);

        Assert.Equal(["one", "one", "one"], (await polling).Select(r => r["body"].ToString()));
        Assert.All(server.Requests, r => Assert.DoesNotContain("If-", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rows_of_a_JSON_array_are_rows_of_the_graph()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("""[{"name":"pen","price":1.5},{"name":"book","price":9}]"""));

        IReadOnlyList<Row> rows = await HttpTasksPlacing.PollPage(new HttpPollSettings { Url = server.Url, Format = BodyFormat.Json })
            .FlattenRows(new FlattenSettings { Column = "body" })
            .SelectColumns(new SelectSettings { Columns = "name: body.name, price: body.price" })
            .Take(2).ResultAsync();

        Assert.Equal(["""{"name":"pen","price":1.5}""", """{"name":"book","price":9}"""], rows.Select(r => r.ToJson()));
    }

    [Fact]
    public async Task Some_polls_may_fail_before_the_task_does()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => (++asked % 4) switch
        {
            1 => LoopbackServer.Status(500, "Broken"),
            2 => "nonsense\r\n\r\n",
            3 => LoopbackServer.Ok("{no JSON"),
            _ => LoopbackServer.Ok($"{asked}"),
        });
        var log = new TestLog();
        HttpPollSettings Every(int failures) => new() { Url = server.Url, Interval = TimeSpan.FromMilliseconds(5), MaxFailures = failures, Format = BodyFormat.Json };

        Assert.Equal(["4", "8"], (await HttpTasksPlacing.PollPage(Every(3)).Take(2).ResultAsync(new RunOptions { Logger = log })).Select(r => r["body"].ToString()));
        Assert.Equal(6, log.Lines.Count);
        Assert.Equal($"A request has failed, 1 behind one another until now: {server.Url}/ answered 500 Broken. An answer from 200 to 299 was expected.", log.Lines[0]);
        Assert.StartsWith($"A request has failed, 2 behind one another until now: {server.Url}/ cannot be read: ", log.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"A request has failed, 3 behind one another until now: The answer of {server.Url}/ is not what 'format' says. It is no JSON: ", log.Lines[2], StringComparison.Ordinal);

        asked = 0;
        Assert.StartsWith($"The answer of {server.Url}/ is not what 'format' says.", (await HttpTasksPlacing.PollPage(Every(2)).CauseAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_asked_again_when_it_says()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => ++asked == 1 ? LoopbackServer.Status(503, "Busy", "Retry-After: 60\r\n") : LoopbackServer.Ok("there"));
        var time = new ManualTimeProvider();
        var log = new TestLog();
        await using var rows = new TestSink<Row>(
            HttpTasksPlacing.PollPage(new HttpPollSettings { Url = $"{server.Url}/", Interval = TimeSpan.FromSeconds(10), Timeout = Never }), new RunOptions { Time = time, Logger = log });
        Task<IReadOnlyList<Row>> answer = rows.TakeAsync(1, Token);

        // The interval, and what the server asks for; the time limit of the request has gone by then.
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Count == 1, Runs.Deadline));
        await time.WaitForTimersAsync(2, Token).WaitAsync(Runs.Deadline, Token);
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(1, asked);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("there", Assert.Single(await answer.WaitAsync(Runs.Deadline, Token))["body"].ToString());
    }

    [Fact]
    public async Task A_server_that_stops_and_comes_back_is_gone_on_with()
    {
        int port;
        var time = new ManualTimeProvider();
        var log = new TestLog();
        var settings = new HttpPollSettings { Interval = Interval, Timeout = Never };
        TestSink<Row> rows;
        await using (var first = new LoopbackServer(_ => LoopbackServer.Ok("before")))
        {
            port = first.Port;
            settings.Url = $"{first.Url}/";
            rows = new TestSink<Row>(HttpTasksPlacing.PollPage(settings), new RunOptions { Time = time, Logger = log });
            Assert.Equal("before", (await rows.TakeAsync(1, Token).WaitAsync(Runs.Deadline, Token))[0]["body"].ToString());
        }

        time.Advance(Interval);
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Count == 1, Runs.Deadline));
        await using var second = new LoopbackServer(async (_, stream, token) => await stream.WriteAsync(LoopbackServer.Ok("behind"u8.ToArray()), token), port);
        time.Advance(Interval);

        Assert.Equal("behind", (await rows.TakeAsync(1, Token).WaitAsync(Runs.Deadline, Token))[0]["body"].ToString());
        Assert.Contains("cannot be read: Connection refused", Assert.Single(log.Lines), StringComparison.Ordinal);
        await rows.DisposeAsync();
    }

    [Fact]
    public async Task No_request_is_made_while_what_is_behind_is_busy_or_nobody_reads()
    {
        await using var server = new LoopbackServer(_ => LoopbackServer.Ok("page"));
        var time = new ManualTimeProvider();
        var gate = new TaskCompletionSource();
        Task<IReadOnlyList<Row>> polling = HttpTasksPlacing.PollPage(new HttpPollSettings { Url = server.Url, Interval = Interval, Timeout = Never }).Then(async row =>
        {
            await gate.Task;
            return row;
        }).Take(60).ResultAsync(new RunOptions { Time = time, Capacity = 1 });
        int asked = 0;
        do
        {
            await server.RequestedAsync(++asked);
            time.Advance(Interval);
        }
        while (SpinWait.SpinUntil(() => server.Requests.Count > asked, TimeSpan.FromMilliseconds(300)));

        // 16 that a task may have given, and what is between the tasks.
        Assert.InRange(server.Requests.Count, 10, 25);
        time.Advance(100 * Interval);
        gate.SetResult();
        while (!polling.IsCompleted)
        {
            time.Advance(Interval);
            await Task.Yield();
        }

        Assert.Equal(60, (await polling).Count);
    }

    [Fact]
    public async Task A_run_that_drains_ends_the_polling_at_once()
    {
        await using var server = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var g = new GraphBuilder("g");
        g.Output("rows", HttpTasksPlacing.PollPage(new HttpPollSettings { Url = server.Url }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await server.RequestedAsync(1);

        await run.DrainAsync().WaitAsync(Runs.Deadline, Token);

        Assert.Equal(RunStatus.Completed, run.Snapshot().Status);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Equal(["'http.poll': the setting 'Url' is not set. It is an address: https://example.com/prices."], Runs.Refusals(() => HttpTasksPlacing.PollPage()));
        Assert.Equal(
            [
                "'http.poll': the setting 'Url' is 'ftp://x', which is no address that can be asked. It begins with http:// or https://.",
                "'http.poll': the setting 'Interval' is 00:00:00. It is more than nothing: 1m.",
            ],
            Runs.Refusals(() => HttpTasksPlacing.PollPage(new HttpPollSettings { Url = "ftp://x", Interval = TimeSpan.Zero })));
        Assert.Equal(
            ["'http.poll': the setting 'Url' is 'http://example.com/' with a user in it. Give the address without, and the secret as the credential 'Token'."],
            Runs.Refusals(() => HttpTasksPlacing.PollPage(new HttpPollSettings { Url = "http://ann:secret@example.com?key=hidden" })));
    }
}
