using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Expressions;

/// <summary>Columns that are made of a row: names, expressions with names, or all that are there. Written <c>*, year: year(born), user.name</c>.</summary>
internal sealed class Projection
{
    private readonly Part[] _parts;
    private Columns? _fixed;

    // The columns that rows of the columns that were met last have.
    private volatile Made? _made;

    // Rows of JSON may come in several kinds, in turn: each has its own.
    private readonly ConditionalWeakTable<Columns, Columns> _columns = [];

    private Projection(Part[] parts) => _parts = parts;

    /// <summary>Gets the names that it gives, where it does not give all that are there.</summary>
    public IReadOnlyList<string> Names => [.. _parts.Where(p => p.Expression is not null).Select(p => p.Name)];

    public int Count => _parts.Length;

    /// <summary>Reads a list of columns.</summary>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static Projection Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var parts = new List<Part>();
        do
        {
            ExpressionToken start = parser.Now;
            Part part = ReadPart(parser);
            parts.Add(parts.TrueForAll(p => p.Name != part.Name) ? part : throw parser.Fault(start, $"the column '{part.Name}' is made twice. Give one of them another name: 'name: expression'."));
        }
        while (parser.TakeIf(","));
        return parser.Now.Kind == TokenKind.End ? new Projection([.. parts]) : throw parser.Fault(parser.Now, parser.Unexpected("',' or the end"));
    }

    /// <summary>Says what is wrong with the text of a setting; null when nothing is.</summary>
    public static string? FaultOf(string setting, string text, string example)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"the setting '{setting}' is not set. It names columns: {example}.";
        }

        try
        {
            Parse(text);
            return null;
        }
        catch (ExpressionException wrong)
        {
            return $"the setting '{setting}' has a fault: {wrong.Message}";
        }
    }

    /// <summary>Makes the row.</summary>
    public Row Of(Row row)
    {
        Made? made = _made;
        if (made is null || !ReferenceEquals(made.From, row.Columns))
        {
            _made = made = new Made(row.Columns, _columns.GetValue(row.Columns, ColumnsOf));
        }

        var cells = new Cell[made.To.Count];
        int at = 0;
        foreach (Part part in _parts)
        {
            if (part.Expression is not null)
            {
                cells[at++] = part.Expression.Evaluate(row);
                continue;
            }

            for (int i = 0; i < row.Count; i++)
            {
                if (!IsMade(row.Columns[i]))
                {
                    cells[at++] = row[i];
                }
            }
        }

        return new Row(made.To, cells);
    }

    /// <summary>Computes the cells into a place for them.</summary>
    public void Into(Row row, Cell[] cells)
    {
        for (int i = 0; i < _parts.Length; i++)
        {
            cells[i] = _parts[i].Expression!.Evaluate(row);
        }
    }

    /// <summary>Gets whether all that is there is given too.</summary>
    public bool HasAll => _parts.Any(p => p.Expression is null);

    private static Part ReadPart(ExpressionParser parser)
    {
        if (parser.Now.Is("*") && (parser.Following.Is(",") || parser.Following.Kind == TokenKind.End))
        {
            parser.Take();
            return new Part("*", null);
        }

        string? name = NameOf(parser);
        ExpressionToken start = parser.Now;
        Expression expression = parser.Part();
        expression = name is null ? expression.AsColumn() : expression;
        name ??= expression.Path ?? throw parser.Fault(start, $"what is computed needs a name: 'name: {expression.Text}'.");
        return new Part(name, expression);
    }

    /// <summary>Takes a name and the colon behind it, where they are there.</summary>
    public static string? NameOf(ExpressionParser parser)
    {
        if (parser.Now.Kind is not (TokenKind.Name or TokenKind.QuotedName or TokenKind.Text) || !parser.Following.Is(":"))
        {
            return null;
        }

        string name = parser.Take().Text;
        parser.Take();
        return name;
    }

    private bool IsMade(string name) => Array.Exists(_parts, p => p.Expression is not null && p.Name == name);

    private Columns ColumnsOf(Columns from)
    {
        if (!HasAll)
        {
            return _fixed ??= Columns.Of([.. Names]);
        }

        string[] names = [.. _parts.SelectMany(p => p.Expression is not null ? [p.Name] : from.Where(n => !IsMade(n)))];
        return from.IsOpen ? Columns.Open(names) : Columns.Of(names);
    }

    private sealed record Part(string Name, Expression? Expression);

    private sealed record Made(Columns From, Columns To);
}
