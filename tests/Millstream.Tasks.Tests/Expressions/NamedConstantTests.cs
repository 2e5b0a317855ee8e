using Millstream.Aggregates;
using Millstream.Data;
using Millstream.Joins;
using Millstream.Rows;
using Millstream.Sorting;

namespace Millstream.Expressions;

/// <summary>Columns that are called as constants are.</summary>
public sealed class NamedConstantTests
{
    private static readonly Row[] Rows = [Row.Of(("d", 1), ("e", 10)), Row.Of(("d", 2), ("e", 20)), Row.Of(("d", 1), ("e", 4)), Row.Of(("d", 1), ("e", 4))];

    [Theory]
    [InlineData("e", "10")]
    [InlineData("e + d", "11")]
    [InlineData("e > 5", "true")]
    [InlineData("e < pi", "false")]
    [InlineData("pi > 3.14 and pi < 3.15", "true")]
    [InlineData("true", "true")]
    public void A_column_comes_before_the_constant_of_its_name(string text, string expected) => Assert.Equal(expected, Expression.Parse(text).Evaluate(Rows[0]).ToString());

    [Fact]
    public void Each_row_is_asked_whether_it_has_the_column()
    {
        var formula = Expression.Parse("round(e, 2)");

        Assert.Equal(["2.72", "3", "2.72"], new[] { """{"a":1}""", """{"e":3}""", """{"b":1}""" }.Select(json => formula.Evaluate(Row.Parse(json)).ToString()));
        Assert.Empty(formula.Names);
        Assert.Equal(["e"], Expression.Parse("`e`").Names);
    }

    [Fact]
    public async Task Tasks_that_name_columns_name_those()
    {
        Assert.Equal([10, 20], await NumbersAsync(Flow.From(Rows).FilterRows(new FilterSettings { Condition = "e > 5" })));
        Assert.Equal([20, 10, 4, 4], await NumbersAsync(Flow.From(Rows).SortRows(new SortSettings { By = "e desc" })));
        Assert.Equal([10, 20, 4], await NumbersAsync(Flow.From(Rows).DistinctRows(new DistinctSettings { By = "e" })));
        Assert.Equal([10, 20, 4], await NumbersAsync(Flow.From(Rows).ChangedRows(new ChangesSettings { Of = "e" })));
        Assert.Equal([10, 20, 4, 4], await NumbersAsync(Flow.From(Rows).SelectColumns(new SelectSettings { Columns = "d, e" })));
        Assert.Equal(["10", "20", "4", "4"], await Flow.From(Rows).FormatRow(new TemplateSettings { Template = "{e}" }).ResultAsync());
        Assert.Equal(
            ["""{"d":1,"sum_e":18}""", """{"d":2,"sum_e":20}"""],
            (await Flow.From(Rows).GroupRows(new GroupRowsSettings { By = "d", Compute = "sum(e)" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal(
            ["""{"e":10,"count":1}""", """{"e":20,"count":1}""", """{"e":4,"count":2}"""],
            (await Flow.From(Rows).GroupRows(new GroupRowsSettings { By = "e", Compute = "count" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal(
            ["""{"d":2,"e":20,"name":"x"}"""],
            (await Flow.From(Rows).JoinRows(Flow.From(Row.Of(("e", 20), ("name", "x"))), new JoinSettings { On = "e" }).ResultAsync()).Select(r => r.ToJson()));
    }

    [Fact]
    public async Task A_name_alone_is_that_of_a_column_where_nothing_else_makes_sense()
    {
        Row[] rows = [Row.Parse("""{"e":1}"""), Row.Parse("""{"a":2}""")];

        Assert.Equal(["""{"sum_e":1}"""], (await Flow.From(rows).GroupRows(new GroupRowsSettings { Compute = "sum(e)" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal(
            "There is no column 'pi'. The columns are 'd', 'e'.",
            (await Flow.From(Rows).SortRows(new SortSettings { By = "pi" }).CauseAsync()).Message);
        Assert.Equal(["""{"pi":3.14}"""], (await Flow.From(Rows[0]).SelectColumns(new SelectSettings { Columns = "pi: round(pi, 2)" }).ResultAsync()).Select(r => r.ToJson()));
    }

    private static async Task<IEnumerable<int>> NumbersAsync(Flow<Row> rows) => (await rows.ResultAsync()).Select(r => r["e"].TryInteger(out long number) ? (int)number : -1);
}
