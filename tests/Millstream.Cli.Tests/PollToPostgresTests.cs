using Millstream.Http;
using Millstream.Postgres;

namespace Millstream.Cli.Tests;

/// <summary>The sample that needs servers: a page that changes, and a table.</summary>
public sealed class PollToPostgresTests(PostgresProcess server) : IClassFixture<PostgresProcess>
{
    [Fact]
    public async Task A_page_is_polled_into_a_table()
    {
        Environment.SetEnvironmentVariable("MILLSTREAM_CREDENTIAL_POSTGRES", server.Connection);
        await server.SqlAsync("CREATE TABLE prices (id int PRIMARY KEY, price numeric, note text DEFAULT 'none', seen timestamptz)");
        int asked = 0;
        await using var page = new LoopbackServer(_ => LoopbackServer.Ok(Interlocked.Increment(ref asked) == 1
            ? """[{"id":1,"price":5.5},{"id":2,"price":7}]"""
            : """[{"id":2,"price":8},{"id":3,"price":null}]"""));

        Assert.Equal(new Ended(0, "", ""), await RunAsync("prices"));
        Assert.Equal("1 5.5 none, 2 8 none, 3 null none", await server.ValueAsync("SELECT string_agg(concat_ws(' ', id, coalesce(price::text, 'null'), note), ', ' ORDER BY id) FROM prices"));
        Assert.Equal("3", await server.ValueAsync("SELECT count(*) FROM prices WHERE seen BETWEEN now() - interval '1 hour' AND now() + interval '1 hour'"));

        Ended failed = await RunAsync("no_such");
        Assert.NotEqual(0, failed.Code);
        Assert.Contains("has no table no_such for this user", failed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(new Npgsql.NpgsqlConnectionStringBuilder(server.Connection).Password!, failed.Error, StringComparison.Ordinal);

        Task<Ended> RunAsync(string table) => Cli.RunAsync(
            "run", "poll-to-postgres", "--url", page.Url + "/prices.json", "--every", "1ms", "--limit", "2", "--table", table, "--columns", "id: body.id, price: body.price, seen: time");
    }
}
