using System.Globalization;
using System.Numerics;

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

    [Fact]
    public void The_order_of_all_kinds_of_cells_is_total()
    {
        const int Seed = 20261121;
        var random = new Random(Seed);
        Cell[] some = [.. Enumerable.Range(0, 220).Select(_ => AnyNumber(random)), .. Enumerable.Range(0, 40).Select(_ => Any(random))];
        int[,] order = new int[some.Length, some.Length];
        for (int a = 0; a < some.Length; a++)
        {
            for (int b = 0; b < some.Length; b++)
            {
                order[a, b] = Math.Sign(some[a].CompareTo(some[b]));
                Assert.True(order[a, b] == -Math.Sign(some[b].CompareTo(some[a])), $"Seed {Seed}: {some[a].ToJson()} and {some[b].ToJson()}");
                if (WholeOf(some[a]) is { } one && WholeOf(some[b]) is { } other)
                {
                    Assert.True(order[a, b] == one.CompareTo(other), $"Seed {Seed}: {some[a].ToJson()} and {some[b].ToJson()}");
                }
            }
        }

        for (int a = 0; a < some.Length; a++)
        {
            for (int b = 0; b < some.Length; b++)
            {
                for (int c = 0; order[a, b] <= 0 && c < some.Length; c++)
                {
                    // Strictly less where one of the two steps is.
                    if (order[b, c] <= 0 && order[a, c] != Math.Min(order[a, b], order[b, c]))
                    {
                        Assert.Fail($"Seed {Seed}: {some[a].ToJson()}, {some[b].ToJson()}, {some[c].ToJson()}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Whole_numbers_beyond_the_digits_of_floating_point_are_ordered_and_compared_by_all_their_digits()
    {
        string[] ids = ["9223372036854775807", "9223372036854775806", "1234567890123456789", "1234567890123456788", "12345678901234567891", "12345678901234567890", "-1234567890123456789"];
        Cell[] cells = [.. ids.Select(id => new Cell(id))];
        Array.Sort(cells);

        Assert.Equal(["-1234567890123456789", "1234567890123456788", "1234567890123456789", "9223372036854775806", "9223372036854775807", "12345678901234567890", "12345678901234567891"], cells.Select(c => c.ToString()));
        Assert.True(new Cell("9007199254740993") > new Cell(9007199254740992.0));
        Assert.True(new Cell(9007199254740993) > new Cell(9007199254740992.0));
        Assert.True(Expressions.Expression.Parse("'12345678901234567891' > '12345678901234567890'").IsTrue(Row.Of()));
        Assert.True(Expressions.Expression.Parse("9007199254740993 > 9007199254740992.0").IsTrue(Row.Of()));
        Assert.True(Expressions.Expression.Parse("id == 12345678901234567890").IsTrue(Row.Of(("id", "12345678901234567890"))));
        Assert.False(Expressions.Expression.Parse("id == 12345678901234567890").IsTrue(Row.Of(("id", "12345678901234567891"))));
        Assert.True(Expressions.Expression.Parse("id > 9999999999999999998").IsTrue(Row.Of(("id", "9999999999999999999"))));
        Assert.True(Expressions.Expression.Parse("id >= -12345678901234567890").IsTrue(Row.Of(("id", "-12345678901234567890"))));
        Assert.False(Expressions.Expression.Parse("id > -12345678901234567890").IsTrue(Row.Of(("id", "-12345678901234567890"))));
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

    [Fact]
    public void Times_and_dates_become_the_texts_that_are_read_again()
    {
        Assert.Equal("2026-03-01", Cell.From(new DateOnly(2026, 3, 1)).ToString());
        Assert.Equal("10:15:30.1230000", Cell.From(new TimeOnly(10, 15, 30, 123)).ToString());
        Assert.Equal("1.02:03:04.0050000", Cell.From(new TimeSpan(1, 2, 3, 4, 5)).ToString());
        Assert.True(Expressions.Times.TryRead(Cell.From(new DateOnly(2026, 3, 1)), out DateTimeOffset time));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), time);
    }

    [Fact]
    public void Numbers_with_more_digits_than_floating_point_has_keep_them()
    {
        object[] numbers = [ulong.MaxValue, decimal.MaxValue, 1234567890123456789.5m, 0.1234567890123456789m, UInt128.MaxValue, BigInteger.Pow(10, 40) + 1];
        Assert.All(numbers, number =>
        {
            Cell cell = Cell.From(number);
            string digits = ((IFormattable)number).ToString(null, CultureInfo.InvariantCulture);
            Assert.Equal((CellKind.Number, digits, digits), (cell.Kind, cell.ToString(), cell.ToJson()));
            Assert.Equal(cell, Cell.ParseJson(cell.ToJson()));
            Assert.Equal(cell, new Cell(digits));
            Assert.Equal(new Cell(digits).GetHashCode(), cell.GetHashCode());
            Assert.Equal(0, cell.CompareTo(new Cell(digits)));
            Assert.True(cell.TryNumber(out double near));
            Assert.Equal(double.Parse(digits, CultureInfo.InvariantCulture), near);
            Assert.False(cell.TryInteger(out _));
            Assert.Equal(number is UInt128 or BigInteger ? digits : Convert.ToDecimal(number, CultureInfo.InvariantCulture), cell.ToObject());
        });

        Assert.Equal((CellKind.Whole, CellKind.Whole, CellKind.Number), (Cell.From(5ul).Kind, Cell.From(new BigInteger(5)).Kind, Cell.From(2.5m).Kind));
    }

    [Theory]
    [InlineData("12345678901234567890", "12345678901234567890", false)]
    [InlineData("-0.12345678901234567890", "-0.12345678901234567890", false)]
    [InlineData("1e-400", "1e-400", false)]
    [InlineData("9007199254740993.0", "9007199254740993.0", false)]
    [InlineData("0.30000000000000004", "0.30000000000000004", true)]
    [InlineData("1.7976931348623157e308", "1.7976931348623157E+308", true)]
    [InlineData("5e-324", "5E-324", true)]
    [InlineData("0.00012300", "0.000123", true)]
    [InlineData("100000000000000000000000000000000000000000", "1E+41", true)]
    [InlineData("1.0", "1", true)]
    [InlineData("-0.0", "0", true)]
    [InlineData("0e5", "0", true)]
    [InlineData("9.2233720368547758080E18", "", false)]
    public void Numbers_of_JSON_are_not_changed(string json, string written, bool isDouble)
    {
        Cell cell = Cell.ParseJson(json);

        Assert.Equal(CellKind.Number, cell.Kind);
        Assert.Equal(isDouble, cell.ToObject() is double);
        Assert.Equal(isDouble ? written : json, cell.ToString());
        Assert.Equal(isDouble ? written : json, cell.ToJson());
        Assert.Equal($"[{(isDouble ? written : json)}]", Cell.ParseJson($"[{json}]").ToJson());
    }

    [Fact]
    public void A_number_of_JSON_beyond_all_is_the_text_that_it_is()
    {
        Assert.Equal((CellKind.Text, "1e400"), (Cell.ParseJson("1e400").Kind, Cell.ParseJson("1e400").ToString()));
        Assert.False(Cell.ParseJson("1e400").TryNumber(out _));
    }

    private static BigInteger? WholeOf(Cell cell) =>
        cell.Kind is CellKind.Whole or CellKind.Text && BigInteger.TryParse(cell.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger whole)
            && BigInteger.Abs(whole) <= ulong.MaxValue ? whole : null;

    private static Cell AnyNumber(Random random)
    {
        long near = random.Next(4) switch { 0 => 1L << 53, 1 => long.MaxValue - 4, 2 => -(1L << 60), _ => 0 } + random.Next(-3, 4);
        string text = near.ToString(CultureInfo.InvariantCulture);
        return random.Next(10) switch
        {
            0 => new Cell(near),
            1 => new Cell((double)near),
            2 => new Cell(text),
            3 => new Cell($"{text}.{random.Next(3)}"),
            4 => new Cell($"{text}e{random.Next(3)}"),
            5 => Cell.From((decimal)near + (random.Next(3) / 4m)),
            6 => Cell.From(9223372036854775806ul + (ulong)random.Next(6)),
            7 => new Cell((9223372036854775806ul + (ulong)random.Next(6)).ToString(CultureInfo.InvariantCulture)),
            8 => new Cell(random.Next(2) == 0 ? "NaN" : "2026-03-01T10:15:00Z"),
            _ => Cell.ParseJson(random.Next(3) switch { 0 => "1e400", 1 => "1e38", _ => "123456789012345678901234567890123456789012345" }),
        };
    }

    private static Cell Any(Random random) => random.Next(8) switch
    {
        0 => Cell.Null,
        1 => new Cell(random.Next(2) == 0),
        2 => new Cell(random.Next(-20, 20)),
        3 => new Cell(random.Next(-20, 20) / 2.0),
        4 => new Cell(random.Next(100).ToString(CultureInfo.InvariantCulture)),
        5 => new Cell($"{random.Next(20)}{(char)('a' + random.Next(3))}"),
        6 => new Cell((Cell[])[new Cell(random.Next(3))]),
        _ => new Cell(Row.Of(("a", random.Next(3)))),
    };
}
