using Millstream.Data;

namespace Millstream.Rows;

public sealed class ColumnTasksTests
{
    public static TheoryData<bool, int> Modes => Runs.Modes;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Fill_puts_something_where_nothing_is(bool fuse, int capacity)
    {
        Row[] rows = [Row.Of(("city", "Riga"), ("n", ""), ("price", "2")), Row.Of(("city", ""), ("n", "3"), ("price", "2")), Row.Of(("city", Cell.Null), ("n", Cell.Null), ("price", "5"))];

        Assert.Equal(
            ["""{"city":"Riga","n":1,"price":"2"}""", """{"city":"none","n":"3","price":"2"}""", """{"city":"none","n":1,"price":"5"}"""],
            await TextsAsync(Flow.From(rows).FillColumns(new FillSettings { Columns = "city: 'none', n: 1" }), Runs.Mode(fuse, capacity)));
        Assert.Equal(
            ["""{"city":"Riga","n":"","price":"2"}""", """{"city":"","n":"3","price":"2"}""", """{"city":"5!","n":10,"price":"5"}"""],
            await TextsAsync(Flow.From(rows).FillColumns(new FillSettings { Columns = "city: concat(price, '!'), n: price * 2", Empty = false }), Runs.Mode(fuse, capacity)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Fill_takes_what_the_row_before_has(bool fuse, int capacity)
    {
        Row[] rows = [Row.Of(("a", ""), ("b", 1)), Row.Of(("a", "x"), ("b", 2)), Row.Of(("a", ""), ("b", Cell.Null)), Row.Of(("a", Cell.Null), ("b", 4)), Row.Of(("a", "y"), ("b", Cell.Null))];

        Assert.Equal(
            ["""{"a":"?","b":1}""", """{"a":"x","b":2}""", """{"a":"x","b":2}""", """{"a":"x","b":4}""", """{"a":"y","b":4}"""],
            await TextsAsync(Flow.From(rows).FillColumns(new FillSettings { Down = "a, b", Columns = "a: '?'" }), Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public async Task Fill_takes_what_the_row_before_has_where_JSON_has_no_such_member() => Assert.Equal(
        ["""{"i":1,"k":"b"}""", """{"i":2,"k":"b"}""", """{"i":3,"k":"b"}""", """{"k":"c","i":4}"""],
        await TextsAsync(Flow.From("""{"i":1,"k":"b"}""", """{"i":2,"k":null}""", """{"i":3}""", """{"k":"c","i":4}""").Then(Row.Parse).FillColumns(new FillSettings { Down = "k" })));

    [Fact]
    public async Task Fill_leaves_a_cell_as_it_is_that_has_nothing_before_it() => Assert.Equal(
        ["""{"a":""}""", """{"a":"1"}""", """{"a":"1"}"""],
        await TextsAsync(Flow.From(Row.Of(("a", "")), Row.Of(("a", "1")), Row.Of(("a", ""))).FillColumns(new FillSettings { Down = "a" })));

    [Fact]
    public async Task Fill_leaves_a_cell_as_it_is_beside_one_that_it_fills() => Assert.Equal(
        ["""{"a":"1","b":""}""", """{"a":"1","b":""}"""],
        await TextsAsync(Flow.From(Row.Of(("a", "1"), ("b", "")), Row.Of(("a", ""), ("b", ""))).FillColumns(new FillSettings { Down = "a, b" })));

    [Fact]
    public async Task Columns_that_objects_of_JSON_do_not_have_are_added_and_those_of_tables_are_told()
    {
        Row[] rows = [Row.Parse("""{"a":1}"""), Row.Parse("""{"b":2}"""), Row.Parse("""{"b":3,"c":4}"""), Row.Parse("""{"a":null}""")];

        Assert.Equal(
            ["""{"a":1,"b":0}""", """{"b":2,"a":"-"}""", """{"b":3,"c":4,"a":"-"}""", """{"a":"-","b":0}"""],
            await TextsAsync(Flow.From(rows).FillColumns(new FillSettings { Columns = "a: '-', b: 0" })));
        Assert.Equal("There is no column 'ctiy'. Is 'city' meant? The columns are 'city'.", (await Flow.From(Row.Of(("city", "x"))).FillColumns(new FillSettings { Columns = "ctiy: 1" }).CauseAsync()).Message);
    }

    [Theory]
    [InlineData("", "first, last", "Ann  Mary Lee", """{"name":"Ann  Mary Lee","first":"Ann","last":"Mary Lee"}""")]
    [InlineData("", "first, last", "  Ann", """{"name":"  Ann","first":"Ann","last":null}""")]
    [InlineData(",", "a, b, c", "1, 2,", """{"name":"1, 2,","a":"1","b":"2","c":""}""")]
    [InlineData("::", "name, rest", "a::b::c", """{"name":"a","rest":"b::c"}""")]
    [InlineData("-", "a, b", "", """{"name":"","a":"","b":null}""")]
    public async Task Split_makes_columns_of_the_parts_of_a_text(string separator, string into, string text, string expected) => Assert.Equal(
        [expected], await TextsAsync(Flow.From(Row.Of(("name", text))).SplitColumn(new SplitColumnSettings { Column = "name", Separator = separator, Into = into })));

    [Fact]
    public async Task Split_gives_no_parts_of_what_has_no_value() => Assert.Equal(
        ["""{"name":null,"a":null,"b":null}"""],
        await TextsAsync(Flow.From(Row.Of(("name", Cell.Null))).SplitColumn(new SplitColumnSettings { Column = "name", Into = "a, b" })));

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Numbers_begin_where_they_are_told(bool fuse, int capacity)
    {
        Row[] rows = [Row.Of(("a", "x")), Row.Of(("a", "y")), Row.Of(("b", 7), ("a", "z"))];

        Assert.Equal(
            ["""{"a":"x","number":1}""", """{"a":"y","number":2}""", """{"b":7,"a":"z","number":3}"""],
            await TextsAsync(Flow.From(rows).NumberRows(), Runs.Mode(fuse, capacity)));
        Assert.Equal(
            ["""{"a":"x","n":0}""", """{"a":"y","n":1}"""],
            await TextsAsync(Flow.From(rows[..2]).NumberRows(new NumberSettings { Column = "n", From = 0 }), Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public async Task A_new_column_does_not_take_the_place_of_one_that_is_there()
    {
        Flow<Row> rows = Flow.From(Row.Of(("name", "Ann Lee"), ("number", 7), ("last", "x")));

        Assert.Equal(
            "Two columns would be called 'number'. The columns are name, number, last. Set 'column' to a name that is free.", (await rows.NumberRows().CauseAsync()).Message);
        Assert.Equal(
            "Two columns would be called 'last'. The columns are name, number, last. Set 'into' to a name that is free.",
            (await rows.SplitColumn(new SplitColumnSettings { Column = "name", Into = "name, last" }).CauseAsync()).Message);
        Assert.Equal(
            "Two columns would be called 'number'. The columns are a, number. Set 'column' to a name that is free.",
            (await Flow.From(Row.Parse("""{"a":1}"""), Row.Parse("""{"a":1,"number":2}""")).NumberRows().CauseAsync()).Message);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Rows_are_given_or_left_out_while_a_condition_holds(bool fuse, int capacity)
    {
        Row[] rows = [.. Enumerable.Range(1, 6).Select(i => Row.Of(("n", i % 4)))];
        var small = new FilterSettings { Condition = "n < 3" };

        Assert.Equal(["""{"n":1}""", """{"n":2}"""], await TextsAsync(Flow.From(rows).LimitRowsWhile(small), Runs.Mode(fuse, capacity)));
        Assert.Equal(["""{"n":3}""", """{"n":0}""", """{"n":1}""", """{"n":2}"""], await TextsAsync(Flow.From(rows).SkipRowsWhile(small), Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public async Task A_source_without_an_end_ends_when_the_condition_does()
    {
        static IEnumerable<Row> Endless()
        {
            for (long i = 0; ; i++)
            {
                yield return Row.Of(("n", i));
            }
        }

        Assert.Equal(100, (await Flow.Iter(Endless).LimitRowsWhile(new FilterSettings { Condition = "n < 100" }).ResultAsync()).Count);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Changes_are_rows_that_differ_from_the_one_before(bool fuse, int capacity)
    {
        (string, int)[] pairs = [("a", 1), ("a", 1), ("a", 2), ("b", 2), ("a", 2), ("a", 2)];
        Row[] rows = [.. pairs.Select(p => Row.Of(("s", p.Item1), ("n", p.Item2)))];

        Assert.Equal(
            ["""{"s":"a","n":1}""", """{"s":"a","n":2}""", """{"s":"b","n":2}""", """{"s":"a","n":2}"""],
            await TextsAsync(Flow.From(rows).ChangedRows(), Runs.Mode(fuse, capacity)));
        Assert.Equal(
            ["""{"s":"a","n":1}""", """{"s":"b","n":2}""", """{"s":"a","n":2}"""],
            await TextsAsync(Flow.From(rows).ChangedRows(new ChangesSettings { Of = "s" }), Runs.Mode(fuse, capacity)));
    }

    [Fact]
    public void Their_settings_are_checked()
    {
        Assert.Equal(["the setting 'Columns' is not set. It is columns with what they have where there is nothing: city: 'unknown', count: 0."], new FillSettings().Check());
        Assert.Equal(["the setting 'Columns' is '*'. It names columns, each with a value: city: 'unknown'."], new FillSettings { Columns = "*" }.Check());
        Assert.Empty(new FillSettings { Down = "a" }.Check());
        Assert.Equal(
            ["the setting 'Column' is not set. It is the name of a column: name.", "the setting 'Into' is not set. It is the names of columns: first, last."], new SplitColumnSettings().Check());
        Assert.Equal(["the setting 'Into' is 'a, a', which has a name twice."], new SplitColumnSettings { Column = "x", Into = "a, a" }.Check());
        Assert.Equal(["the setting 'Column' is not set. It is the name of a column: number."], new NumberSettings { Column = "" }.Check());
        Assert.Equal(["the setting 'Of' is '*'; leave it out to compare all columns."], new ChangesSettings { Of = "*" }.Check());
    }

    private static async Task<string[]> TextsAsync(Flow<Row> rows, RunOptions? options = null) => [.. (await rows.ResultAsync(options)).Select(r => r.ToJson())];
}
