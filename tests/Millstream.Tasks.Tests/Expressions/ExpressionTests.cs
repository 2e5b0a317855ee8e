using Millstream.Data;

namespace Millstream.Expressions;

public sealed class ExpressionTests
{
    private static readonly Row Sample = Row.Parse(
        """{"a":1,"b":2,"name":"Ann Lee","text10":"10","empty":"","none":null,"user":{"age":31,"tags":["x","y"]},"at":"2026-02-03T04:05:06.789Z","big":9007199254740993,"first name":"Bo"}""");

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("2**3**2", "512")]
    [InlineData("2*3**2", "18")]
    [InlineData("-2**2", "-4")]
    [InlineData("2**-1", "0.5")]
    [InlineData("max(name, a)", "Ann Lee")]
    [InlineData("max(a, name)", "Ann Lee")]
    [InlineData("min(name, a)", "1")]
    [InlineData("min(a, name)", "1")]
    [InlineData("min('10:20', '5')", "5")]
    [InlineData("max('5', '10:20')", "10:20")]
    [InlineData("'n/a' > 5", "false")]
    [InlineData("'n/a' < 5", "false")]
    [InlineData("5 <= ''", "false")]
    [InlineData("'n/a' == 5", "false")]
    [InlineData("'n/a' != 5", "true")]
    [InlineData("'n/a' > '5'", "true")]
    [InlineData("1^1", "false")]
    [InlineData("1^0", "true")]
    [InlineData("!0", "true")]
    [InlineData("!0 + 1", "2")]
    [InlineData("7 % 3", "1")]
    [InlineData("-7 % 3", "-1")]
    [InlineData("7 / 2", "3.5")]
    [InlineData("6 / 2", "3")]
    [InlineData("1 < 2 & 2 < 3", "true")]
    [InlineData("1 < 2 and not 2 < 1", "true")]
    [InlineData("1 > 2 or 3 > 2", "true")]
    [InlineData("0 || 1", "true")]
    [InlineData("1 && 0 | 1", "true")]
    [InlineData("a == 1 ? 'one' : 'other'", "one")]
    [InlineData("a == 2 ? 'two' : b == 2 ? 'b' : 'c'", "b")]
    [InlineData("9007199254740993 + 1", "9007199254740994")]
    [InlineData("big == 9007199254740992", "false")]
    [InlineData("9223372036854775807 + 1", "9.223372036854776E+18")]
    [InlineData("9223372036854775807 * 2", "1.8446744073709552E+19")]
    [InlineData("1.5 + 1.5", "3")]
    [InlineData(".5e1", "5")]
    [InlineData("pi > 3.14 and e < 2.72", "true")]
    public void Arithmetic_is_that_of_the_calculator(string text, string expected) => Assert.Equal(expected, Of(text).ToString());

    [Fact]
    public void Functions_of_numbers_are_those_of_mathematics()
    {
        Row row = Row.Of(("a", 1), ("b", 2));

        Assert.Equal(2.8415, Number("sin(a)+b", row), 4);
        foreach ((string text, double expected) in (IEnumerable<(string, double)>)
        [
            ("cos(0)", 1), ("tan(0.5)", Math.Tan(0.5)), ("asin(1)", Math.PI / 2), ("acos(0)", Math.PI / 2), ("atan(1)", Math.PI / 4), ("atan2(1, -1)", Math.Atan2(1, -1)),
            ("sinh(1)", Math.Sinh(1)), ("cosh(1)", Math.Cosh(1)), ("tanh(1)", Math.Tanh(1)), ("asinh(1)", Math.Asinh(1)), ("acosh(2)", Math.Acosh(2)), ("atanh(0.5)", Math.Atanh(0.5)),
            ("log(e)", 1), ("log(8, 2)", 3), ("log2(8)", 3), ("log10(1000)", 3), ("exp(1)", Math.E), ("sqrt(16)", 4), ("pow(2, 10)", 1024),
            ("floor(2.7)", 2), ("floor(-2.5)", -3), ("ceil(2.1)", 3), ("round(2.5)", 3), ("round(-2.5)", -3), ("round(2.345, 1)", 2.3), ("abs(-3)", 3), ("abs(-2.5)", 2.5), ("sign(-4)", -1),
            ("min(3, 1, 2)", 1), ("max(3, '10', 2)", 10), ("number('1e3')", 1000),
        ])
        {
            Assert.Equal(expected, Number(text, row), 12);
        }
    }

    [Theory]
    [InlineData("1/0")]
    [InlineData("1 % 0")]
    [InlineData("sqrt(-1)")]
    [InlineData("log(0)")]
    [InlineData("1e308 * 10")]
    [InlineData("none + 1")]
    [InlineData("number('abc')")]
    [InlineData("sqrt('abc')")]
    [InlineData("lower(none)")]
    [InlineData("user.age.none.at.all")]
    [InlineData("unknown")]
    [InlineData("year('yesterday')")]
    [InlineData("at(user.tags, 9)")]
    [InlineData("substring('abc', 'x')")]
    [InlineData("-'a'")]
    [InlineData("user + 1")]
    public void What_cannot_be_computed_has_no_value(string text) => Assert.True(Of(text).IsNull, Of(text).ToJson());

    [Theory]
    [InlineData("text10 > 9", true)]
    [InlineData("'10' > '9'", true)]
    [InlineData("'10' == 10.0", true)]
    [InlineData("'10a' > '9a'", false)]
    [InlineData("'b' > 'a'", true)]
    [InlineData("'A' == 'a'", false)]
    [InlineData("true == 1", true)]
    [InlineData("none == null", true)]
    [InlineData("none != null", false)]
    [InlineData("none < 1", false)]
    [InlineData("none >= 0", false)]
    [InlineData("a != none", true)]
    [InlineData("empty == ''", true)]
    [InlineData("empty == null", false)]
    [InlineData("user.tags == user.tags", true)]
    [InlineData("name <> 'x'", true)]
    [InlineData("a = 1", true)]
    public void Comparisons_try_numbers_first(string text, bool expected) => Assert.Equal(expected, Expression.Parse(text).IsTrue(Sample));

    [Theory]
    [InlineData("contains(name, 'LEE')", "true")]
    [InlineData("contains(user.tags, 'x')", "true")]
    [InlineData("contains(user.tags, 'z')", "false")]
    [InlineData("starts_with(name, 'ann')", "true")]
    [InlineData("ends_with(name, 'lee')", "true")]
    [InlineData("lower(name) + '/' + upper(name)", "ann lee/ANN LEE")]
    [InlineData("length(name)", "7")]
    [InlineData("length(user.tags)", "2")]
    [InlineData("substring(name, 4)", "Lee")]
    [InlineData("substring(name, 0, 3)", "Ann")]
    [InlineData("substring(name, -3)", "Lee")]
    [InlineData("substring(name, 5, 100)", "ee")]
    [InlineData("replace(name, 'n', 'nn')", "Annnn Lee")]
    [InlineData("trim('  a ')", "a")]
    [InlineData("at(split('a;b;c', ';'), 1)", "b")]
    [InlineData("at(split('a;b;c', ';'), -1)", "c")]
    [InlineData("at('abc', 1)", "b")]
    [InlineData("matches(name, '^Ann\\s')", "true")]
    [InlineData("matches(name, '^ann')", "false")]
    [InlineData("matches(text10, '(1)0|\\1')", "true")]
    [InlineData("coalesce(none, empty, name, 'x')", "Ann Lee")]
    [InlineData("if(a == 1, 'yes', 'no')", "yes")]
    [InlineData("concat(a, '-', b)", "1-2")]
    [InlineData("text(a) + 'b'", "1b")]
    [InlineData("is_empty(empty) and is_empty(none) and not is_empty(a)", "true")]
    [InlineData("user.age + 1", "32")]
    [InlineData("user.tags.1", "y")]
    [InlineData("`first name`", "Bo")]
    [InlineData("'it\\'s \"so\"'", "it's \"so\"")]
    [InlineData("\"a\\tb\"", "a\tb")]
    public void Texts_have_functions_of_their_own(string text, string expected) => Assert.Equal(expected, Of(text).ToString());

    [Theory]
    [InlineData("year(at)", "2026")]
    [InlineData("month(at)", "2")]
    [InlineData("day(at)", "3")]
    [InlineData("hour(at)", "4")]
    [InlineData("minute(at)", "5")]
    [InlineData("second(at)", "6")]
    [InlineData("weekday(at)", "2")]
    [InlineData("weekday('2026-02-08')", "7")]
    [InlineData("date(at)", "2026-02-03")]
    [InlineData("time('2026-02-03T04:05:06+02:00')", "2026-02-03T02:05:06.000Z")]
    [InlineData("hour('2026-02-03T04:05:06+02:00')", "4")]
    [InlineData("epoch('1970-01-01T00:00:01Z')", "1000")]
    [InlineData("time(0)", "1970-01-01T00:00:00.000Z")]
    [InlineData("time('10/Oct/2000:13:55:36 -0700')", "2000-10-10T20:55:36.000Z")]
    [InlineData("hour('10/Oct/2000:13:55:36 -0700')", "13")]
    [InlineData("time('10/Okt/2000:13:55:36 -0700')", "")]
    [InlineData("time('3.2.2026 4:05', 'd.M.yyyy H:mm')", "2026-02-03T04:05:00.000Z")]
    [InlineData("time('3.2.2026', 'H:mm')", "")]
    [InlineData("time('3.2.2026', 'Q')", "")]
    public void Times_have_parts(string text, string expected) => Assert.Equal(expected, Of(text).ToString());

    [Theory]
    [InlineData("", 1)]
    [InlineData("1 +", 4)]
    [InlineData("(1", 3)]
    [InlineData("1 2", 3)]
    [InlineData("1 < 2 < 3", 7)]
    [InlineData("a ? 1", 6)]
    [InlineData("'abc", 1)]
    [InlineData("`abc", 1)]
    [InlineData("``", 1)]
    [InlineData("a $ b", 3)]
    [InlineData("3abc", 1)]
    [InlineData("__init__(1)", 1)]
    [InlineData("sinn(1)", 1)]
    [InlineData("sin()", 1)]
    [InlineData("sin(1, 2)", 1)]
    [InlineData("min()", 1)]
    [InlineData("matches(a, b)", 1)]
    [InlineData("matches(a, '(')", 1)]
    [InlineData("and 1", 1)]
    [InlineData("1 and", 6)]
    [InlineData("1e999", 1)]
    [InlineData("a.", 2)]
    [InlineData("system.exit(1)", 1)]
    public void A_fault_says_where_it_is(string text, int position)
    {
        Assert.False(Expression.TryParse(text, out _, out ExpressionException? fault));
        Assert.Equal(position, fault.Position);
        Assert.StartsWith($"'{text}' is no expression: at {position}, ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_function_is_told_with_those_it_may_be()
    {
        Assert.False(Expression.TryParse("start_with(a, 'b')", out _, out ExpressionException? fault));
        Assert.Equal("there is no function 'start_with'. Is 'starts_with' meant?", fault.Fault);
    }

    [Fact]
    public void It_knows_the_columns_that_it_reads() =>
        Assert.Equal(["user", "a", "first name"], Expression.Parse("user.age + a * user.x + `first name` + a + sin(pi)").Names);

    [Fact]
    public void A_column_that_a_table_has_not_is_told()
    {
        Row row = Row.Of(("age", 3));

        Assert.Contains("'agee'", Assert.Throws<TaskInputException>(() => Expression.Parse("agee > 3").Evaluate(row)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_expression_serves_rows_of_several_kinds()
    {
        Expression sum = Expression.Parse("a + b");
        Row[] rows = [Row.Of(("a", 1), ("b", 2)), Row.Of(("b", 10), ("a", 20)), Row.Parse("{\"a\":5}"), Row.Of(("b", 1), ("c", 0), ("a", 1))];

        Assert.Equal(["3", "30", "", "2", "3"], rows.Append(rows[0]).Select(r => sum.Evaluate(r).ToString()));
    }

    [Theory]
    [InlineData("(", 100)]
    [InlineData("-", 9_999)]
    [InlineData("2**", 3_000)]
    [InlineData("not ", 2_000)]
    [InlineData("sin(", 2_000)]
    [InlineData("a?", 3_000)]
    [InlineData("a+", 4_999)]
    [InlineData("a,", 4_999)]
    public void Deep_and_long_ones_are_refused_or_computed_but_never_fail_otherwise(string part, int times)
    {
        string text = string.Concat(Enumerable.Repeat(part, times)) + "1";

        if (Expression.TryParse(text, out Expression? expression, out _))
        {
            expression.Evaluate(Sample);
        }

        Assert.False(Expression.TryParse(new string('1', Expression.MaxLength + 1), out _, out ExpressionException? fault));
        Assert.Equal(Expression.MaxLength + 1, fault.Position);
    }

    [Fact]
    public void What_grows_without_bounds_has_no_value()
    {
        string text = "'aaaaaaaaaa'";
        for (int i = 0; i < 20; i++)
        {
            text = $"replace({text}, 'a', 'aaaaaaaaaa')";
        }

        Assert.True(Of(text).IsNull);
    }

    [Fact]
    public void A_pattern_that_takes_too_long_does_not_match()
    {
        Row row = Row.Of(("t", new string('a', 40) + "!"));

        Assert.False(Expression.Parse("matches(t, '^(a+)+$')").IsTrue(row));
        Assert.False(Expression.Parse(@"matches(t, '^(a+)+(?=b)\1$')").IsTrue(row));
    }

    private static Cell Of(string text) => Expression.Parse(text).Evaluate(Sample);

    private static double Number(string text, Row row) => Expression.Parse(text).Evaluate(row).TryNumber(out double number) ? number : double.NaN;
}
