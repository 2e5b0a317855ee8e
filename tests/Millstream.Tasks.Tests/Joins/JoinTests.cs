using Millstream.Data;
using Millstream.Rows;

namespace Millstream.Joins;

public sealed class JoinTests
{
    private static readonly Row[] Orders =
    [
        Row.Of(("order", 1), ("customer", "7"), ("name", "pen")),
        Row.Of(("order", 2), ("customer", "9"), ("name", "book")),
        Row.Of(("order", 3), ("customer", Cell.Null), ("name", "ink")),
        Row.Of(("order", 4), ("customer", "7"), ("name", "cup")),
    ];

    private static readonly Row[] Customers = [Row.Of(("id", 7), ("name", "Ann")), Row.Of(("id", 8), ("name", "Bo")), Row.Of(("id", 7), ("name", "Anna"))];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Each_left_row_gets_every_right_row_of_its_key(bool fuse, int capacity)
    {
        IReadOnlyList<Row> inner = await Flow.From(Orders).JoinRows(Flow.From(Customers), new JoinSettings { On = "customer", RightOn = "id" }).ResultAsync(Runs.Mode(fuse, capacity));
        IReadOnlyList<Row> left = await Flow.From(Orders).JoinRows(Flow.From(Customers), new JoinSettings { On = "customer", RightOn = "id", Kind = JoinKind.Left, RightPrefix = "c_" }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["1 Ann", "1 Anna", "4 Ann", "4 Anna"], inner.Select(r => $"{r["order"]} {r["right_name"]}"));
        Assert.Equal("""{"order":1,"customer":"7","name":"pen","id":7,"right_name":"Ann"}""", inner[0].ToJson());
        Assert.Equal(["1 Ann", "1 Anna", "2 ", "3 ", "4 Ann", "4 Anna"], left.Select(r => $"{r["order"]} {r["c_name"]}"));
        Assert.Equal("""{"order":2,"customer":"9","name":"book","id":null,"c_name":null}""", left[2].ToJson());
    }

    [Fact]
    public async Task A_key_of_one_name_stands_once()
    {
        Row[] left = [Row.Of(("id", 1), ("a", "x"))], right = [Row.Of(("id", "1"), ("b", "y"))];

        Assert.Equal(["""{"id":1,"a":"x","b":"y"}"""], (await Flow.From(left).JoinRows(Flow.From(right), new JoinSettings { On = "id" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal(["""{"id":1,"a":"x"}"""], (await Flow.From(left).JoinRows(Flow.From<Row>(), new JoinSettings { On = "id", Kind = JoinKind.Left }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Empty(await Flow.From(left).JoinRows(Flow.From<Row>(), new JoinSettings { On = "id" }).ResultAsync());
    }

    [Fact]
    public async Task Columns_of_a_right_side_without_rows_have_no_value()
    {
        Flow<Row> joined = Flow.From(Orders).JoinRows(Flow.From(Customers).FilterRows(new FilterSettings { Condition = "id > 100" }), new JoinSettings { On = "customer", RightOn = "id", Kind = JoinKind.Left });

        Assert.Equal(
            ["""{"order":1,"id":null,"right_name":null}""", """{"order":2,"id":null,"right_name":null}""", """{"order":3,"id":null,"right_name":null}""", """{"order":4,"id":null,"right_name":null}"""],
            (await joined.SelectColumns(new SelectSettings { Columns = "order, id, right_name" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal("""{"order":1,"customer":"7","name":"pen"}""", (await joined.ResultAsync())[0].ToJson());
    }

    [Fact]
    public void A_key_is_checked_before_anything_runs()
    {
        Assert.Equal(["'join': the setting 'On' is not set. It is columns: customer_id."], Refused(new JoinSettings()));
        Assert.Equal(["'join': the setting 'On' has 2 parts (a, b), and 'RightOn' has 1 (c)."], Refused(new JoinSettings { On = "a, b", RightOn = "c" }));
        Assert.Equal(["'join': the key of a join is columns and formulas, and '*' is neither."], Refused(new JoinSettings { On = "*" }));

        static string[] Refused(JoinSettings settings) => Runs.Refusals(() => Flow.From(Orders).JoinRows(Flow.From(Customers), settings));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Streams_are_joined_where_their_times_are_near(bool fuse, int capacity)
    {
        // Whichever side comes first: the pairs are those whose times are at most ten seconds apart.
        var random = new Random(capacity);
        Row[] left = [.. Enumerable.Range(0, 200).Select(i => Row.Of(("id", random.Next(5)), ("at", i * 1000L), ("l", i)))];
        Row[] right = [.. Enumerable.Range(0, 200).Select(i => Row.Of(("id", random.Next(5)), ("at", (i * 1000L) + 500), ("r", i)))];
        string[] expected = [.. (from l in left from r in right where l["id"] == r["id"] && Math.Abs(At(l) - At(r)) <= 10_000 select $"{l["l"]}-{r["r"]}").Order(StringComparer.Ordinal)];

        IReadOnlyList<Row> pairs = await Flow.From(left).JoinWindow(Flow.From(right), new JoinWindowSettings { On = "id", Within = TimeSpan.FromSeconds(10), Time = "at" }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(expected, pairs.Select(p => $"{p["l"]}-{p["r"]}").Order(StringComparer.Ordinal));
        Assert.Equal(["id", "at", "l", "right_at", "r"], pairs[0].Columns);

        static long At(Row row) => row["at"].TryInteger(out long at) ? at : -1;
    }

    [Fact]
    public async Task Rows_that_wait_are_bounded()
    {
        Flow<Row> left = Flow.Range(0, 100).Then(i => Row.Of(("id", i), ("at", 0)));

        Exception cause = await left.JoinWindow(Flow.From<Row>(), new JoinWindowSettings { On = "id", Time = "at", MaxRows = 10 }).CauseAsync();

        Assert.Equal("More than 10 rows of one side wait for a partner. Set 'maxRows' higher, or 'within' shorter.", cause.Message);
    }

    [Fact]
    public async Task Rows_that_are_too_old_are_let_go()
    {
        Flow<Row> left = Flow.Range(0, 5_000).Then(i => Row.Of(("id", i), ("at", i * 1000L)));
        Flow<Row> right = Flow.Range(0, 5_000).Then(i => Row.Of(("id", i), ("at", i * 1000L)));

        // Neither side runs far ahead of the other: an edge holds four rows.
        IReadOnlyList<Row> pairs = await left.JoinWindow(right, new JoinWindowSettings { On = "id", Time = "at", Within = TimeSpan.FromSeconds(1), MaxRows = 5_000 }).ResultAsync(Runs.Mode(true, 4));

        Assert.Equal(5_000, pairs.Count);
    }
}
