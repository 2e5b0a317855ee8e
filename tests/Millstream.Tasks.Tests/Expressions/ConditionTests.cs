using Millstream.Data;
using Millstream.Rows;

namespace Millstream.Expressions;

public sealed class ConditionTests
{
    private static readonly Row Sample = Row.Parse("""{"user":{"age":18,"name":"Ann Lee"},"ten":"10","empty":"","none":null,"list":["a"],"yes":true,"off":"off","zero":0}""");

    [Theory]
    [Trait("Proves", "TG-132")]
    [InlineData("user.age", "equals", "18", true)]
    [InlineData("user.age", "not_equals", "18", false)]
    [InlineData("user.age", "greater_than", "18", false)]
    [InlineData("user.age", "greater_or_equal", "18", true)]
    [InlineData("user.age", "less_than", "18.5", true)]
    [InlineData("user.age", "less_or_equal", "17", false)]
    [InlineData("ten", "greater_than", "9", true)]
    [InlineData("user.name", "contains", "LEE", true)]
    [InlineData("user.name", "starts_with", "ann", true)]
    [InlineData("user.name", "ends_with", "lee", true)]
    [InlineData("user.name", "ends_with", "ann", false)]
    [InlineData("empty", "is_empty", "", true)]
    [InlineData("list", "is_empty", "", false)]
    [InlineData("list", "is_not_empty", "", true)]
    [InlineData("yes", "is_true", "", true)]
    [InlineData("off", "is_true", "", false)]
    [InlineData("zero", "is_false", "", true)]
    [InlineData("none", "is_empty", "", true)]
    [InlineData("none", "is_false", "", true)]
    [InlineData("none", "equals", "", false)]
    [InlineData("none", "not_equals", "x", false)]
    [InlineData("none", "greater_than", "-1", false)]
    [InlineData("none", "greater_or_equal", "-1", false)]
    [InlineData("none", "less_than", "1", false)]
    [InlineData("none", "less_or_equal", "1", false)]
    [InlineData("none", "contains", "", false)]
    [InlineData("none", "starts_with", "", false)]
    [InlineData("none", "ends_with", "", false)]
    [InlineData("none", "is_not_empty", "", false)]
    [InlineData("none", "is_true", "", false)]
    [InlineData("user.none.at", "is_empty", "", true)]
    public async Task A_condition_of_data_keeps_the_rows_for_which_it_holds(string field, string op, string value, bool holds)
    {
        Assert.Equal(holds, Condition.Of(field, op, value).Holds(Sample));

        IReadOnlyList<Row> rows = await Flow.From(Sample).FilterRows(new FilterSettings { Field = field, Op = op, Value = value }).ResultAsync();
        Assert.Equal(holds ? 1 : 0, rows.Count);
    }

    [Fact]
    [Trait("Proves", "TG-132")]
    public void There_are_thirteen_operators_and_another_is_refused_before_anything_runs()
    {
        Assert.Equal(13, Condition.Operators.Count);
        Assert.Equal(
            ["'where': the setting 'Op' is greater; it must be one of " + string.Join(", ", Condition.Operators) + "."],
            Runs.Refusals(() => Flow.From(Sample).FilterRows(new FilterSettings { Field = "user.age", Op = "greater", Value = "18" })));
        Assert.Equal("There is no operator 'equal'. Is 'equals' meant?", Assert.Throws<FormatException>(() => Condition.Of("a", "equal")).Message);
        Assert.Equal(
            ["'where': both 'Condition' (a) and 'Field' (b) are set. Set one of them."],
            Runs.Refusals(() => Flow.From(Sample).FilterRows(new FilterSettings { Condition = "a", Field = "b" })));
    }
}
