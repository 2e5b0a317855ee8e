using Millstream.Data;
using Millstream.Documents;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Postgres;

/// <summary>Against a real server.</summary>
public sealed class InsertTests(PostgresProcess server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Rows_are_in_the_table_in_their_order(bool fuse, int capacity)
    {
        string table = $"insert_order_{fuse}_{capacity}".ToLowerInvariant();
        await server.SqlAsync($"CREATE TABLE {table} (at serial, n int, name text)");

        await InsertAsync(Numbers(2500), Settings(table, s => s.Batch = 400), server.Options with { Fuse = fuse, Capacity = capacity });

        Assert.Equal("2500 2500 7 a1 a2500", await server.ValueAsync($"SELECT count(*) || ' ' || count(*) FILTER (WHERE at = n) || ' ' || count(DISTINCT xmin::text) || ' ' || min(name) FILTER (WHERE at = 1) || ' ' || min(name) FILTER (WHERE at = 2500) FROM {table}"));
    }

    [Fact]
    public async Task Cells_become_values_of_the_types_of_the_columns()
    {
        await server.SqlAsync("""CREATE TABLE insert_types (i int, f float8, d numeric, b bool, s text, t timestamptz, j jsonb, a int[], m text[], raw bytea, js json, "Odd ""name" text)""");
        Row row = Row.Of(
            ("i", "7"), ("f", 0.1), ("d", "12345678901234567890.125"), ("b", true), ("s", "tab\tline\nback\\slash \\N \r\b\f\v'\"é😀"), ("t", "2026-03-01T10:15:00.25Z"), ("j", Row.Of(("x", (Cell[])[1, Cell.Null]))),
            ("a", (Cell[])[1, Cell.Null, 3]), ("m", (Cell[])[(Cell[])["a,b", "\""], (Cell[])["NULL", "\\"]]), ("raw", "\\xdead"), ("js", (Cell[])[1, "two"]), ("Odd \"name", ""));

        await InsertAsync(Flow.From(row, Row.Of(("i", Cell.Null), ("s", Cell.Null))), Settings("insert_types"));

        IReadOnlyList<Row> read = await PostgresTasksPlacing.Query(new PostgresQuerySettings { Connection = new Credential("db"), Sql = "SELECT * FROM insert_types" }).ResultAsync(server.Options);
        Assert.Equal(2, read.Count);
        Assert.Equal(Row.Of([.. row.Columns.Select(c => (c, c == "i" ? 7 : row[c]))]).ToJson(), read[0].ToJson());
        Assert.All(read[1].Columns, c => Assert.True(read[1][c].IsNull));
    }

    [Fact]
    public async Task What_a_row_lacks_has_its_default_and_other_columns_in_one_batch_are_written()
    {
        await server.SqlAsync("CREATE TABLE insert_shapes (at serial, a int DEFAULT 5, b text DEFAULT 'none')");

        await InsertAsync(Flow.From(Row.Parse("""{"a":1}"""), Row.Parse("""{"b":"x"}"""), Row.Parse("""{"b":"y","a":2}"""), Row.Parse("""{"a":null}""")), Settings("insert_shapes"));

        Assert.Equal("1=1none 2=5x 3=2y 4=none", await server.ValueAsync("SELECT string_agg(at || '=' || concat(a, b), ' ' ORDER BY at) FROM insert_shapes"));
        Assert.Equal("1", await server.ValueAsync("SELECT count(DISTINCT xmin::text) FROM insert_shapes"));
    }

    [Fact]
    public async Task Columns_that_are_named_are_the_only_ones_that_are_written()
    {
        await server.SqlAsync("CREATE TABLE insert_columns (a int, b text DEFAULT 'none')");

        await InsertAsync(Flow.From(Row.Of(("a", 1), ("b", "x"), ("c", "y")), Row.Parse("""{"c":1}""")), Settings("insert_columns", s => s.Columns = ["a"]));
        Assert.Equal("1none none", await server.ValueAsync("SELECT string_agg(concat(a, b), ' ' ORDER BY a) FROM insert_columns"));

        Exception cause = await CauseAsync(Flow.From(Row.Of(("b", "x"))), Settings("insert_columns", s => s.Columns = ["a"]));
        Assert.Equal("There is no column 'a'. Is 'b' meant? The columns are 'b'.", cause.Message);
    }

    [Fact]
    public async Task Rows_wait_for_others_no_longer_than_within()
    {
        await server.SqlAsync("CREATE TABLE insert_within (n int)");
        var time = new ManualTimeProvider();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var g = new GraphBuilder("within");
        g.Insert(Flow.Iter(Late()), Settings("insert_within", s => s.Within = TimeSpan.FromSeconds(10)), id: "insert");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), server.Options with { Time = time }, Token);

        await time.WaitForTimersAsync(1, Token);
        Assert.Equal("0", await server.ValueAsync("SELECT count(*) FROM insert_within"));
        time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.Equal("0", await server.ValueAsync("SELECT count(*) FROM insert_within"));
        time.Advance(TimeSpan.FromSeconds(0.001));
        while (await server.ValueAsync("SELECT count(*) FROM insert_within") != "2")
        {
            Token.ThrowIfCancellationRequested();
        }

        gate.SetResult();
        await run.Completion.WaitAsync(Runs.Deadline, Token);
        Assert.Equal("3", await server.ValueAsync("SELECT count(*) FROM insert_within"));

        async IAsyncEnumerable<Row> Late()
        {
            yield return Row.Of(("n", 1));
            yield return Row.Of(("n", 2));
            await gate.Task;
            yield return Row.Of(("n", 3));
        }
    }

    [Theory]
    [InlineData(OnConflict.Ignore, new string[0], "1=old 2=b 3=c")]
    [InlineData(OnConflict.Ignore, new[] { "id" }, "1=old 2=b 3=c")]
    [InlineData(OnConflict.Update, new[] { "id" }, "1=a 2=d 3=c")]
    public async Task Keys_that_are_there_already_are_ignored_or_updated_and_a_second_run_changes_nothing(OnConflict onConflict, string[] keys, string expected)
    {
        string table = $"insert_keys_{onConflict}_{keys.Length}";
        await server.SqlAsync($"CREATE TABLE {table} (id int PRIMARY KEY, name text NOT NULL, other text DEFAULT 'kept'); INSERT INTO {table} VALUES (1, 'old', 'mine')");
        Flow<Row> rows = Flow.From(Row.Of(("id", 1), ("name", "a")), Row.Of(("id", "2"), ("name", "b")), Row.Of(("name", "c"), ("id", 3)), Row.Of(("id", 2), ("name", "d")));
        PostgresInsertSettings settings = Settings(table, s => (s.OnConflict, s.Keys) = (onConflict, keys));

        for (int i = 0; i < 2; i++)
        {
            await InsertAsync(rows, settings);
            Assert.Equal(expected, await server.ValueAsync($"SELECT string_agg(id || '=' || name, ' ' ORDER BY id) FROM {table}"));
            Assert.Equal("mine kept kept", await server.ValueAsync($"SELECT string_agg(other, ' ' ORDER BY id) FROM {table}"));
        }
    }

    [Fact]
    public async Task Of_rows_with_the_same_keys_in_a_batch_the_last_one_counts_and_keys_without_a_value_are_never_the_same()
    {
        await server.SqlAsync("CREATE TABLE insert_last (a int, b text, n int, UNIQUE (a, b))");
        Flow<Row> rows = Flow.Iter(Enumerable.Range(1, 3000)).Then(n => Row.Of(("a", n % 2), ("b", n % 1000 == 0 ? Cell.Null : "x"), ("n", n)));

        await InsertAsync(rows, Settings("insert_last", s => (s.OnConflict, s.Keys, s.Batch) = (OnConflict.Update, ["a", "b"], 700)));

        Assert.Equal("0x2998 1x2999 0 1000 0 2000 0 3000", await server.ValueAsync("SELECT string_agg(concat(a, coalesce(b, ' '), n), ' ' ORDER BY b, n) FROM insert_last"));
    }

    [Fact]
    public async Task A_row_that_does_not_fit_is_told_and_its_batch_is_not_there()
    {
        await server.SqlAsync("CREATE TABLE insert_faults (n int PRIMARY KEY, d numeric(4, 1))");
        Flow<Row> rows = Flow.Iter(Enumerable.Range(0, 25)).Then(n => Row.Of(("n", n), ("d", n == 17 ? "12,5" : "1.5")));

        Exception cause = await CauseAsync(rows, Settings("insert_faults", s => s.Batch = 10));
        Assert.IsType<TaskInputException>(cause);
        Assert.Equal(
            $"PostgreSQL (postgres on 127.0.0.1:{server.Port}) refuses rows for insert_faults: invalid input syntax for type numeric: \"12,5\" (22P02). It is row 17, column d: \"12,5\".", cause.Message);
        Assert.Equal("10 9", await server.ValueAsync("SELECT count(*) || ' ' || max(n) FROM insert_faults"));

        cause = await CauseAsync(Flow.From(Row.Of(("n", 100)), Row.Of(("n", 3))), Settings("insert_faults"));
        Assert.Equal(
            $"PostgreSQL (postgres on 127.0.0.1:{server.Port}) refuses rows for insert_faults: duplicate key value violates unique constraint \"insert_faults_pkey\" (23505). It is row 1. Key (n)=(3) already exists.",
            cause.Message);

        cause = await CauseAsync(Flow.From(Row.Of(("n", 100), ("m", 1))), Settings("insert_faults"));
        Assert.Contains("refuses rows for insert_faults: column \"m\" of relation \"insert_faults\" does not exist (42703).", cause.Message, StringComparison.Ordinal);

        foreach (OnConflict onConflict in (OnConflict[])[OnConflict.Ignore, OnConflict.Update])
        {
            cause = await CauseAsync(Flow.From(Row.Of(("n", 100)), Row.Of(("n", "x"))), Settings("insert_faults", s => (s.OnConflict, s.Keys) = (onConflict, ["n"])));
            Assert.Contains("(22P02). It is row 1, column n: \"x\".", cause.Message, StringComparison.Ordinal);
        }

        Assert.Equal("10", await server.ValueAsync("SELECT count(*) FROM insert_faults"));
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_told()
    {
        Exception cause = await CauseAsync(Flow.From(Row.Of(("n", 1))), Settings("no_such"));

        Assert.Equal($"PostgreSQL (postgres on 127.0.0.1:{server.Port}) has no table no_such for this user: relation \"no_such\" does not exist (42P01).", cause.Message);
    }

    [Fact]
    public async Task Names_are_names_whatever_is_in_them()
    {
        await server.SqlAsync("""CREATE SCHEMA "insert; DROP"; CREATE TABLE "insert; DROP"."T ""x" ("a) VALUES (1); --" int)""");

        await InsertAsync(Flow.From(Row.Of(("a) VALUES (1); --", 1))), Settings("""
            "insert; DROP"."T ""x"
            """));

        Assert.Equal("1", await server.ValueAsync("""SELECT count(*) FROM "insert; DROP"."T ""x" """));
        Assert.Equal(
            ["'postgres.insert': the setting 'Table' is 'x; DROP TABLE y', which is no name of a table. Write orders, shop.orders or, where it has capitals or blanks, \"Orders\"."],
            Runs.Refusals(() => Place(Flow.From<Row>(), Settings("x; DROP TABLE y"))));
    }

    [Fact]
    public async Task What_came_before_a_failure_is_inserted()
    {
        await server.SqlAsync("CREATE TABLE insert_before (n int)");

        Exception cause = await CauseAsync(Flow.Iter(Enumerable.Range(0, 5)).Then(n => n < 4 ? Row.Of(("n", n)) : throw new InvalidDataException("It is broken.")), Settings("insert_before"));

        Assert.Equal("It is broken.", cause.Message);
        Assert.Equal("4", await server.ValueAsync("SELECT count(*) FROM insert_before"));
    }

    [Fact]
    public void What_cannot_be_is_refused_where_it_is_placed()
    {
        Assert.Equal(
            [
                "'postgres.insert': the setting 'Keys' is not set, and 'OnConflict' is update. Name the columns of the primary key or of a unique index: [id].",
                "'postgres.insert': the setting 'RetryFor' is -00:00:01. It is nothing or more: 30s.",
            ],
            Runs.Refusals(() => Place(Flow.From<Row>(), Settings("t", s => (s.OnConflict, s.RetryFor) = (OnConflict.Update, TimeSpan.FromSeconds(-1))))));
        Assert.Equal(
            ["'postgres.insert': the setting 'Keys' has 'id', which is not among 'Columns'. Add it there."],
            Runs.Refusals(() => Place(Flow.From<Row>(), Settings("t", s => (s.OnConflict, s.Keys, s.Columns) = (OnConflict.Ignore, ["id"], ["a"])))));
        Assert.Equal(
            ["'postgres.insert': the setting 'Keys' is set, and 'OnConflict' is not: keys decide nothing then. Set 'onConflict' to ignore or update."],
            Runs.Refusals(() => Place(Flow.From<Row>(), Settings("t", s => s.Keys = ["id"]))));
    }

    [Fact]
    public async Task A_document_fills_a_table()
    {
        await server.SqlAsync("CREATE TABLE doc_sales (id int PRIMARY KEY, city text)");
        GraphDocument document = GraphDocument.Parse("""
            name: sales
            nodes:
              rows: { task: json.parse, inputs: { text: { value: '{"id": 1, "city": "Bern"}' } } }
              sales:
                task: postgres.insert
                inputs: { rows: rows }
                settings: { connection: { credential: db }, table: doc_sales, onConflict: update, keys: [id], batch: 100, within: 5s }
            """);
        TaskCatalogue tasks = TaskCatalogue.Of(BuiltInTasks.Catalogue, PostgresTasks.Catalogue);
        Assert.Empty(document.Check(tasks));

        await using GraphRun run = await LocalEngine.Shared.StartAsync(document.Build(tasks), server.Options, Token);
        await run.Completion.WaitAsync(Runs.Deadline, Token);

        Assert.Equal("1 Bern", await server.ValueAsync("SELECT id || ' ' || city FROM doc_sales"));
    }

    private static Flow<Row> Numbers(int count) => Flow.Iter(Enumerable.Range(1, count)).Then(n => Row.Of(("n", n), ("name", $"a{n}")));

    private static PostgresInsertSettings Settings(string table, Action<PostgresInsertSettings>? set = null)
    {
        var settings = new PostgresInsertSettings { Connection = new Credential("db"), Table = table };
        set?.Invoke(settings);
        return settings;
    }

    private static GraphBuilder Place(Flow<Row> rows, PostgresInsertSettings settings)
    {
        var g = new GraphBuilder("insert");
        g.Insert(rows, settings, id: "insert");
        return g;
    }

    private Task InsertAsync(Flow<Row> rows, PostgresInsertSettings settings, RunOptions? options = null) => Place(rows, settings).ToEndAsync(options ?? server.Options);

    private async Task<Exception> CauseAsync(Flow<Row> rows, PostgresInsertSettings settings) =>
        (await Assert.ThrowsAsync<TaskFailedException>(() => InsertAsync(rows, settings))).InnerException!;
}
