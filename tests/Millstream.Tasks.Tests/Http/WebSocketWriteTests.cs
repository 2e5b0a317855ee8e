using System.Collections.Concurrent;
using System.Net.WebSockets;
using Millstream.Data;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Http;

/// <summary>Against a server on loopback.</summary>
public sealed class WebSocketWriteTests
{
    // The test moves the time; what the server needs shall not count.
    private static readonly TimeSpan Never = TimeSpan.FromDays(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Items_are_messages_and_the_connection_is_closed_behind_them(bool fuse, int capacity)
    {
        var heard = new ConcurrentQueue<string>();
        WebSocketCloseStatus? status = null;
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            while (await socket.HearAsync(token) is { } message)
            {
                heard.Enqueue(message);
                await socket.SayAsync("what nobody reads", token);
            }

            status = socket.CloseStatus;
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
        });

        await Write(server, Flow.From<object?>("a text ü", 7, Row.Of(("a", 1)), null, "")).ToEndAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["a text ü", "7", """{"a":1}""", "null", ""], heard);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, status);
    }

    [Fact]
    public async Task Without_items_there_is_no_connection()
    {
        await using LoopbackServer server = WebSocketPeer.Of((_, _, _) => Task.CompletedTask);

        await Write(server, Flow.From<object?>(1).Where(_ => false)).ToEndAsync();

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_connection_that_is_lost_is_made_anew_and_goes_on()
    {
        var heard = new ConcurrentQueue<string>();
        await using LoopbackServer server = WebSocketPeer.Of(async (number, socket, token) =>
        {
            while (await socket.HearAsync(token) is { } message)
            {
                heard.Enqueue($"{number}:{message}");
                if (number == 1)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "later", token);
                    break;
                }
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
        });
        var time = new ManualTimeProvider();
        var log = new TestLog();
        var items = new TestSource<object?>();
        GraphBuilder g = Write(server, items.Flow, new WebSocketWriteSettings { Delay = TimeSpan.FromSeconds(5), Timeout = Never });
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { Time = time, Logger = log }, Token);

        await items.HandOverAsync("one", Token);
        Assert.True(SpinWait.SpinUntil(() => heard.Count == 1, Runs.Deadline));
        for (int next = 2; log.Lines.Count == 0; next++)
        {
            // Nothing tells when the close has come: what is sent before may be lost.
            items.Push($"{next}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Token);
        }

        Assert.Contains("made anew in 5 s: ", log.Lines[0], StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(5));
        await server.RequestedAsync(2);
        items.Push("last");
        items.Complete();
        await run.Completion.WaitAsync(Runs.Deadline, Token);

        Assert.Equal("2:last", heard.Last());
        Assert.Single(log.Lines);
    }

    [Fact]
    public async Task A_server_that_goes_before_the_last_item_is_sent_again_to_or_told()
    {
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            await socket.HearAsync(token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "no", token);
            await socket.HearAsync(token);
        });
        var items = new TestSource<object?>();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(Write(server, items.Flow).Build(), cancellationToken: Token);
        await items.HandOverAsync("one", Token);
        await server.RequestedAsync(1);
        items.Complete();

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Runs.Deadline, Token));
        Assert.Contains("closed the connection (1008, 'no')", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_close_is_told()
    {
        var heard = new TaskCompletionSource();
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            while (await socket.HearAsync(token) is not null)
            {
                // Takes everything.
            }

            heard.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var time = new ManualTimeProvider();
        GraphBuilder g = Write(server, Flow.From<object?>("one"));
        Task failing = g.ToEndAsync(new RunOptions { Time = time });
        await heard.Task.WaitAsync(Runs.Deadline, Token);
        time.Advance(TimeSpan.FromSeconds(30));

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => failing);
        Assert.Equal(
            $"ws://127.0.0.1:{server.Port}/ did not answer the close of the connection within 30 s: what was sent last may not have come.", failure.InnerException!.Message);
    }

    [Fact]
    public async Task A_server_that_is_gone_fails_the_task()
    {
        string gone = (LoopbackServer.Gone()).Replace("http", "ws", StringComparison.Ordinal);
        var g = new GraphBuilder("g");
        g.WriteWebSocket(Flow.From<object?>(1), new WebSocketWriteSettings { Url = gone, MaxFailures = 1, Delay = TimeSpan.Zero });

        TaskFailedException failure = await Assert.ThrowsAsync<TaskFailedException>(() => g.ToEndAsync());
        Assert.StartsWith($"{gone}/ cannot be connected with: ", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_graph_waits_while_the_server_does_not_read()
    {
        var reads = new TaskCompletionSource();
        int heard = 0;
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            await reads.Task.WaitAsync(token);
            while (await socket.HearAsync(token) is not null)
            {
                heard++;
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, token);
        });
        int made = 0;
        Flow<object?> items = Flow.Range(0, 5000).Then(_ =>
        {
            Interlocked.Increment(ref made);
            return (object?)new string('x', 10_000);
        });
        Task writing = Write(server, items).ToEndAsync(new RunOptions { Capacity = 4 });

        // What the buffers of two sockets hold, and no more: 50 MB would have gone.
        Assert.InRange(await Quiet.AtAsync(() => Volatile.Read(ref made)), 1, 3000);
        reads.SetResult();
        await writing;

        Assert.Equal(5000, heard);
    }

    [Fact]
    public async Task A_run_that_is_killed_ends_the_writing_at_once()
    {
        var heard = new TaskCompletionSource();
        await using LoopbackServer server = WebSocketPeer.Of(async (_, socket, token) =>
        {
            await socket.HearAsync(token);
            heard.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var items = new TestSource<object?>();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(Write(server, items.Flow).Build(), cancellationToken: Token);
        items.Push("one");
        await heard.Task.WaitAsync(Runs.Deadline, Token);

        await run.KillAsync().WaitAsync(Runs.Deadline, Token);
    }

    private static GraphBuilder Write(LoopbackServer server, Flow<object?> items, WebSocketWriteSettings? settings = null)
    {
        settings ??= new WebSocketWriteSettings();
        settings.Url = $"ws://127.0.0.1:{server.Port}/";
        var g = new GraphBuilder("g");
        g.WriteWebSocket(items, settings);
        return g;
    }
}
