using System.Globalization;
using System.Text;
using Millstream.Data;

namespace Millstream.Expressions;

public sealed class ExpressionPropertyTests
{
    private static readonly string[] Words =
    [
        "1", "2.5", "0", "1e3", "a", "b", "c.d", "name", "'x'", "\"10\"", "null", "true", "false", "pi", "(", ")", "+", "-", "*", "/", "%", "**", "<", "<=", "==", "!=", ">", ">=", "&", "|",
        "^", "!", "?", ":", ",", "and", "or", "not", "sin(", "min(", "coalesce(", "substring(", "replace(", "split(", "at(", "matches(", "year(", "'(a+)+$'", "`q r`", " ", "9223372036854775807",
    ];

    [Fact]
    public void Ten_thousand_random_texts_are_parsed_or_refused_and_those_parsed_are_computed()
    {
        var random = new Random(20261121);
        Row[] rows = [Row.Parse("""{"a":1,"b":"2","c":{"d":[1,2]},"name":"Ann","q r":null}"""), Row.Parse("{}"), Row.Parse("""{"a":-9223372036854775808,"b":-1,"c":"x","name":"","q r":0.1}""")];
        int parsed = 0;
        for (int i = 0; i < 10_000; i++)
        {
            string text = i % 4 == 0 ? Noise(random) : string.Join(random.Next(3) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 14)).Select(_ => Words[random.Next(Words.Length)]));
            if (!Expression.TryParse(text, out Expression? expression, out ExpressionException? fault))
            {
                Assert.InRange(fault.Position, 1, text.Length + 1);
                continue;
            }

            parsed++;
            foreach (Row row in rows)
            {
                Cell cell = expression.Evaluate(row);
                Assert.True(cell.Kind != CellKind.Number || double.IsFinite(cell.TryNumber(out double n) ? n : double.NaN));
                expression.IsTrue(row);
            }
        }

        Assert.InRange(parsed, 300, 9_000);
    }

    [Fact]
    public void Precedence_is_that_of_a_reference()
    {
        var random = new Random(42);
        for (int i = 0; i < 5_000; i++)
        {
            (string bare, string full, double? value) = Any(random, depth: 4, least: 0);

            string one = Expression.Parse(bare).Evaluate(Row.Parse("{}")).ToString();
            string other = Expression.Parse(full).Evaluate(Row.Parse("{}")).ToString();
            Assert.True(one == other, $"{bare} is {one}, and {full} is {other}.");
            if (value is { } number && double.IsFinite(number))
            {
                Assert.True(double.TryParse(one is "true" ? "1" : one is "false" ? "0" : one, NumberStyles.Float, CultureInfo.InvariantCulture, out double got), $"{bare} is '{one}', not {number}.");
                Assert.True(Math.Abs(got - number) <= 1e-9 * Math.Max(1, Math.Abs(number)), $"{bare} is {got}, not {number}.");
            }
            else
            {
                Assert.Equal("", one);
            }
        }
    }

    /// <summary>An expression with the parentheses that it needs, the same with all, and what it is.</summary>
    private static (string Bare, string Full, double? Value) Any(Random random, int depth, int least)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            int number = random.Next(0, 10);
            return ($"{number}", $"{number}", number);
        }

        (string Op, int Level, bool IsRight, Func<double, double, double> Of)[] operators =
        [
            ("|", 1, false, (a, b) => a > 0.5 || b > 0.5 ? 1 : 0), ("^", 2, false, (a, b) => (a > 0.5) != (b > 0.5) ? 1 : 0), ("&", 3, false, (a, b) => a > 0.5 && b > 0.5 ? 1 : 0),
            ("<", 5, false, (a, b) => a < b ? 1 : 0), (">=", 5, false, (a, b) => a >= b ? 1 : 0), ("==", 5, false, (a, b) => a == b ? 1 : 0),
            ("+", 6, false, (a, b) => a + b), ("-", 6, false, (a, b) => a - b), ("*", 7, false, (a, b) => a * b), ("/", 7, false, (a, b) => a / b), ("**", 9, true, Math.Pow),
        ];
        var (op, level, isRight, of) = operators[random.Next(operators.Length)];
        bool isComparison = level == 5;
        var left = Any(random, depth - 1, isRight || isComparison ? level + 1 : level);
        var right = Any(random, depth - 1, isRight ? level : level + 1);
        double? value = left.Value is { } a && right.Value is { } b && double.IsFinite(of(a, b)) ? of(a, b) : null;
        if (level <= 5 && (left.Value is null || right.Value is null))
        {
            // No value counts as false, and compares with nothing.
            value = level == 5 ? op == "==" && left.Value is null && right.Value is null ? 1 : 0 : of(left.Value ?? 0, right.Value ?? 0);
        }

        string bare = $"{left.Bare} {op} {right.Bare}";
        return (level < least ? $"({bare})" : bare, $"({left.Full} {op} {right.Full})", value);
    }

    private static string Noise(Random random)
    {
        var text = new StringBuilder();
        for (int length = random.Next(0, 30); length > 0; length--)
        {
            text.Append(random.Next(10) == 0 ? (char)random.Next(0x20, 0xFFFF) : (char)random.Next(0x20, 0x7F));
        }

        return text.ToString();
    }
}
