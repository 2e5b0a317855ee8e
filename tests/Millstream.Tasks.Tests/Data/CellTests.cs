namespace Millstream.Data;

public sealed class CellTests
{
    [Fact]
    public void Cells_are_equal_when_they_are_written_in_the_same_way()
    {
        Assert.Equal(new Cell("10"), new Cell(10));
        Assert.Equal(new Cell(10.0), new Cell(10));
        Assert.Equal(new Cell("true"), new Cell(true));
        Assert.NotEqual(new Cell("10.0"), new Cell(10));
        Assert.NotEqual(new Cell(""), Cell.Null);
        Assert.Equal(new Cell("10").GetHashCode(), new Cell(10).GetHashCode());
        Assert.Equal(new Cell(2.5).GetHashCode(), new Cell("2.5").GetHashCode());
        Assert.Equal(new Cell(true).GetHashCode(), new Cell("true").GetHashCode());
        Assert.Equal(Cell.ParseJson("[1,\"a\"]"), Cell.ParseJson("[1, \"a\"]"));
        Assert.Equal(Cell.ParseJson("[1,\"a\"]").GetHashCode(), Cell.ParseJson("[1, \"a\"]").GetHashCode());
    }

    [Fact]
    public void Cells_are_ordered_by_value_and_numbers_in_texts_are_numbers()
    {
        Cell[] cells = [new("b"), new("9"), new(10), Cell.Null, new("a"), new(-1.5), new(true), new("1a"), new(false), Cell.ParseJson("[1]"), Cell.ParseJson("{}")];

        Array.Sort(cells);

        Assert.Equal(["", "false", "true", "-1.5", "9", "10", "1a", "a", "b", "[1]", "{}"], cells.Select(c => c.ToString()));
    }

    [Fact]
    public void Any_two_cells_have_an_order_that_a_third_does_not_upset()
    {
        var random = new Random(7);
        Cell[] some = [.. Enumerable.Range(0, 60).Select(_ => Any(random))];
        foreach (Cell a in some)
        {
            foreach (Cell b in some)
            {
                Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
                if (a == b)
                {
                    Assert.Equal(a.GetHashCode(), b.GetHashCode());
                }

                foreach (Cell c in some)
                {
                    Assert.False(a <= b && b <= c && a > c, $"{a.ToJson()} <= {b.ToJson()} <= {c.ToJson()}");
                }
            }
        }
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0.5", false)]
    [InlineData("0.6", true)]
    [InlineData("-1", false)]
    [InlineData("true", true)]
    [InlineData("\"off\"", false)]
    [InlineData("\"No\"", false)]
    [InlineData("\"0\"", false)]
    [InlineData("\"\"", false)]
    [InlineData("\"a\"", true)]
    [InlineData("null", false)]
    [InlineData("[]", false)]
    [InlineData("[0]", true)]
    [InlineData("{}", false)]
    public void Truth_is_more_than_a_half(string json, bool expected) => Assert.Equal(expected, Cell.ParseJson(json).IsTrue);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("-0.5e3", -500)]
    [InlineData(" 7 ", 7)]
    [InlineData("999999999999999999", 999999999999999999d)]
    [InlineData("9223372036854775808", 9223372036854775808d)]
    public void A_text_that_is_a_number_counts_as_one(string text, double expected)
    {
        Assert.True(new Cell(text).TryNumber(out double number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x10")]
    [InlineData("1e999")]
    [InlineData("--1")]
    [InlineData("١")]
    public void Other_texts_do_not(string text) => Assert.False(new Cell(text).TryNumber(out _));

    [Fact]
    public void Numbers_that_are_not_finite_are_no_values()
    {
        Assert.True(new Cell(double.NaN).IsNull);
        Assert.True(new Cell(double.PositiveInfinity).IsNull);
        Assert.Equal("0", new Cell(-0.0).ToString());
    }

    [Fact]
    public void Values_of_other_tasks_become_cells()
    {
        Assert.Equal(CellKind.Whole, Cell.From(3).Kind);
        Assert.Equal(CellKind.Whole, Cell.From(3m).Kind);
        Assert.Equal("2.50", Cell.From("2.50").ToString());
        Assert.Equal("2.5", Cell.From(2.50m).ToString());
        Assert.Equal("[1,\"a\",null]", Cell.From(new object?[] { 1, "a", null }).ToJson());
        Assert.Equal("{\"a\":{\"b\":1}}", Cell.From(new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = 1 } }).ToJson());
        Assert.Equal("{\"a\":[true]}", Cell.From(System.Text.Json.Nodes.JsonNode.Parse("{\"a\":[true]}")).ToJson());
        Assert.Equal("2026-01-02T03:04:05.0000000+00:00", Cell.From(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)).ToString());
    }

    private static Cell Any(Random random) => random.Next(8) switch
    {
        0 => Cell.Null,
        1 => new Cell(random.Next(2) == 0),
        2 => new Cell(random.Next(-20, 20)),
        3 => new Cell(random.Next(-20, 20) / 2.0),
        4 => new Cell(random.Next(100).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        5 => new Cell($"{random.Next(20)}{(char)('a' + random.Next(3))}"),
        6 => new Cell((Cell[])[new Cell(random.Next(3))]),
        _ => new Cell(Row.Of(("a", random.Next(3)))),
    };
}
