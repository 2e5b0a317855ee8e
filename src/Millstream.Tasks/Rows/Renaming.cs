using System.Runtime.CompilerServices;
using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>Other names for columns.</summary>
internal sealed class Renaming
{
    private readonly Dictionary<string, string> _names;
    private volatile Made? _made;

    // Rows of JSON may come in several kinds, in turn: each has its own.
    private readonly ConditionalWeakTable<Columns, Columns> _columns = [];

    private Renaming(Dictionary<string, string> names) => _names = names;

    /// <exception cref="ExpressionException">The text is no list of names.</exception>
    public static Renaming Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        do
        {
            ExpressionToken start = parser.Now;
            string name = Projection.NameOf(parser) ?? throw parser.Fault(start, parser.Unexpected("'new name: old name'"));
            ExpressionToken old = parser.Take();
            if (old.Kind is not (TokenKind.Name or TokenKind.QuotedName or TokenKind.Text))
            {
                throw parser.Fault(old, $"there is {old}, and the name of a column is expected.");
            }

            if (!names.TryAdd(old.Text, name))
            {
                throw parser.Fault(old, $"the column '{old.Text}' gets two names.");
            }
        }
        while (parser.TakeIf(","));
        return parser.Now.Kind == TokenKind.End ? new Renaming(names) : throw parser.Fault(parser.Now, parser.Unexpected("',' or the end"));
    }

    public Row Of(Row row)
    {
        Made? made = _made;
        if (made is null || !ReferenceEquals(made.From, row.Columns))
        {
            _made = made = new Made(row.Columns, _columns.GetValue(row.Columns, ColumnsOf));
        }

        return row.With(made.To);
    }

    private Columns ColumnsOf(Columns from)
    {
        foreach (string old in _names.Keys)
        {
            if (from.IndexOf(old) < 0 && !from.IsOpen)
            {
                throw from.Missing(old);
            }
        }

        string[] names = [.. from.Select(n => _names.GetValueOrDefault(n, n))];
        string? twice = names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is not null ? throw TaskInputException.Because($"Two columns would be called '{twice}'. The columns are {from}.")
            : from.IsOpen ? Columns.Open(names) : Columns.Of(names);
    }

    private sealed record Made(Columns From, Columns To);
}
