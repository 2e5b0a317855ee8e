using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Sorting;

/// <summary>An order of rows, written <c>age desc, name</c>.</summary>
internal sealed class RowOrder : IComparer<Cell[]>
{
    private readonly (Expression Expression, bool IsDescending)[] _keys;

    private RowOrder((Expression Expression, bool IsDescending)[] keys) => _keys = keys;

    /// <exception cref="ExpressionException">The text is no order.</exception>
    public static RowOrder Parse(string text)
    {
        var parser = new ExpressionParser(text);
        var keys = new List<(Expression, bool)>();
        do
        {
            Expression expression = parser.Part().AsColumn();

            // In any case, as hands that know SQL write them.
            bool isDescending = parser.Now.IsWord("desc", StringComparison.OrdinalIgnoreCase);
            if (isDescending || parser.Now.IsWord("asc", StringComparison.OrdinalIgnoreCase))
            {
                parser.Take();
            }

            keys.Add((expression, isDescending));
        }
        while (parser.TakeIf(","));
        return parser.Now.Kind == TokenKind.End ? new RowOrder([.. keys]) : throw parser.Fault(parser.Now, parser.Unexpected("'desc', ',' or the end"));
    }

    /// <summary>Computes what a row is ordered by.</summary>
    public Cell[] KeysOf(Row row)
    {
        var keys = new Cell[_keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = _keys[i].Expression.Evaluate(row);
        }

        return keys;
    }

    public int Compare(Cell[]? x, Cell[]? y)
    {
        for (int i = 0; i < _keys.Length; i++)
        {
            int order = x![i].CompareTo(y![i]);
            if (order != 0)
            {
                return _keys[i].IsDescending ? -order : order;
            }
        }

        return 0;
    }
}
