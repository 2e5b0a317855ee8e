using Millstream.Data;

namespace Millstream.Expressions;

public sealed class TimesTests
{
    [Theory]
    [InlineData("'1700000000000'", 1700000000000)]
    [InlineData("1700000000000", 1700000000000)]
    [InlineData("2026", 2026)]
    [InlineData("number('1700000000')", 1700000000)]
    [InlineData("'2026-03-01'", 1772323200000)]
    public void Milliseconds_are_times_as_numbers_and_as_texts_of_thirteen_digits(string time, long epoch) =>
        Assert.Equal(new Cell(epoch), Expression.Parse($"epoch({time})").Evaluate(Row.Of()));

    /// <summary>A year, a date and a time without dashes, seconds, microseconds: whoever has such texts says what they are.</summary>
    [Theory]
    [InlineData("2026")]
    [InlineData("20260301")]
    [InlineData("1700000000")]
    [InlineData("202603011015")]
    [InlineData("20260301101530")]
    [InlineData("1700000000000000")]
    [InlineData("-170000000000")]
    [InlineData("170000000000.")]
    [InlineData("")]
    public void Texts_of_other_digits_are_none(string text)
    {
        Assert.True(Expression.Parse($"epoch('{text}')").Evaluate(Row.Of()).IsNull);
        Assert.True(Expression.Parse($"year('{text}')").Evaluate(Row.Of()).IsNull);
    }
}
