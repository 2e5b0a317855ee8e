namespace Millstream.Data;

public sealed class RowTests
{
    [Fact]
    public void A_row_is_written_and_read_as_JSON()
    {
        Row row = Row.Parse("""{"name":"Ann","age":31,"tags":["a","b"],"at":{"city":"Riga"},"none":null,"half":0.5,"ok":true}""");

        Assert.Equal("""{"name":"Ann","age":31,"tags":["a","b"],"at":{"city":"Riga"},"none":null,"half":0.5,"ok":true}""", row.ToJson());
        Assert.Equal("Riga", row.At("at.city").ToString());
        Assert.Equal("b", row.At("tags.1").ToString());
        Assert.True(row.At("tags.2").IsNull);
        Assert.True(row.At("at.city.street").IsNull);
        Assert.Equal(CellKind.Whole, row["age"].Kind);
        Assert.True(row["nothing"].IsNull);
    }

    [Fact]
    public void Rows_of_one_kind_share_their_columns()
    {
        var cells = new JsonCells();
        Row[] rows = [.. new[] { """{"a":1,"b":{"c":1}}""", """{"a":2,"b":{"c":2}}""", """{"b":{"c":3},"a":3}""", """{"a":4}""", """{"a":5,"b":6}""" }.Select(j => cells.Parse(j).Row!)];

        Assert.Same(rows[0].Columns, rows[1].Columns);
        Assert.Equal(["a", "b"], rows[4].Columns);
        Assert.Same(rows[0].Columns, rows[4].Columns);
        Assert.Equal(["b", "a"], rows[2].Columns);
        Assert.Equal(["a"], rows[3].Columns);
        Assert.Same(rows[0]["b"].Row!.Columns, rows[2]["b"].Row!.Columns);
    }

    [Fact]
    public void Of_two_members_of_one_name_the_last_is_the_one()
    {
        var cells = new JsonCells();

        Assert.Equal("""{"a":2,"b":3}""", cells.Parse("""{"a":1,"a":2,"b":3}""").ToJson());
        Assert.Equal("""{"a":3,"b":2}""", cells.Parse("""{"a":1,"b":2,"a":3}""").ToJson());
        Assert.Equal("""{"a":3,"b":2}""", cells.Parse("""{"a":1,"b":2,"a":3}""").ToJson());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{} {}")]
    [InlineData("nul")]
    [InlineData("{\"a\":1,}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("'a'")]
    public void What_is_no_JSON_is_a_format_fault(string json) => Assert.Throws<FormatException>(() => Cell.ParseJson(json));

    [Fact]
    public void Deep_JSON_is_a_format_fault()
    {
        Assert.Throws<FormatException>(() => Cell.ParseJson(new string('[', 100_000)));
        Assert.Contains("is JSON, but no object", Assert.Throws<FormatException>(() => Row.Parse("[1]")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_a_table_has_not_is_told_with_those_it_may_be()
    {
        Row row = Row.Of(("status", 200), ("bytes", 5));

        TaskInputException wrong = Assert.Throws<TaskInputException>(() => row["statsu"]);

        Assert.Equal("There is no column 'statsu'. Is 'status' meant? The columns are 'status', 'bytes'.", wrong.Message);
        Assert.Throws<ArgumentException>(() => Row.Of(("a", 1), ("a", 2)));
        Assert.Throws<ArgumentException>(() => new Row(Columns.Of("a", "b"), new Cell(1)));
    }

    [Fact]
    public void A_line_gives_its_cells_in_whatever_order_they_are_asked_for()
    {
        var row = new Row(Columns.Of("a", "b", "c", "d"), "1,,three", ',');

        Assert.Equal("three", row[2].ToString());
        Assert.Equal("1", row[0].ToString());
        Assert.Equal("", row[1].ToString());
        Assert.Equal(CellKind.Text, row[1].Kind);
        Assert.True(row[3].IsNull);
        Assert.Equal("three", row["c"].ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => row[4]);
        Assert.Equal("""{"a":"1","b":"","c":"three","d":null}""", row.ToJson());
    }

    [Fact]
    public async Task A_line_may_be_asked_by_many_at_once()
    {
        var columns = Columns.Of([.. Enumerable.Range(0, 20).Select(i => $"c{i}")]);
        for (int round = 0; round < 50; round++)
        {
            var row = new Row(columns, string.Join(',', Enumerable.Range(0, 20)), ',');
            await Task.WhenAll(Enumerable.Range(0, 4).Select(k => Task.Run(() =>
            {
                for (int i = 0; i < 2000; i++)
                {
                    int at = (i * (k + 3)) % 20;
                    Assert.Equal(at, row[at].TryInteger(out long n) ? n : -1);
                }
            })));
        }
    }

    [Fact]
    public async Task Transforms_know_rows_as_dictionaries()
    {
        Flow<object?> rows = Flow.From<object?>(Row.Parse("""{"user":{"names":["x","y"]},"age":3}"""));

        Assert.Equal("""{"user":{"names":["x","y"]},"age":3}""", Assert.Single(await rows.Through(Transforms.Stringify).ResultAsync()));
        Assert.Equal("y", Assert.Single(await rows.Through(Transforms.Pick<string>("user.names.1")).ResultAsync()));
        Assert.Equal(3L, Assert.Single(await rows.Through(Transforms.Pick<long>("age")).ResultAsync()));
        Assert.Equal("""{"item":5}""", Row.From(5).ToJson());
        Assert.Equal("""{"a":1}""", Row.From(new Dictionary<string, object?> { ["a"] = 1 }).ToJson());
    }
}
