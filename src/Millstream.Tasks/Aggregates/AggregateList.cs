using Millstream.Data;
using Millstream.Expressions;
using Millstream.Graphs;

namespace Millstream.Aggregates;

/// <summary>What is computed of many rows, written <c>count, total: sum(bytes), slowest: max(duration)</c>.</summary>
internal sealed class AggregateList
{
    private readonly Part[] _parts;

    private AggregateList(Part[] parts) => _parts = parts;

    public IEnumerable<string> Names => _parts.Select(p => p.Name);

    public int Count => _parts.Length;

    /// <exception cref="ExpressionException">The text is no list of aggregates.</exception>
    public static AggregateList Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var parts = new List<Part>();
        do
        {
            ExpressionToken start = parser.Now;
            Part part = ReadPart(parser);
            parts.Add(parts.TrueForAll(p => p.Name != part.Name) ? part : throw parser.Fault(start, $"'{part.Name}' is made twice. Give one of them another name: 'name: {part.Function}(…)'."));
        }
        while (parser.TakeIf(","));
        return parser.Now.Kind == TokenKind.End ? new AggregateList([.. parts]) : throw parser.Fault(parser.Now, parser.Unexpected("',' or the end"));
    }

    /// <summary>Begins a group.</summary>
    public Aggregate[] Begin()
    {
        var aggregates = new Aggregate[_parts.Length];
        for (int i = 0; i < aggregates.Length; i++)
        {
            aggregates[i] = Aggregate.Of(_parts[i].Function);
        }

        return aggregates;
    }

    /// <summary>Counts a row into a group.</summary>
    public void Add(Aggregate[] group, Row row)
    {
        for (int i = 0; i < group.Length; i++)
        {
            group[i].Add(_parts[i].Expression is { } expression ? expression.Evaluate(row) : new Cell(true));
        }
    }

    private static Part ReadPart(ExpressionParser parser)
    {
        string? name = Projection.NameOf(parser);
        ExpressionToken function = parser.Take();
        if (function.Kind != TokenKind.Name || !Aggregate.Names.Contains(function.Text))
        {
            string[] near = [.. NearNames.To(function.Text, Aggregate.Names)];
            throw parser.Fault(
                function,
                $"there is {function}, and an aggregate is expected. {(near.Length > 0 ? $"Is {string.Join(" or ", near.Select(n => $"'{n}'"))} meant?" : $"There are: {string.Join(", ", Aggregate.Names)}.")}");
        }

        Expression? expression = null;
        if (parser.TakeIf("(") && !parser.TakeIf(")"))
        {
            expression = parser.Part().AsColumn();
            parser.Expect(")", "')'");
        }

        return expression is null && function.Text != "count" ? throw parser.Fault(function, $"'{function.Text}' needs what it is of: {function.Text}(bytes).")
            : new Part(name ?? NameOf(function.Text, expression) ?? throw parser.Fault(function, $"what is computed needs a name: 'name: {function.Text}({expression!.Text})'."), function.Text, expression);
    }

    private static string? NameOf(string function, Expression? expression) =>
        expression is null ? function : expression.Path is { } path ? $"{function}_{path}" : null;

    private sealed record Part(string Name, string Function, Expression? Expression);
}
