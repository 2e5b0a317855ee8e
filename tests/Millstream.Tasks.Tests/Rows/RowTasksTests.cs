using Millstream.Data;

namespace Millstream.Rows;

public sealed class RowTasksTests
{
    private static readonly Row[] People =
    [
        Row.Of(("name", "Ann"), ("age", "31"), ("city", "Riga")),
        Row.Of(("name", "Bo"), ("age", "9"), ("city", "Rome")),
        Row.Of(("name", "Cy"), ("age", ""), ("city", "Riga")),
    ];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Where_keeps_the_rows_for_which_the_condition_holds(bool fuse, int capacity)
    {
        IReadOnlyList<Row> rows = await Flow.From(People).FilterRows(new FilterSettings { Condition = "age >= 10 or name == 'Cy'" }).ResultAsync(Runs.Mode(fuse, capacity));

        Assert.Equal(["Ann", "Cy"], rows.Select(r => r["name"].ToString()));
        Assert.Same(People[0], rows[0]);
    }

    [Fact]
    public void A_condition_is_checked_before_anything_runs()
    {
        Assert.Equal(["'where': the setting 'Condition' is not set. It is an expression: status >= 500."], Runs.Refusals(() => Flow.From(People).FilterRows()));
        Assert.Equal(
            ["'where': the setting 'Condition' has a fault: 'age >' is no expression: at 6, there is the end, and a value is expected."],
            Runs.Refusals(() => Flow.From(People).FilterRows(new FilterSettings { Condition = "age >" })));
    }

    [Fact]
    public async Task A_column_that_is_not_there_fails_and_says_which_are()
    {
        Exception cause = await Flow.From(People).FilterRows(new FilterSettings { Condition = "aeg > 3" }).CauseAsync();

        Assert.Equal("There is no column 'aeg'. Is 'age' meant? The columns are 'name', 'age', 'city'.", cause.Message);
    }

    [Theory]
    [InlineData("name", """{"name":"Ann"}""")]
    [InlineData("city, name", """{"city":"Riga","name":"Ann"}""")]
    [InlineData("who: upper(name), next: age + 1", """{"who":"ANN","next":32}""")]
    [InlineData("*, next: age + 1", """{"name":"Ann","age":"31","city":"Riga","next":32}""")]
    [InlineData("*, age: number(age)", """{"name":"Ann","city":"Riga","age":31}""")]
    [InlineData("age: number(age), *", """{"age":31,"name":"Ann","city":"Riga"}""")]
    [InlineData("'a b': 1, `c d`: age == 31 ? 'x' : 'y'", """{"a b":1,"c d":"x"}""")]
    public async Task Select_makes_columns(string columns, string expected) =>
        Assert.Equal(expected, (await Flow.From(People[0]).SelectColumns(new SelectSettings { Columns = columns }).ResultAsync())[0].ToJson());

    [Theory]
    [InlineData("", "the setting 'Columns' is not set. It is columns: name, user.city, year: year(born).")]
    [InlineData("a + 1", "the setting 'Columns' has a fault: 'a + 1' is no expression: at 1, what is computed needs a name: 'name: a + 1'.")]
    [InlineData("a, a", "the setting 'Columns' has a fault: 'a, a' is no expression: at 4, the column 'a' is made twice. Give one of them another name: 'name: expression'.")]
    [InlineData("a b", "the setting 'Columns' has a fault: 'a b' is no expression: at 3, there is 'b', and ',' or the end is expected.")]
    public void Columns_that_are_none_are_refused(string columns, string fault) =>
        Assert.Equal([$"'select': {fault}"], Runs.Refusals(() => Flow.From(People).SelectColumns(new SelectSettings { Columns = columns })));

    [Fact]
    public async Task Paths_of_JSON_are_columns()
    {
        Row row = Row.Parse("""{"user":{"name":"Ann","tags":["x"]},"n":1}""");

        Assert.Equal(
            ["""{"user.name":"Ann","first":"x","none":null}"""],
            (await Flow.From(row).SelectColumns(new SelectSettings { Columns = "user.name, first: user.tags.0, none" }).ResultAsync()).Select(r => r.ToJson()));
    }

    [Theory]
    [InlineData("who: name", """{"who":"Ann","age":"31","city":"Riga"}""")]
    [InlineData("who: name, name: city", """{"who":"Ann","age":"31","name":"Riga"}""")]
    [InlineData("'the age': age", """{"name":"Ann","the age":"31","city":"Riga"}""")]
    public async Task Rename_gives_columns_other_names(string columns, string expected) =>
        Assert.Equal(expected, (await Flow.From(People[0]).RenameColumns(new RenameSettings { Columns = columns }).ResultAsync())[0].ToJson());

    [Fact]
    public async Task Names_that_cannot_be_are_refused_or_told()
    {
        Assert.Equal(
            ["'rename': the setting 'Columns' has a fault: 'name' is no expression: at 1, there is 'name', and 'new name: old name' is expected."],
            Runs.Refusals(() => Flow.From(People).RenameColumns(new RenameSettings { Columns = "name" })));
        Assert.Equal(
            "There is no column 'nam'. Is 'name' meant? The columns are 'name', 'age', 'city'.",
            (await Flow.From(People).RenameColumns(new RenameSettings { Columns = "who: nam" }).CauseAsync()).Message);
        Assert.Equal(
            "Two columns would be called 'age'. The columns are name, age, city.",
            (await Flow.From(People).RenameColumns(new RenameSettings { Columns = "age: name" }).CauseAsync()).Message);
    }

    [Fact]
    public async Task Rows_of_several_kinds_in_turn_share_the_columns_of_their_kind()
    {
        Row[] kinds = [Row.Parse("""{"a":1,"b":2}"""), Row.Parse("""{"b":3}"""), Row.Parse("""{"c":4,"a":5}""")];
        Flow<Row> rows = Flow.From(Enumerable.Range(0, 9).Select(i => kinds[i % 3]).ToArray());

        IReadOnlyList<Row> all = await rows.SelectColumns(new SelectSettings { Columns = "*, d: 0" }).ResultAsync();
        Assert.Equal(["""{"a":1,"b":2,"d":0}""", """{"b":3,"d":0}""", """{"c":4,"a":5,"d":0}"""], all.Take(3).Select(r => r.ToJson()));
        Assert.Equal(3, all.Select(r => r.Columns).Distinct().Count());

        Assert.Single((await rows.SelectColumns(new SelectSettings { Columns = "a, d: 0" }).ResultAsync()).Select(r => r.Columns).Distinct());
        Assert.Equal(3, (await rows.RenameColumns(new RenameSettings { Columns = "x: a" }).ResultAsync()).Select(r => r.Columns).Distinct().Count());
    }
}
