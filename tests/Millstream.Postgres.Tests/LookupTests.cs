using Millstream.Data;

namespace Millstream.Postgres;

/// <summary>Statements that are asked for each row.</summary>
public sealed class LookupTests(PostgresProcess server)
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task It_is_asked_once_for_each_row_and_adds_its_columns(bool fuse, int capacity)
    {
        Flow<Row> asked = Flow.From(Row.Of(("id", "2"), ("tags", (Cell[])["a"])), Row.Of(("id", 0), ("tags", Cell.Null)), Row.Of(("id", 1), ("tags", Row.Of(("b", 1)))));
        Flow<Row> answers = asked.Lookup(Settings("SELECT @id::int + 1 AS n, @tags::json AS json, @more AS more WHERE @id::int > 0", new() { ["more"] = "x" }));

        Assert.Equal(
            [
                """{"id":"2","tags":["a"],"n":3,"json":["a"],"more":"x"}""", """{"id":1,"tags":{"b":1},"n":2,"json":{"b":1},"more":"x"}""",
            ],
            (await answers.ResultAsync(server.Options with { Fuse = fuse, Capacity = capacity })).Select(r => r.ToJson()));
    }

    [Fact]
    public async Task Rows_without_an_answer_are_kept_where_that_is_asked_for()
    {
        Flow<Row> asked = Flow.From(Row.Of(("id", 1), ("name", "old")), Row.Of(("id", 9), ("name", "old")));
        PostgresLookupSettings settings = Settings("SELECT 'new' AS name, 2 AS name, 3 AS a WHERE @id = '1'");

        Assert.Equal(["""{"id":1,"name":"new","name_2":2,"a":3}"""], (await asked.Lookup(settings).ResultAsync(server.Options)).Select(r => r.ToJson()));

        settings.KeepUnmatched = true;
        Assert.Equal(
            ["""{"id":1,"name":"new","name_2":2,"a":3}""", """{"id":9,"name":null,"name_2":null,"a":null}"""],
            (await asked.Lookup(settings).ResultAsync(server.Options)).Select(r => r.ToJson()));
    }

    [Fact]
    public async Task Several_calls_run_at_once()
    {
        await server.SqlAsync("CREATE SEQUENCE lookup_calls; CREATE FUNCTION lookup_wait() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('lookup_calls'); "
            + "FOR i IN 1..20000 LOOP EXIT WHEN (SELECT last_value FROM lookup_calls) >= 3; PERFORM pg_sleep(0.001); END LOOP; RETURN (SELECT last_value FROM lookup_calls); END $$");
        Flow<Row> asked = Flow.From(Row.Of(("id", 1)), Row.Of(("id", 2)), Row.Of(("id", 3)));

        IReadOnlyList<Row> rows = await asked.Lookup(Settings("SELECT lookup_wait() AS calls"), options: o => o.Parallel(3)).ResultAsync(server.Options);

        Assert.Equal(["""{"id":1,"calls":3}""", """{"id":2,"calls":3}""", """{"id":3,"calls":3}"""], rows.Select(r => r.ToJson()));
    }

    [Fact]
    public async Task A_parameter_that_nothing_gives_is_told()
    {
        Exception cause = await Flow.From(Row.Of(("id", 1))).Lookup(Settings("SELECT @n AS n")).CauseAsync(server.Options);
        Assert.Equal("The statement has the parameter '@n', and neither the row nor 'Parameters' has one of that name. The columns of the row are 'id'.", cause.Message);

        // The next object of JSON may have it.
        Assert.Equal("""{"id":1,"n":null}""", Assert.Single(await Flow.From(Row.Parse("""{"id":1}""")).Lookup(Settings("SELECT @n AS n")).ResultAsync(server.Options)).ToJson());
    }

    [Fact]
    public async Task A_statement_that_gives_several_rows_is_no_lookup()
    {
        Exception cause = await Flow.From(Row.Of(("id", 1))).Lookup(Settings("SELECT generate_series(1, 2000000000) AS n")).CauseAsync(server.Options);

        Assert.IsType<TaskInputException>(cause);
        Assert.StartsWith("The statement gives several rows where one was expected. Add LIMIT 1", cause.Message, StringComparison.Ordinal);
        Assert.Equal(
            """{"id":1,"all":[1,2]}""",
            Assert.Single(await Flow.From(Row.Of(("id", 1))).Lookup(Settings("SELECT json_agg(x) AS all FROM generate_series(1, 2) x")).ResultAsync(server.Options)).ToJson());
    }

    [Fact]
    public async Task A_statement_that_changes_something_is_done_when_its_row_is_given()
    {
        await server.SqlAsync("CREATE TABLE lookup_stock (id int PRIMARY KEY, n int); INSERT INTO lookup_stock VALUES (1, 10), (2, 20)");
        Flow<Row> sold = Flow.From(Row.Of(("id", 1), ("count", 3)), Row.Of(("id", 3), ("count", 1)), Row.Of(("id", 1), ("count", 4)));

        IReadOnlyList<Row> left = await sold.Lookup(Settings("UPDATE lookup_stock SET n = n - @count WHERE id = @id RETURNING n AS left")).ResultAsync(server.Options);

        Assert.Equal(["""{"id":1,"count":3,"left":7}""", """{"id":1,"count":4,"left":3}"""], left.Select(r => r.ToJson()));
        Assert.Equal("3 20", await server.ValueAsync("SELECT string_agg(n::text, ' ' ORDER BY id) FROM lookup_stock"));
    }

    private static PostgresLookupSettings Settings(string sql, Dictionary<string, string>? parameters = null) =>
        new() { Connection = new Credential("db"), Sql = sql, Parameters = parameters ?? [] };
}
