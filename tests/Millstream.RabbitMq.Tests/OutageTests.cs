using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Millstream.Data;
using Millstream.Graphs;

namespace Millstream.RabbitMq;

/// <summary>Against a server that is killed and started, and what is no server.</summary>
public sealed class OutageTests(OutageTests.OwnServer own) : IClassFixture<OutageTests.OwnServer>
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Acknowledge.WhenTaken)]
    [InlineData(Acknowledge.ByTask)]
    public async Task A_reader_goes_on_when_the_server_is_back_and_loses_nothing(Acknowledge acknowledge)
    {
        string queue = $"read {acknowledge}";
        await own.FillAsync(queue, Enumerable.Range(0, 200).Select(n => $"{n}"));
        var seen = new HashSet<int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isStopped = false;
        Flow<Row> rows = RabbitTasksPlacing
            .Read(new RabbitReadSettings { Connection = new Credential("mq"), Queue = queue, Acknowledge = acknowledge, Prefetch = 20 }, options: o => o.Retry(1000, TimeSpan.FromMilliseconds(50)))
            .Then(async row =>
            {
                seen.Add(int.Parse(row["body"].ToString(), CultureInfo.InvariantCulture));
                if (seen.Count == 100 && !isStopped)
                {
                    isStopped = true;
                    await own.StopAsync();
                    _stopped.SetResult();
                }

                return row;
            });
        var g = new GraphBuilder("read");
        Flow<Row> behind = rows.Then(row =>
        {
            if (seen.Count == 200)
            {
                all.TrySetResult();
            }

            return row;
        });
        if (acknowledge == Acknowledge.ByTask)
        {
            g.Acknowledge(behind, id: "acknowledge");
        }
        else
        {
            g.Discard(behind, id: "discard");
        }

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), own.Options with { Capacity = 4 }, Token);
        await _stopped.Task.WaitAsync(Runs.Deadline, Token);
        await own.StartAsync();
        await Task.WhenAny(all.Task, run.Completion).WaitAsync(Runs.Deadline, Token);
        Assert.True(all.Task.IsCompleted, run.Completion.Exception?.ToString());
        await run.DrainAsync().WaitAsync(Runs.Deadline, Token);

        Assert.Equal(Enumerable.Range(0, 200), seen.Order());
    }

    [Fact]
    public async Task A_writer_goes_on_when_the_server_is_back_and_loses_nothing()
    {
        await own.FillAsync("written", []);
        Flow<object?> items = Flow.Iter(Enumerable.Range(0, 100)).Then(async n =>
        {
            if (n == 50)
            {
                await own.StopAsync();
                _stopped.SetResult();
            }

            return (object?)$"{n}";
        });
        var g = new GraphBuilder("write");
        g.Write(items, new RabbitWriteSettings { Connection = new Credential("mq"), Queue = "written" }, id: "write", options: o => o.Retry(1000, TimeSpan.FromMilliseconds(50)));

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), own.Options with { Capacity = 1 }, Token);
        await _stopped.Task.WaitAsync(Runs.Deadline, Token);
        await own.StartAsync();
        await run.Completion.WaitAsync(TimeSpan.FromSeconds(60), Token);

        List<int> written = [.. (await own.DrainAsync("written")).Select(t => int.Parse(t, CultureInfo.InvariantCulture))];
        Assert.Equal(Enumerable.Range(0, 100), written.Distinct());
    }

    [Fact]
    public async Task Without_a_second_try_the_loss_is_told()
    {
        await own.FillAsync("lost", ["0"]);
        Task<Exception> failing = Read(own.Connection, "lost").Then(async row =>
        {
            await own.StopAsync();
            _stopped.SetResult();
            return row;
        }).CauseAsync(own.Options);

        await _stopped.Task.WaitAsync(Runs.Deadline, Token);
        Exception cause = await failing;
        await own.StartAsync();

        Assert.IsType<IOException>(cause);
        Assert.StartsWith($"The connection to RabbitMQ (/ on 127.0.0.1:{own.Port}) was lost: ", cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told()
    {
        int port = FreePort.Take();

        Exception cause = await Read(port).CauseAsync();

        Assert.IsType<IOException>(cause);
        Assert.Equal($"RabbitMQ (/ on 127.0.0.1:{port}) cannot be reached: Connection refused. Is it running, and is that its address?", cause.Message);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;

        Exception cause = await Read(port, TimeSpan.FromSeconds(1)).CauseAsync();
        Assert.IsType<TimeoutException>(cause);
        Assert.Equal($"RabbitMQ (/ on 127.0.0.1:{port}) cannot be reached: it did not answer within 1 s. Is it running, and is that its address?", cause.Message);
        using TcpClient first = await silent.AcceptTcpClientAsync(Token);

        var g = new GraphBuilder("wait");
        g.Read(settings: Settings(port, TimeSpan.FromHours(1)), id: "wait");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        using TcpClient waiting = await silent.AcceptTcpClientAsync(Token);
        await run.KillAsync().WaitAsync(Runs.Deadline, Token);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("AMQP\0\0\u0009\u0002")]
    [InlineData("\u0001\0\0\u007f\u00ff\u00ff\u00ff\0")]
    [InlineData("\u0001\0\0\0\0\0\u0004\0\u000a\0\u000a\u00ce")]
    [InlineData("\u0008\0\0\0\0\0\0\u00ce\u0008\0\0\0\0\0\0\u00ce")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("")]
    public async Task Nonsense_is_told_as_such(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task answering = AnswerAsync();

        Exception cause = await Read(port, TimeSpan.FromSeconds(2)).CauseAsync();
        await end.CancelAsync();
        await answering;

        Assert.True(cause is IOException or TimeoutException or TaskInputException, cause.ToString());
        Assert.StartsWith($"RabbitMQ (/ on 127.0.0.1:{port}) ", cause.Message, StringComparison.Ordinal);

        async Task AnswerAsync()
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await listener.AcceptTcpClientAsync(end.Token);
                    NetworkStream stream = client.GetStream();
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), end.Token);
                    client.Client.Shutdown(SocketShutdown.Send);
                    await stream.CopyToAsync(Stream.Null, end.Token);
                }
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or SocketException)
            {
                // The test has what it wanted.
            }
        }
    }

    private static RabbitReadSettings Settings(int port, TimeSpan? timeout = null) => new() { Host = "127.0.0.1", Port = port, Queue = "q", Timeout = timeout ?? TimeSpan.FromSeconds(10) };

    private static Flow<Row> Read(int port, TimeSpan? timeout = null) => RabbitTasksPlacing.Read(Settings(port, timeout));

    private static Flow<Row> Read(string connection, string queue)
    {
        Assert.NotEmpty(connection);
        return RabbitTasksPlacing.Read(new RabbitReadSettings { Connection = new Credential("mq"), Queue = queue });
    }

    public sealed class OwnServer : RabbitProcess;
}
