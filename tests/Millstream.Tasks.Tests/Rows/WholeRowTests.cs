using Millstream.Data;

namespace Millstream.Rows;

/// <summary>Rows that are compared as a whole: their names count too, in whatever order they come.</summary>
public sealed class WholeRowTests
{
    private static readonly string[] Objects =
        ["""{"a":1}""", """{"b":1}""", """{"b":1}""", """{"a":1,"b":2}""", """{"b":2,"a":1}""", """{"b":1,"a":2}""", """{"a":1,"b":null}""", """{"a":"1"}"""];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Rows_with_other_names_are_other_rows(bool fuse, int capacity)
    {
        Row[] rows = [.. Objects.Select(Row.Parse)];

        Assert.Equal(
            ["""{"a":1}""", """{"b":1}""", """{"a":1,"b":2}""", """{"b":1,"a":2}""", """{"a":1,"b":null}"""],
            (await Flow.From(rows).DistinctRows().ResultAsync(Runs.Mode(fuse, capacity))).Select(r => r.ToJson()));
        Assert.Equal(
            ["""{"a":1}""", """{"b":1}""", """{"a":1,"b":2}""", """{"b":1,"a":2}""", """{"a":1,"b":null}""", """{"a":"1"}"""],
            (await Flow.From(rows).ChangedRows().ResultAsync(Runs.Mode(fuse, capacity))).Select(r => r.ToJson()));
    }

    [Fact]
    public void A_key_of_the_same_columns_needs_no_room_of_its_own()
    {
        Row[] rows = [.. Enumerable.Range(0, 100).Select(i => new Row(i % 2 == 0 ? Shared : Same, new Cell(i), new Cell("x")))];
        var whole = new WholeRow();
        whole.KeyOf(rows[0]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (Row row in rows)
        {
            whole.KeyOf(row);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(["[\"a\",\"b\"]", "x", "99"], whole.KeyOf(rows[99]).Select(c => c.ToString()));
    }

    private static readonly Columns Shared = Columns.Of("b", "a"), Same = Columns.Open("b", "a");
}
