using System.Text;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Against a server on loopback that writes what the test says.</summary>
public sealed class HttpEventsTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n";

    // The test moves the time; what the server needs shall not count.
    private static readonly TimeSpan Never = TimeSpan.FromDays(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Events_are_read_as_they_are_written(bool fuse, int capacity)
    {
        await using LoopbackServer server = Once(
            "\uFEFF: a remark\ndata: one\n\n",
            "event: price\r\nid: 7\r\ndata: first\r\ndata:second\r\nunknown: x\r\n\r\n",
            "data\ndata\n\n",
            "id\ndata:  two blanks\n\nid: with a \0\ndata: ü\r\r",
            "event: none\n\ndata: {\"a\":1}\n\n",
            "data: not complete\n");

        IReadOnlyList<Row> events = await Read(server, new HttpEventsSettings { Delay = TimeSpan.Zero }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(
            ["message:null:one", "price:\"7\":first\nsecond", "message:\"7\":\n", "message:null: two blanks", "message:null:ü", "message:null:{\"a\":1}"],
            events.Select(e => $"{e["event"]}:{e["id"].ToJson()}:{e["data"]}"));
        Assert.All(server.Requests, r => Assert.Contains("Accept: text/event-stream\r\n", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_no_JSON_is_is_left_out_where_JSON_is_asked_for()
    {
        await using LoopbackServer server = Once("data: {\"a\":1}\n\ndata: nonsense\n\ndata: [2]\n\n");
        var log = new TestLog();

        IReadOnlyList<Row> events = await Read(server, new HttpEventsSettings { Format = BodyFormat.Json, Delay = TimeSpan.Zero }).ResultAsync(new RunOptions { Logger = log });

        Assert.Equal(["""{"a":1}""", "[2]"], events.Select(e => e["data"].ToJson()));
        Assert.StartsWith($"Something that {server.Url}/ has sent is left out: It is no JSON: ", log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_is_made_anew_behind_the_last_id_and_after_the_time_that_the_server_says()
    {
        int asked = 0;
        await using var server = new LoopbackServer(request => ++asked switch
        {
            1 => $"{Head}retry: 7000\nid: 1\ndata: one\n\n",
            2 => "nonsense\r\n\r\n",
            3 => LoopbackServer.Status(503, "Busy", "Retry-After: 30\r\n"),
            4 => $"{Head}retry: nonsense\nid: 2\ndata: two\n\nid: 3\ndata: not complete",
            5 => $"{Head}data: three\n\n",
            _ => LoopbackServer.Status(204, "No Content"),
        });
        var time = new ManualTimeProvider();
        var log = new TestLog();
        Task<IReadOnlyList<Row>> reading = Read(server, new HttpEventsSettings { Timeout = Never, LastEventId = "0" }).ResultAsync(new RunOptions { Time = time, Logger = log });
        int[] waits = [7, 14, 30, 7, 7];
        for (int i = 0; i < waits.Length; i++)
        {
            Assert.True(SpinWait.SpinUntil(() => log.Lines.Count == i + 1, Runs.Deadline));
            time.Advance(TimeSpan.FromSeconds(waits[i]) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(1, time.ArmedTimers);
            Assert.Equal(i + 1, server.Requests.Count);
            time.Advance(TimeSpan.FromMilliseconds(1));
            await server.RequestedAsync(i + 2);
        }

        IReadOnlyList<Row> events = await reading;

        Assert.Equal(["one", "two", "three"], events.Select(e => e["data"].ToString()));
        Assert.Equal(["1", "2", "2"], events.Select(e => e["id"].ToString()));
        Assert.Equal(["0", "1", "1", "1", "2", "2"], server.Requests.Select(LastId));
        Assert.Equal(5, log.Lines.Count);
        Assert.Equal($"A connection has failed, 1 behind one another until now, and is made anew in 7 s: {server.Url}/ has ended the connection.", log.Lines[0]);
        Assert.StartsWith($"A connection has failed, 2 behind one another until now, and is made anew in 14 s: {server.Url}/ cannot be read: ", log.Lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"A connection has failed, 3 behind one another until now, and is made anew in 30 s: {server.Url}/ answered 503 Busy.", log.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith("A connection has failed, 1 behind one another", log.Lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_over_which_remarks_came_has_not_failed()
    {
        int asked = 0;
        await using var server = new LoopbackServer(_ => ++asked <= 5 ? $"{Head}: still here\n\n" : LoopbackServer.Status(204, "No Content"));

        Assert.Empty(await Read(server, new HttpEventsSettings { MaxFailures = 1, Delay = TimeSpan.Zero }).ResultAsync());
        Assert.Equal(6, asked);
    }

    [Fact]
    public async Task A_server_that_is_gone_fails_the_task_when_it_has_been_asked_often_enough()
    {
        string gone = LoopbackServer.Gone();
        var log = new TestLog();

        Exception cause = await EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = $"{gone}/a?key=hidden", MaxFailures = 2, Delay = TimeSpan.Zero }).CauseAsync(new RunOptions { Logger = log });

        Assert.StartsWith($"{gone}/a cannot be read: Connection refused", cause.Message, StringComparison.Ordinal);
        Assert.Equal(2, log.Lines.Count);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "{0}/ answered 404 Not Found. An answer from 200 to 299 was expected.")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "{0}/ answers 'text/html'. Events have the type 'text/event-stream'.")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\ndata: x\n\n", "{0}/ answers something without a type. Events have the type 'text/event-stream'.")]
    public async Task What_are_no_events_fails_at_once(string answer, string expected)
    {
        await using var server = new LoopbackServer(_ => answer);

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, server.Url), (await EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = server.Url }).CauseAsync()).Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("data: ", "x", "its line 1 has more than 1000 characters. Set 'maxLength' higher where lines are that long.")]
    [InlineData("", "data: xxxxxxxxxx\n", "an event has more than 1000 characters. Set 'maxLength' higher where events are that long.")]
    public async Task An_event_without_an_end_has_a_limit(string first, string piece, string why)
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Head + first), token);
            while (true)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(piece), token);
            }
        });

        Exception cause = await EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = server.Url, MaxLength = 1000 }).CauseAsync();

        Assert.Equal($"The events of {server.Url}/ cannot be read: {why}", cause.Message);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_read_as_replacements_and_nonsense_counts_as_a_failure()
    {
        int asked = 0;
        await using var server = new LoopbackServer(async (_, stream, token) => await stream.WriteAsync(
            ++asked switch
            {
                1 => [.. Encoding.ASCII.GetBytes(Head + "data: a"), 0xFF, .. "b\n\n"u8],
                2 => Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\ndata: x\n\n"),
                3 => "nonsense\r\n\r\n"u8.ToArray(),
                _ => Encoding.ASCII.GetBytes(LoopbackServer.Status(204, "No Content")),
            },
            token));
        var log = new TestLog();

        IReadOnlyList<Row> events = await Read(server, new HttpEventsSettings { Delay = TimeSpan.Zero }).ResultAsync(new RunOptions { Logger = log });

        Assert.Equal("a\uFFFDb", Assert.Single(events)["data"].ToString());
        Assert.Equal(3, log.Lines.Count);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_left_and_one_whose_remarks_come_is_not()
    {
        var remark = new SemaphoreSlim(0);
        int asked = 0;
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            if (++asked == 2)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(LoopbackServer.Status(204, "No Content")), token);
                return;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head + "data: one\n\n"), token);
            while (true)
            {
                await remark.WaitAsync(token);
                await stream.WriteAsync(": still here\n"u8.ToArray(), token);
            }
        });
        var time = new ManualTimeProvider();
        var watched = new WatchedTime(time);
        var log = new TestLog();
        await using var rows = new TestSink<Row>(
            Read(server, new HttpEventsSettings { Silence = TimeSpan.FromSeconds(40), Timeout = Never }), new RunOptions { Time = watched, Logger = log });
        await rows.TakeAsync(1, Token).WaitAsync(Runs.Deadline, Token);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
        for (int i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(39));
            int before = watched.Changes;
            remark.Release();
            Assert.True(SpinWait.SpinUntil(() => watched.Changes > before, Runs.Deadline));
            Assert.Empty(log.Lines);
        }

        time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Count == 1, Runs.Deadline));
        Assert.Equal($"A connection has failed, 1 behind one another until now, and is made anew in 1 s: {server.Url}/ has sent nothing for 40 s.", log.Lines[0]);
        time.Advance(TimeSpan.FromSeconds(1));
        await rows.EndAsync(Token).WaitAsync(Runs.Deadline, Token);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_left_in_time()
    {
        await using var server = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var time = new ManualTimeProvider();
        Task<Exception> failing = EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = server.Url, MaxFailures = 0 }).CauseAsync(new RunOptions { Time = time });
        await server.RequestedAsync(1);
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal($"{server.Url}/ did not answer within 30 s. Set 'timeout' higher, or see what holds the server up.", (await failing).Message);
    }

    [Fact]
    public async Task A_server_waits_while_the_graph_is_busy()
    {
        byte[] next = Encoding.ASCII.GetBytes($"data: {new string('x', 10_000)}\n\n");
        long written = 0;
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head), token);
            while (true)
            {
                await stream.WriteAsync(next, token);
                Interlocked.Increment(ref written);
            }
        });
        var gate = new TaskCompletionSource();
        Task<IReadOnlyList<Row>> reading = EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = server.Url }).Then(async row =>
        {
            await gate.Task;
            return row;
        }).Take(5000).ResultAsync(new RunOptions { Capacity = 4, OutputQuotaBytes = long.MaxValue });

        // What the buffers of two sockets hold, and no more: 50 MB would have come.
        Assert.InRange(await Quiet.AtAsync(() => Interlocked.Read(ref written)), 1, 3000);
        gate.SetResult();

        Assert.Equal(5000, (await reading).Count);
    }

    [Fact]
    public async Task A_run_that_drains_ends_the_reading_at_once_and_what_had_come_arrives()
    {
        await using var server = new LoopbackServer(async (_, stream, token) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head + "data: one\n\n"), token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var seen = new TaskCompletionSource();
        var g = new GraphBuilder("g");
        g.Output("events", EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = server.Url }).Then(row =>
        {
            seen.TrySetResult();
            return row;
        }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await seen.Task.WaitAsync(Runs.Deadline, Token);

        await run.DrainAsync().WaitAsync(Runs.Deadline, Token);

        Assert.Single(await run.ResultAsync<IReadOnlyList<Row>>("events"));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused() => Assert.Equal(
        [
            "'http.events': the setting 'Url' is 'ws://x/', which is no address that can be asked. It begins with http:// or https://.",
            "'http.events': the setting 'Delay' is -00:00:01. It is a time: 1s.",
            "'http.events': the setting 'Silence' is 00:00:00. It is more than nothing: 1m.",
            "'http.events': the setting 'LastEventId' has a character in it that no id has.",
        ],
        Runs.Refusals(() => EventTasksPlacing.ReadEvents(new HttpEventsSettings { Url = "ws://x/", Delay = TimeSpan.FromSeconds(-1), Silence = TimeSpan.Zero, LastEventId = "1\r\nX: y" })));

    /// <summary>Gives pieces once, one by one, and then says that there is no more.</summary>
    private static LoopbackServer Once(params string[] pieces)
    {
        int asked = 0;
        return new LoopbackServer(async (_, stream, token) =>
        {
            if (++asked > 1)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(LoopbackServer.Status(204, "No Content")), token);
                return;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(Head), token);
            foreach (string piece in pieces)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(piece), token);
            }
        });
    }

    private static Flow<Row> Read(LoopbackServer server, HttpEventsSettings settings)
    {
        settings.Url = $"{server.Url}/";
        return EventTasksPlacing.ReadEvents(settings);
    }

    private static string LastId(string request) => request.Split("\r\n").First(l => l.StartsWith("Last-Event-ID: ", StringComparison.Ordinal))[15..];
}
