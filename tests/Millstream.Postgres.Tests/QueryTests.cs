using Millstream.Data;
using Millstream.Documents;
using Millstream.Graphs;

namespace Millstream.Postgres;

/// <summary>Against a real server.</summary>
public sealed class QueryTests(PostgresProcess server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task The_rows_of_a_statement_are_items(bool fuse, int capacity)
    {
        RunOptions options = server.Options with { Fuse = fuse, Capacity = capacity };

        IReadOnlyList<Row> rows = await Query("SELECT n AS number, 'a' || n AS name FROM generate_series(1, 2500) n").ResultAsync(options);

        Assert.Equal(Enumerable.Range(1, 2500).Select(n => $$"""{"number":{{n}},"name":"a{{n}}"}"""), rows.Select(r => r.ToJson()));
    }

    [Theory]
    [InlineData("null::int", "null")]
    [InlineData("true", "true")]
    [InlineData("'7'::int2", "7")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("1.5::float8", "1.5")]
    [InlineData("0.1::float4", "0.1")]
    [InlineData("'NaN'::float8", "\"NaN\"")]
    [InlineData("10.50::numeric", "10.5")]
    [InlineData("3.00::numeric", "3")]
    [InlineData("12345678901234567890.125::numeric", "\"12345678901234567890.125\"")]
    [InlineData("0.1234567890123456789012345678901234567890::numeric", "\"0.1234567890123456789012345678901234567890\"")]
    [InlineData("'a''b\\'", "\"a'b\\\\\"")]
    [InlineData("'2026-03-01'::date", "\"2026-03-01\"")]
    [InlineData("'2026-03-01 10:15:00.25+02'::timestamptz", "\"2026-03-01T08:15:00.25Z\"")]
    [InlineData("'2026-03-01 10:15:00'::timestamp", "\"2026-03-01T10:15:00\"")]
    [InlineData("'infinity'::timestamptz", "\"infinity\"")]
    [InlineData("'0044-03-15 12:00:00 BC'::timestamp", "\"0044-03-15 12:00:00 BC\"")]
    [InlineData("'1 mon 2 days'::interval", "\"1 mon 2 days\"")]
    [InlineData("'{\"a\": [1, null, {\"b\": 2}]}'::jsonb", "{\"a\":[1,null,{\"b\":2}]}")]
    [InlineData("array[1, null, 3]", "[1,null,3]")]
    [InlineData("array['a,b', '\"', 'NULL', '', null]", "[\"a,b\",\"\\\"\",\"NULL\",\"\",null]")]
    [InlineData("array[array[1, 2], array[3, 4]]", "[[1,2],[3,4]]")]
    [InlineData("'[0:1]={true,false}'::bool[]", "[true,false]")]
    [InlineData("array['2026-03-01 10:15:00+00'::timestamptz]", "[\"2026-03-01T10:15:00Z\"]")]
    [InlineData("'\\xDEAD'::bytea", "\"\\\\xdead\"")]
    [InlineData("'b2e5ad2c-38a5-4a4c-9e3a-0f3a0c1f8a11'::uuid", "\"b2e5ad2c-38a5-4a4c-9e3a-0f3a0c1f8a11\"")]
    [InlineData("int4range(1, 5)", "\"[1,5)\"")]
    [InlineData("row(1, 'x')", "\"(1,x)\"")]
    public async Task Values_become_cells_of_their_kind(string value, string json)
    {
        IReadOnlyList<Row> rows = await Query($"SELECT {value} AS v").ResultAsync(server.Options);

        Assert.Equal(json, Assert.Single(rows)["v"].ToJson());
    }

    [Fact]
    public async Task Columns_of_one_name_are_numbered() =>
        Assert.Equal("a, a_2, a_2_2", Assert.Single(await Query("SELECT 1 AS a, 2 AS a, 3 AS a_2").ResultAsync(server.Options)).Columns.ToString());

    [Fact]
    public async Task Parameters_are_values_of_the_type_that_the_statement_wants()
    {
        IReadOnlyList<Row> rows = await Query(
            "SELECT n, @text AS text, '@n' AS quoted /* @n */ FROM generate_series(1, @most) n WHERE n > @n AND @most::int > 0 AND array[1] <@array[1] -- @n\nORDER BY n DESC",
            new() { ["n"] = "2", ["most"] = "4", ["text"] = "'; DROP TABLE x; --" }).ResultAsync(server.Options);

        Assert.Equal(["""{"n":4,"text":"'; DROP TABLE x; --","quoted":"@n"}""", """{"n":3,"text":"'; DROP TABLE x; --","quoted":"@n"}"""], rows.Select(r => r.ToJson()));
    }

    [Fact]
    public async Task Rows_are_not_held_and_a_reader_that_leaves_ends_the_statement()
    {
        IReadOnlyList<Row> rows = await Query("SELECT generate_series(1, 2000000000::bigint) AS n, 'left early' AS mark").Take(3).ResultAsync(server.Options);

        Assert.Equal(["1", "2", "3"], rows.Select(r => r["n"].ToString()));
        Assert.Equal("0", await server.ValueAsync("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%left early%' AND state = 'active' AND pid <> pg_backend_pid()"));
    }

    [Fact]
    public async Task A_run_that_is_killed_ends_its_statement()
    {
        var g = new GraphBuilder("wait");
        g.Query(settings: Settings("SELECT pg_sleep(1000), 'killed' AS mark"), id: "wait");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), server.Options, Token);
        while (await server.ValueAsync("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%''killed''%' AND state = 'active' AND pid <> pg_backend_pid()") != "1")
        {
            Token.ThrowIfCancellationRequested();
        }

        await run.KillAsync().WaitAsync(Runs.Deadline, Token);

        Assert.Equal("0", await server.ValueAsync("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%''killed''%' AND state = 'active' AND pid <> pg_backend_pid()"));
    }

    [Fact]
    public async Task A_statement_that_is_refused_is_told_with_its_place_and_hint()
    {
        Exception cause = await Query("SELECT @a::int,\n  @a::int + nam FROM (SELECT 1 AS name) x", new() { ["a"] = "1" }).CauseAsync(server.Options);

        Assert.IsType<TaskInputException>(cause);
        Assert.Equal(
            $"PostgreSQL (postgres on 127.0.0.1:{server.Port}) refuses the statement: column \"nam\" does not exist (42703), at character 29, 'nam FROM (SELECT 1 AS name) x'. "
            + "Hint: Perhaps you meant to reference the column \"x.name\".",
            cause.Message);

        cause = await Query("SELECT * FROM ordres").CauseAsync(server.Options);
        Assert.Equal($"PostgreSQL (postgres on 127.0.0.1:{server.Port}) refuses the statement: relation \"ordres\" does not exist (42P01), at character 15, 'ordres'.", cause.Message);
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_told()
    {
        Exception cause = await Query("SELECT 1 / n AS v FROM generate_series(2, 0, -1) n").CauseAsync(server.Options);
        Assert.Contains("refuses the statement: division by zero (22012).", cause.Message, StringComparison.Ordinal);

        cause = await Query("SELECT 1 WHERE 1 = @n", new() { ["n"] = "one" }).CauseAsync(server.Options);
        Assert.Contains("invalid input syntax for type integer: \"one\" (22P02)", cause.Message, StringComparison.Ordinal);

    }

    [Fact]
    public async Task Who_asks_is_refused_without_being_named()
    {
        Exception cause = await Query("SELECT 1").CauseAsync(PostgresProcess.With(server.Connection.Replace("hush", "wrong-and-secret", StringComparison.Ordinal)));

        Assert.Equal(
            $"PostgreSQL (postgres on 127.0.0.1:{server.Port}) refuses who asks (28P01): the user or the password is wrong, or this user may not connect from here. See to the credential 'db', and to the server's pg_hba.conf.",
            cause.Message);
        Assert.Null(cause.InnerException);

        cause = await Query("SELECT 1").CauseAsync(PostgresProcess.With(server.Connection + ";Database=nowhere"));
        Assert.Equal($"PostgreSQL (nowhere on 127.0.0.1:{server.Port}) does not take the connection: database \"nowhere\" does not exist (3D000).", cause.Message);
    }

    [Fact]
    public async Task A_secret_that_is_no_connection_is_not_shown()
    {
        foreach (string secret in (string[])["Host=db;Passwrd=secret-a", "secret-a", "postgres://ann:secret-a@db:port/x", "Host=db;Port=secret-a"])
        {
            Exception cause = await Query("SELECT 1").CauseAsync(PostgresProcess.With(secret));

            Assert.StartsWith("The secret of credential 'db' is no connection. Write Host=db;", cause.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret-a", cause.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("names no server", (await Query("SELECT 1").CauseAsync(PostgresProcess.With("Database=shop"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_connection_is_an_address_or_settings_too()
    {
        string password = new Npgsql.NpgsqlConnectionStringBuilder(server.Connection).Password!;
        RunOptions options = PostgresProcess.With($"postgresql://tests:{Uri.EscapeDataString(password)}@127.0.0.1:{server.Port}/postgres?sslmode=disable&application_name=page");
        Assert.Equal("page", Assert.Single(await Query("SELECT current_setting('application_name') AS name").ResultAsync(options))["name"].ToString());

        Flow<Row> plain = PostgresTasksPlacing.Query(new PostgresQuerySettings
        {
            Host = "127.0.0.1",
            Port = server.Port,
            Database = "postgres",
            User = "tests",
            Password = new Credential("db"),
            Sql = "SELECT current_user AS name",
        });
        Assert.Equal("tests", Assert.Single(await plain.ResultAsync(PostgresProcess.With(password)))["name"].ToString());
    }

    [Fact]
    public void What_cannot_be_is_refused_where_it_is_placed()
    {
        Assert.Equal(
            ["'postgres.query': neither the setting 'Connection' nor 'Host' is set. Say which server: connection: { credential: name }, or host and database.", "'postgres.query': the setting 'Sql' is not set. It is a statement: SELECT * FROM orders."],
            Runs.Refusals(() => PostgresTasksPlacing.Query(new PostgresQuerySettings())));
        Assert.Equal(
            ["'postgres.query': the setting 'Sql' has the parameter '@n', and 'Parameters' has none of that name. Set it: parameters: { n: … }."],
            Runs.Refusals(() => Query("SELECT @n AS n")));
        Assert.Equal(
            ["'postgres.query': the setting 'Parameters' has 'city', and the statement has no parameter '@city'."],
            Runs.Refusals(() => Query("SELECT 1", new() { ["city"] = "Bern" })));
    }

    [Fact]
    public async Task A_document_reads_a_table()
    {
        await server.SqlAsync("CREATE TABLE doc_orders (id int, city text, total numeric); INSERT INTO doc_orders VALUES (1, 'Bern', 12.5), (2, 'Rome', 3), (3, 'Bern', 4)");
        GraphDocument document = GraphDocument.Parse("""
            name: orders
            parameters: { city: { default: Bern } }
            nodes:
              orders:
                task: postgres.query
                settings:
                  connection: { credential: db }
                  sql: SELECT id, total FROM doc_orders WHERE city = @city ORDER BY id
                  parameters: { city: "${city}" }
            """);
        TaskCatalogue tasks = TaskCatalogue.Of(BuiltInTasks.Catalogue, PostgresTasks.Catalogue);
        Assert.Empty(document.Check(tasks));

        await using GraphRun run = await LocalEngine.Shared.StartAsync(document.Build(tasks), server.Options, Token);

        Assert.Equal(["""{"id":1,"total":12.5}""", """{"id":3,"total":4}"""], (await run.ResultAsync<IReadOnlyList<Row>>("rows")).Select(r => r.ToJson()));
    }

    private static PostgresQuerySettings Settings(string sql, Dictionary<string, string>? parameters = null) =>
        new() { Connection = new Credential("db"), Sql = sql, Parameters = parameters ?? [] };

    private static Flow<Row> Query(string sql, Dictionary<string, string>? parameters = null) => PostgresTasksPlacing.Query(settings: Settings(sql, parameters));
}
