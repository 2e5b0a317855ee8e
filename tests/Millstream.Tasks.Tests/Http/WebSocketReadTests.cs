using System.Net.WebSockets;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Against a server on loopback.</summary>
public sealed class WebSocketReadTests
{
    // The test moves the time; what the server needs shall not count.
    private static readonly TimeSpan Never = TimeSpan.FromDays(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Each_message_is_an_item_until_the_server_closes(bool fuse, int capacity)
    {
        var answered = new TaskCompletionSource<WebSocketCloseStatus?>();
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            await socket.SayAsync("one", token);
            await socket.SayPartAsync("two, ", token);
            await socket.SayPartAsync("in ", token);
            await socket.SayAsync("parts ü", token);
            await socket.SayAsync("", token);
            await socket.SendAsync("bytes that are text"u8.ToArray().AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, token);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
            await socket.HearAsync(token);
            answered.SetResult(socket.CloseStatus);
        });

        IReadOnlyList<Row> rows = await Read(server).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["one", "two, in parts ü", "", "bytes that are text"], rows.Select(r => r["message"].ToString()));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await answered.Task.WaitAsync(Runs.Deadline, Token));
    }

    [Fact]
    public async Task A_connection_shows_its_token_asks_for_its_protocol_and_subscribes()
    {
        var heard = new List<string?>();
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            heard.Add(await socket.HearAsync(token));
            heard.Add(await socket.HearAsync(token));
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
            await socket.HearAsync(token);
        });
        var options = new RunOptions { Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["key"] = "s3cret-token" }) };
        var settings = new WebSocketReadSettings
        {
            Token = new Credential("key"),
            Protocol = "mine",
            Subscribe = ["""{"subscribe":"prices"}""", "second"],
            Headers = new Dictionary<string, string> { ["X-Mine"] = "yes" },
        };

        Assert.Empty(await Read(server, settings).ResultAsync(options));

        Assert.Equal(["""{"subscribe":"prices"}""", "second"], heard);
        string request = Assert.Single(server.Requests);
        Assert.Contains("Authorization: Bearer s3cret-token\r\n", request, StringComparison.Ordinal);
        Assert.Contains("X-Mine: yes\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Protocol: mine\r\n", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_text_or_no_JSON_is_left_out()
    {
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            await socket.SayAsync("""{"a":1}""", token);
            byte[] noText = [0xFF, 0xFE];
            await socket.SendAsync(noText.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, token);
            await socket.SayAsync("nonsense", token);
            await socket.SayAsync("[2]", token);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
            await socket.HearAsync(token);
        });
        var log = new TestLog();

        IReadOnlyList<Row> rows = await Read(server, new WebSocketReadSettings { Format = BodyFormat.Json }).ResultAsync(new RunOptions { Logger = log });

        Assert.Equal(["""{"a":1}""", "[2]"], rows.Select(r => r["message"].ToJson()));
        string address = server.Url.Replace("http", "ws", StringComparison.Ordinal);
        Assert.Equal($"Something that {address}/ has sent is left out: It is no text.", log.Lines[0]);
        Assert.StartsWith($"Something that {address}/ has sent is left out: It is no JSON: ", log.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_anew_after_a_wait_that_doubles()
    {
        int asked = 0;
        await using var server = new LoopbackServer(async (request, stream, token) =>
        {
            int now = ++asked;
            if (now is 2)
            {
                await stream.WriteAsync("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), token);
                return;
            }

            await WebSocketPeer.AcceptAsync(request, stream, token);
            using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
            switch (now)
            {
                case 1:
                    await socket.SayAsync("one", token);
                    return;
                case 3:
                    byte[] noFrame = [0xFF, 0xFF, 0xFF, 0xFF];
                    await stream.WriteAsync(noFrame, token);
                    return;
                case 4:
                    // A text that is none.
                    byte[] noText = [0x81, 0x02, 0xFF, 0xFE];
                    await stream.WriteAsync(noText, token);
                    await socket.HearAsync(token);
                    return;
                case 5:
                    await socket.SayAsync("two", token);
                    await socket.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "broken", token);
                    return;
                default:
                    await socket.SayAsync("three", token);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
                    await socket.HearAsync(token);
                    return;
            }
        });
        var time = new ManualTimeProvider();
        var log = new TestLog();
        Task<IReadOnlyList<Row>> reading = Read(server, new WebSocketReadSettings { Timeout = Never, Delay = TimeSpan.FromSeconds(3) }).ResultAsync(new RunOptions { Time = time, Logger = log });
        int[] waits = [3, 6, 12, 24, 3];
        for (int i = 0; i < waits.Length; i++)
        {
            Assert.True(SpinWait.SpinUntil(() => log.Lines.Count == i + 1, Runs.Deadline));
            time.Advance(TimeSpan.FromSeconds(waits[i]) - TimeSpan.FromMilliseconds(1));
            Assert.Equal((1, i + 1), (time.ArmedTimers, server.Requests.Count));
            time.Advance(TimeSpan.FromMilliseconds(1));
            await server.RequestedAsync(i + 2);
        }

        Assert.Equal(["one", "two", "three"], (await reading).Select(r => r["message"].ToString()));
        string address = server.Url.Replace("http", "ws", StringComparison.Ordinal);
        Assert.StartsWith($"A connection has failed, 1 behind one another until now, and is made anew in 3 s: The connection with {address}/ is lost: ", log.Lines[0], StringComparison.Ordinal);
        Assert.Equal($"A connection has failed, 2 behind one another until now, and is made anew in 6 s: {address}/ answered 503. It was asked for a WebSocket, which is 101.", log.Lines[1]);
        Assert.Equal($"A connection has failed, 1 behind one another until now, and is made anew in 3 s: {address}/ has closed the connection (1011, 'broken').", log.Lines[4]);
    }

    [Fact]
    public async Task A_server_that_is_gone_or_slow_fails_the_task_when_it_was_asked_often_enough()
    {
        string gone = (LoopbackServer.Gone()).Replace("http", "ws", StringComparison.Ordinal);
        var log = new TestLog();
        Exception cause = await WebSocketTasksPlacing.ReadWebSocket(new WebSocketReadSettings { Url = $"{gone}/a?key=hidden", MaxFailures = 2, Delay = TimeSpan.Zero }).CauseAsync(new RunOptions { Logger = log });
        Assert.StartsWith($"{gone}/a cannot be connected with: ", cause.Message, StringComparison.Ordinal);
        Assert.Equal(2, log.Lines.Count);
        Assert.All(log.Lines, l => Assert.DoesNotContain("hidden", l, StringComparison.Ordinal));

        await using var slow = new LoopbackServer(async (_, _, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token));
        var time = new ManualTimeProvider();
        Task<Exception> failing = Read(slow, new WebSocketReadSettings { MaxFailures = 0 }).CauseAsync(new RunOptions { Time = time });
        await slow.RequestedAsync(1);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.EndsWith("/ did not answer within 30 s. Set 'timeout' higher, or see what holds the server up.", (await failing).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answered 404. It was asked for a WebSocket, which is 101.")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", "answered 302. It was asked for a WebSocket, which is 101.")]
    public async Task A_server_that_refuses_is_not_asked_again(string answer, string expected)
    {
        await using var server = new LoopbackServer(_ => answer);

        Assert.EndsWith(expected, (await Read(server).CauseAsync()).Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: nonsense\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task Nonsense_for_an_answer_is_a_failure_like_others(string answer)
    {
        await using var server = new LoopbackServer(_ => answer);
        var log = new TestLog();

        Assert.IsType<HttpRequestException>(await Read(server, new WebSocketReadSettings { MaxFailures = 1, Delay = TimeSpan.Zero }).CauseAsync(new RunOptions { Logger = log }));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_message_without_an_end_has_a_limit()
    {
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            while (true)
            {
                await socket.SayPartAsync(new string('x', 1000), token);
            }
        });

        Assert.EndsWith("has more than 100000 bytes. Set 'maxLength' higher where messages are that long.", (await Read(server, new WebSocketReadSettings { MaxLength = 100_000 }).CauseAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_waits_while_the_graph_is_busy()
    {
        long written = 0;
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            while (true)
            {
                await socket.SayAsync(new string('x', 10_000), token);
                Interlocked.Increment(ref written);
            }
        });
        var gate = new TaskCompletionSource();
        Task<IReadOnlyList<Row>> reading = Read(server).Then(async row =>
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
    public async Task A_run_that_drains_ends_the_reading_at_once()
    {
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            await socket.SayAsync("one", token);
            await socket.HearAsync(token);
        });
        var seen = new TaskCompletionSource();
        var g = new GraphBuilder("g");
        g.Output("messages", Read(server).Then(row =>
        {
            seen.TrySetResult();
            return row;
        }));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        await seen.Task.WaitAsync(Runs.Deadline, Token);

        await run.DrainAsync().WaitAsync(Runs.Deadline, Token);

        Assert.Single(await run.ResultAsync<IReadOnlyList<Row>>("messages"));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused() => Assert.Equal(
        [
            "'ws.read': the setting 'Url' is 'http://x/', which is no address that can be asked. It begins with ws:// or wss://.",
            "'ws.read': the setting 'Protocol' is 'a b', which is no name of a protocol: graphql-ws.",
        ],
        Runs.Refusals(() => WebSocketTasksPlacing.ReadWebSocket(new WebSocketReadSettings { Url = "http://x/", Protocol = "a b" })));

    private static Flow<Row> Read(LoopbackServer server, WebSocketReadSettings? settings = null)
    {
        settings ??= new WebSocketReadSettings();
        settings.Url = $"ws://127.0.0.1:{server.Port}/";
        return WebSocketTasksPlacing.ReadWebSocket(settings);
    }
}
