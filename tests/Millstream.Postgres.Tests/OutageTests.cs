using System.Net;
using System.Net.Sockets;
using System.Text;
using Millstream.Data;
using Millstream.Graphs;
using Npgsql;

namespace Millstream.Postgres;

/// <summary>Against a server that is stopped and started, and what is no server.</summary>
public sealed class OutageTests(OutageTests.OwnServer own) : IClassFixture<OutageTests.OwnServer>
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_whose_server_stops_fails_and_says_so()
    {
        await own.SqlAsync("SELECT 1");
        int read = 0;
        Flow<Row> rows = Query("SELECT generate_series(1, 2000000000::bigint) AS n").Then(async row =>
        {
            if (Interlocked.Increment(ref read) == 100)
            {
                await StopAsync();
            }

            return row;
        });

        Exception cause = await rows.Count().CauseAsync(own.Options);
        await StartAsync();

        Assert.True(cause is IOException, cause.ToString());
        Assert.Matches($@"^(The connection to PostgreSQL \(postgres on 127\.0\.0\.1:{own.Port}\) was lost: |PostgreSQL \(postgres on 127\.0\.0\.1:{own.Port}\) refuses the statement: terminating connection)", cause.Message);
        Assert.True(read >= 100);
    }

    [Fact]
    public async Task A_lookup_is_repeated_until_the_server_is_back()
    {
        await own.SqlAsync("SELECT 1");
        Flow<Row> rows = Flow.Iter(Enumerable.Range(0, 5)).Then(async n =>
        {
            if (n == 2)
            {
                await StopAsync();
            }

            return Row.Of(("n", n));
        });
        Flow<Row> found = rows.Lookup(
            new PostgresLookupSettings { Connection = new Credential("db"), Sql = "SELECT @n::int * 2 AS twice" },
            options: o => o.Retry(1000, TimeSpan.FromMilliseconds(20)).RetryOn<IOException>());
        Task<IReadOnlyList<Row>> reading = found.ResultAsync(own.Options with { Capacity = 1 });
        await StartAsync();

        Assert.Equal(["0", "2", "4", "6", "8"], (await reading).Select(r => r["twice"].ToString()));
    }

    [Theory]
    [InlineData(OnConflict.Fail)]
    [InlineData(OnConflict.Update)]
    public async Task A_batch_is_inserted_again_when_the_server_is_back(OnConflict onConflict)
    {
        string table = $"outage_again_{onConflict}";
        await own.SqlAsync($"CREATE TABLE {table} (at serial, n int UNIQUE)");
        GraphBuilder g = Insert(50, table, s => (s.RetryFor, s.OnConflict, s.Keys) = (TimeSpan.FromMinutes(1), onConflict, onConflict == OnConflict.Fail ? [] : ["n"]), stopAt: 25);

        Task inserting = g.ToEndAsync(own.Options with { Capacity = 1 });
        await StartAsync();
        await inserting;

        Assert.Equal("50 0 49", await own.ValueAsync($"SELECT count(*) || ' ' || min(n) || ' ' || max(n) FROM {table}"));
        Assert.Equal("in order", await own.ValueAsync($"SELECT CASE WHEN bool_and(o) THEN 'in order' END FROM (SELECT n > coalesce(lag(n) OVER (ORDER BY at), -1) AS o FROM {table}) x"));
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_the_task_with_what_is_in_the_table()
    {
        await own.SqlAsync("CREATE TABLE outage_away (n int)");

        Exception cause = await CauseAsync(Insert(50, "outage_away", _ => { }, stopAt: 25), own.Options with { Capacity = 1 });
        await StartAsync();

        Assert.True(cause is IOException, cause.ToString());
        Assert.Contains($"PostgreSQL (postgres on 127.0.0.1:{own.Port})", cause.Message, StringComparison.Ordinal);
        Assert.EndsWith("The 20 rows before are in the table; whether rows 20 to 29 are, is clear: they are not. 'RetryFor' has a batch tried again.", cause.Message, StringComparison.Ordinal);
        Assert.Equal("20", await own.ValueAsync("SELECT count(*) FROM outage_away"));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_not_done_twice()
    {
        await own.SqlAsync("CREATE TABLE outage_commit (n int)");
        await using Proxy proxy = Proxy.Before(own.Port, "COMMIT\0");
        RunOptions options = PostgresProcess.With(new NpgsqlConnectionStringBuilder(own.Connection) { Port = proxy.Port }.ConnectionString);

        await Insert(50, "outage_commit", s => s.RetryFor = TimeSpan.FromMinutes(1)).ToEndAsync(options);

        Assert.Equal(1, proxy.Cuts);
        Assert.Equal("50 50", await own.ValueAsync("SELECT count(*) || ' ' || count(DISTINCT n) FROM outage_commit"));
    }

    [Fact]
    public async Task Without_a_second_try_it_is_told_that_nobody_knows_of_the_commit()
    {
        await own.SqlAsync("CREATE TABLE outage_unknown (n int)");
        await using Proxy proxy = Proxy.Before(own.Port, "COMMIT\0");
        RunOptions options = PostgresProcess.With(new NpgsqlConnectionStringBuilder(own.Connection) { Port = proxy.Port }.ConnectionString);

        Exception cause = await CauseAsync(Insert(50, "outage_unknown", _ => { }), options);

        Assert.EndsWith("The 0 rows before are in the table; whether rows 0 to 9 are, nobody knows, as the answer to their commit is missing. 'RetryFor' has a batch tried again.", cause.Message, StringComparison.Ordinal);
        Assert.Equal("10", await own.ValueAsync("SELECT count(*) FROM outage_unknown"));
    }

    [Fact]
    public async Task Nobody_at_the_address_is_told()
    {
        int port = FreePort.Take();

        Exception cause = await Query("SELECT 1", port).CauseAsync();

        Assert.Equal($"PostgreSQL (shop on 127.0.0.1:{port}) cannot be reached: Connection refused. Is it running, and is that its address?", cause.Message);
        Assert.IsType<IOException>(cause);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        int port = ((IPEndPoint)silent.LocalEndpoint).Port;

        Exception cause = await Query("SELECT 1", port, TimeSpan.FromSeconds(1)).CauseAsync();
        Assert.Equal($"PostgreSQL (shop on 127.0.0.1:{port}) cannot be reached: it did not answer within 1 s. Is it running, and is that its address?", cause.Message);
        using TcpClient first = await silent.AcceptTcpClientAsync(Token);

        var g = new GraphBuilder("wait");
        g.Query(settings: Settings("SELECT 1", port, TimeSpan.FromMinutes(15)), id: "wait");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), cancellationToken: Token);
        using TcpClient waiting = await silent.AcceptTcpClientAsync(Token);
        await run.KillAsync().WaitAsync(Runs.Deadline, Token);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("S\u0015\u0003\u0001nonsense nonsense nonsense")]
    [InlineData("NR\u007f\u00ff\u00ff\u00ff")]
    [InlineData("NZ\0\0\0\u0005I")]
    [InlineData("N\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("NE\0\0\0\u0005\0")]
    [InlineData("NR\0\0\0\u0008\0\0\0\u0063")]
    [InlineData("")]
    public async Task Nonsense_is_told_as_such(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task answering = AnswerAsync();

        Exception cause = await Query("SELECT 1", port, TimeSpan.FromSeconds(5)).CauseAsync();
        await end.CancelAsync();
        await answering;

        Assert.True(cause is IOException or TaskInputException, cause.ToString());
        Assert.StartsWith($"PostgreSQL (shop on 127.0.0.1:{port}) ", cause.Message, StringComparison.Ordinal);

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

    private async Task StopAsync()
    {
        await own.StopAsync();
        _stopped.SetResult();
    }

    private async Task StartAsync()
    {
        await _stopped.Task.WaitAsync(Runs.Deadline, Token);
        await own.StartAsync();
    }

    private static PostgresQuerySettings Settings(string sql, int port, TimeSpan? connectTimeout = null) =>
        new() { Host = "127.0.0.1", Port = port, Database = "shop", User = "ann", Sql = sql, ConnectTimeout = connectTimeout };

    private static Flow<Row> Query(string sql, int port, TimeSpan? connectTimeout = null) => PostgresTasksPlacing.Query(Settings(sql, port, connectTimeout));

    private static Flow<Row> Query(string sql) => PostgresTasksPlacing.Query(new PostgresQuerySettings { Connection = new Credential("db"), Sql = sql });

    private GraphBuilder Insert(int count, string table, Action<PostgresInsertSettings> set, int stopAt = -1)
    {
        Flow<Row> rows = Flow.Iter(Enumerable.Range(0, count)).Then(async n =>
        {
            if (n == stopAt)
            {
                await StopAsync();
            }

            return Row.Of(("n", n));
        });
        var settings = new PostgresInsertSettings { Connection = new Credential("db"), Table = table, Batch = 10, Within = TimeSpan.FromHours(1) };
        set(settings);
        var g = new GraphBuilder("insert");
        g.Insert(rows, settings, id: "insert");
        return g;
    }

    private static async Task<Exception> CauseAsync(GraphBuilder graph, RunOptions options) =>
        (await Assert.ThrowsAsync<TaskFailedException>(() => graph.ToEndAsync(options))).InnerException!;

    public sealed class OwnServer : PostgresProcess;
}
