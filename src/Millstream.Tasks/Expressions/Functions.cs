using Millstream.Data;
using Millstream.Graphs;
using Millstream.Text;

namespace Millstream.Expressions;

/// <summary>The functions that expressions may call.</summary>
internal static class Functions
{
    private static readonly Dictionary<(string Name, int Arguments), Delegate> Table = new()
    {
        [("sin", 1)] = Of(Math.Sin),
        [("cos", 1)] = Of(Math.Cos),
        [("tan", 1)] = Of(Math.Tan),
        [("asin", 1)] = Of(Math.Asin),
        [("acos", 1)] = Of(Math.Acos),
        [("atan", 1)] = Of(Math.Atan),
        [("atan2", 2)] = Of(Math.Atan2),
        [("sinh", 1)] = Of(Math.Sinh),
        [("cosh", 1)] = Of(Math.Cosh),
        [("tanh", 1)] = Of(Math.Tanh),
        [("asinh", 1)] = Of(Math.Asinh),
        [("acosh", 1)] = Of(Math.Acosh),
        [("atanh", 1)] = Of(Math.Atanh),
        [("log", 1)] = Of(number => Math.Log(number)),
        [("log", 2)] = Of((number, radix) => Math.Log(number, radix)),
        [("log2", 1)] = Of(Math.Log2),
        [("log10", 1)] = Of(Math.Log10),
        [("exp", 1)] = Of(Math.Exp),
        [("sqrt", 1)] = Of(Math.Sqrt),
        [("pow", 2)] = (Func<Cell, Cell, Cell>)Arithmetic.Power,
        [("floor", 1)] = OfWhole(Math.Floor),
        [("ceil", 1)] = OfWhole(Math.Ceiling),
        [("round", 1)] = OfWhole(number => Math.Round(number, MidpointRounding.AwayFromZero)),
        [("round", 2)] = Of((number, digits) => digits is >= 0 and <= 15 ? Math.Round(number, (int)digits, MidpointRounding.AwayFromZero) : double.NaN),
        [("abs", 1)] = (Func<Cell, Cell>)(cell => cell.TryNumber(out double number) && number < 0 ? Arithmetic.Negate(cell) : Arithmetic.Plus(cell)),
        [("sign", 1)] = OfWhole(number => Math.Sign(number)),
        [("number", 1)] = (Func<Cell, Cell>)Arithmetic.Plus,
        [("text", 1)] = (Func<Cell, Cell>)(cell => cell.IsNull ? cell : new Cell(cell.ToString())),
        [("boolean", 1)] = (Func<Cell, Cell>)(cell => cell.IsNull ? cell : new Cell(cell.IsTrue)),
        [("is_empty", 1)] = (Func<Cell, Cell>)(cell => new Cell(TextFunctions.IsEmpty(cell))),
        [("contains", 2)] = (Func<Cell, Cell, Cell>)TextFunctions.Contains,
        [("starts_with", 2)] = (Func<Cell, Cell, Cell>)TextFunctions.StartsWith,
        [("ends_with", 2)] = (Func<Cell, Cell, Cell>)TextFunctions.EndsWith,
        [("lower", 1)] = (Func<Cell, Cell>)TextFunctions.Lower,
        [("upper", 1)] = (Func<Cell, Cell>)TextFunctions.Upper,
        [("trim", 1)] = (Func<Cell, Cell>)TextFunctions.Trim,
        [("length", 1)] = (Func<Cell, Cell>)TextFunctions.Length,
        [("substring", 2)] = (Func<Cell, Cell, Cell>)((text, start) => TextFunctions.Substring(text, start, new Cell(int.MaxValue))),
        [("substring", 3)] = (Func<Cell, Cell, Cell, Cell>)TextFunctions.Substring,
        [("replace", 3)] = (Func<Cell, Cell, Cell, Cell>)TextFunctions.Replace,
        [("split", 2)] = (Func<Cell, Cell, Cell>)TextFunctions.Split,
        [("at", 2)] = (Func<Cell, Cell, Cell>)TextFunctions.At,
        [("year", 1)] = Times.Part(time => time.Year),
        [("month", 1)] = Times.Part(time => time.Month),
        [("day", 1)] = Times.Part(time => time.Day),
        [("hour", 1)] = Times.Part(time => time.Hour),
        [("minute", 1)] = Times.Part(time => time.Minute),
        [("second", 1)] = Times.Part(time => time.Second),
        [("weekday", 1)] = Times.Part(time => ((int)time.DayOfWeek + 6) % 7 + 1),
        [("epoch", 1)] = Times.Part(time => time.ToUnixTimeMilliseconds()),
        [("date", 1)] = (Func<Cell, Cell>)Times.Date,
        [("time", 1)] = (Func<Cell, Cell>)Times.Time,
        [("time", 2)] = (Func<Cell, Cell, Cell>)Times.TimeOf,
    };

    // These take as many as there are.
    private static readonly string[] OfAny = ["min", "max", "coalesce", "concat"];

    /// <summary>Gets the names of all functions, in order.</summary>
    public static IEnumerable<string> Names => Table.Keys.Select(k => k.Name).Concat(OfAny).Append("matches").Append("if").Distinct().Order(StringComparer.Ordinal);

    /// <summary>Makes a call, or says why it is none.</summary>
    public static (ExpressionNode? Node, string? Fault) Make(string name, ExpressionNode[] arguments)
    {
        if (name is "min" or "max" or "concat" && arguments.Length > 0)
        {
            Func<Cell, Cell, Cell> function = name switch { "min" => Arithmetic.Smaller, "max" => Arithmetic.Greater, _ => TextFunctions.Joined };
            return (arguments.Aggregate((left, right) => new BinaryNode(function, left, right)), null);
        }

        switch (name)
        {
            case "coalesce" when arguments.Length > 0:
                return (new CoalesceNode(arguments), null);
            case "if" when arguments is [var condition, var then, var otherwise]:
                return (new ConditionalNode(condition, then, otherwise), null);
            case "matches" when arguments is [var text, var pattern]:
                return Match(text, pattern);
        }

        return Table.TryGetValue((name, arguments.Length), out Delegate? called)
            ? (called switch
            {
                Func<Cell, Cell> one => new UnaryNode(one, arguments[0]),
                Func<Cell, Cell, Cell> two => new BinaryNode(two, arguments[0], arguments[1]),
                _ => new TernaryNode((Func<Cell, Cell, Cell, Cell>)called, arguments[0], arguments[1], arguments[2]),
            }, null)
            : (null, Fault(name, arguments.Length));
    }

    private static (ExpressionNode? Node, string? Fault) Match(ExpressionNode text, ExpressionNode pattern)
    {
        if (!pattern.IsConstant || pattern.Of(null!) is not { Kind: CellKind.Text } written)
        {
            return (null, "the pattern of 'matches' is a text in quotes, as it is checked before anything runs: matches(path, '^/items/[0-9]+$').");
        }

        string? fault = Pattern.FaultOf(written.ToString());
        return fault is null ? (new MatchNode(Pattern.Parse(written.ToString()), text), null) : (null, fault);
    }

    private static string Fault(string name, int given)
    {
        int[] counts = [.. Table.Keys.Where(k => k.Name == name).Select(k => k.Arguments).Concat(name switch { "matches" => [2], "if" => [3], _ => [] }).Order()];
        if (counts.Length > 0)
        {
            return $"'{name}' takes {string.Join(" or ", counts)} {(counts is [1] ? "value" : "values")}, and {given} {(given == 1 ? "is" : "are")} given.";
        }

        if (OfAny.Contains(name))
        {
            return $"'{name}' takes one value or more, and none is given.";
        }

        string[] near = [.. NearNames.To(name, Names)];
        return near.Length > 0
            ? $"there is no function '{name}'. Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?"
            : $"there is no function '{name}'. There are: {string.Join(", ", Names)}.";
    }

    private static Func<Cell, Cell> Of(Func<double, double> function) => cell => cell.TryNumber(out double number) ? new Cell(function(number)) : Cell.Null;

    private static Func<Cell, Cell> OfWhole(Func<double, double> function) =>
        cell => cell.Kind == CellKind.Whole ? new Cell(Whole(function, cell)) : cell.TryNumber(out double number) ? Arithmetic.WholeIfExact(function(number)) : Cell.Null;

    private static Func<Cell, Cell, Cell> Of(Func<double, double, double> function) =>
        (left, right) => left.TryNumber(out double one) && right.TryNumber(out double other) ? new Cell(function(one, other)) : Cell.Null;

    // Rounding leaves whole numbers as they are, beyond 2^53 too; the sign of one is that of its floating-point neighbour.
    private static long Whole(Func<double, double> function, Cell cell) =>
        Math.Abs((double)cell.Whole) < 1L << 53 ? (long)function(cell.Whole) : function(2) == 1 ? Math.Sign(cell.Whole) : cell.Whole;
}
