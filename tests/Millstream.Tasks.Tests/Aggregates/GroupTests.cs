using Millstream.Csv;
using Millstream.Data;
using Millstream.Rows;

namespace Millstream.Aggregates;

public sealed class GroupTests
{
    private static readonly Row[] Requests =
    [
        Row.Of(("host", "a"), ("status", "200"), ("bytes", "10")),
        Row.Of(("host", "b"), ("status", "500"), ("bytes", "-")),
        Row.Of(("host", "a"), ("status", "500"), ("bytes", "2.5")),
        Row.Of(("host", "b"), ("status", 200), ("bytes", Cell.Null)),
        Row.Of(("host", "a"), ("status", "200"), ("bytes", 7)),
    ];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Groups_come_in_the_order_of_their_first_rows(bool fuse, int capacity) => Assert.Equal(
        [
            """{"host":"a","count":3,"sum_bytes":19.5,"mean":6.5,"least":"2.5","max_bytes":"10","f":"10","l":7,"distinct_status":2}""",
            """{"host":"b","count":2,"sum_bytes":0,"mean":null,"least":"-","max_bytes":"-","f":"-","l":"-","distinct_status":2}""",
        ],
        await JsonOf(
            new GroupRowsSettings { By = "host", Compute = "count, sum(bytes), mean: avg(bytes), least: min(bytes), max(bytes), f: first(bytes), l: last(bytes), distinct(status)" },
            Runs.Mode(fuse, capacity)));

    [Fact]
    public async Task Keys_may_be_formulas_and_several()
    {
        Assert.Equal(
            ["""{"host":"a","bad":false,"count":2}""", """{"host":"b","bad":true,"count":1}""", """{"host":"a","bad":true,"count":1}""", """{"host":"b","bad":false,"count":1}"""],
            await JsonOf(new GroupRowsSettings { By = "host, bad: status >= 500" }));
        Assert.Equal(["""{"count":5,"count_bytes":4}"""], await JsonOf(new GroupRowsSettings { Compute = "count, count(bytes)" }));
    }

    [Fact]
    public async Task A_number_and_a_text_that_are_written_the_same_are_one_key() =>
        Assert.Equal(["""{"status":"200","count":3}""", """{"status":"500","count":2}"""], await JsonOf(new GroupRowsSettings { By = "status" }));

    [Fact]
    public async Task Without_rows_there_are_no_groups() =>
        Assert.Empty(await Flow.From<Row>().GroupRows(new GroupRowsSettings { By = "a" }).ResultAsync());

    [Theory]
    [InlineData("host", "totl: sum(bytes), coun", "the setting 'Compute' has a fault: 'totl: sum(bytes), coun' is no expression: at 19, there is 'coun', and an aggregate is expected. Is 'count' meant?")]
    [InlineData("host", "sum", "the setting 'Compute' has a fault: 'sum' is no expression: at 1, 'sum' needs what it is of: sum(bytes).")]
    [InlineData("host", "sum(a + b)", "the setting 'Compute' has a fault: 'sum(a + b)' is no expression: at 1, what is computed needs a name: 'name: sum(a + b)'.")]
    [InlineData("host", "", "the setting 'Compute' has a fault: there is nothing to compute. Example: count, total: sum(bytes)")]
    [InlineData("*", "count", "the setting 'By' is '*'; a key is a column or a formula, and '*' is neither.")]
    [InlineData("count", "count", "the settings 'By' and 'Compute' both make a column 'count'. Give one of them another name: 'name: …'.")]
    public void Settings_are_checked_before_anything_runs(string by, string compute, string fault) =>
        Assert.Equal([$"'group': {fault}"], Runs.Refusals(() => Flow.From(Requests).GroupRows(new GroupRowsSettings { By = by, Compute = compute })));

    [Fact]
    public async Task Groups_are_bounded()
    {
        Exception cause = await Flow.From(Requests).GroupRows(new GroupRowsSettings { By = "host", MaxGroups = 1 }).CauseAsync();

        Assert.Equal("There are more than 1 groups. Set 'maxGroups' higher, or group by less.", cause.Message);
    }

    [Fact]
    public async Task Empty_texts_are_neither_least_nor_greatest()
    {
        Flow<Row> rows = Flow.From("g,p", "a,1", "a,", "a,5", "b,").ParseCsv();

        Assert.Equal(
            ["""{"g":"a","min_p":"1","max_p":"5","sum_p":6,"avg_p":3,"count_p":3}""", """{"g":"b","min_p":null,"max_p":null,"sum_p":0,"avg_p":null,"count_p":1}"""],
            (await rows.GroupRows(new GroupRowsSettings { By = "g", Compute = "min(p), max(p), sum(p), avg(p), count(p)" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal(
            ["""{"a":5,"b":5,"c":5,"d":null}"""],
            (await Flow.From(Row.Of(("x", ""))).SelectColumns(new SelectSettings { Columns = "a: max(x, 5), b: max(5, x), c: min(x, 5), d: min(x, x)" }).ResultAsync()).Select(r => r.ToJson()));
    }

    [Fact]
    public async Task Ids_of_nineteen_digits_have_a_least_and_a_greatest()
    {
        Flow<Row> rows = Flow.From("id", "1234567890123456788", "1234567890123456789", "1234567890123456787").ParseCsv();

        Assert.Equal(
            """{"min_id":"1234567890123456787","max_id":"1234567890123456789"}""",
            (await rows.GroupRows(new GroupRowsSettings { Compute = "min(id), max(id)" }).ResultAsync())[0].ToJson());
    }

    [Fact]
    public async Task Sums_are_exact()
    {
        Row[] rows = [.. Enumerable.Repeat(Row.Of(("x", 0.1), ("n", 9007199254740993)), 1000)];

        Assert.Equal("""{"sum_x":100,"sum_n":9007199254740993000}""", (await Flow.From(rows).GroupRows(new GroupRowsSettings { Compute = "sum(x), sum(n)" }).ResultAsync())[0].ToJson());
    }

    private static async Task<IEnumerable<string>> JsonOf(GroupRowsSettings settings, RunOptions? options = null) =>
        (await Flow.From(Requests).GroupRows(settings).ResultAsync(options)).Select(r => r.ToJson());
}
