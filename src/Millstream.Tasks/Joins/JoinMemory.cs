using Millstream.Aggregates;
using Millstream.Data;

namespace Millstream.Joins;

/// <summary>The rows of the right side of a join, by their keys.</summary>
public sealed class JoinMemory
{
    // Without a row nobody knows which columns the right side has: whichever is asked for has no value.
    private static readonly Columns Unknown = Columns.Open();

    private Dictionary<Cell[], List<Row>>? _right;
    private JoinedRows? _rows;
    private Columns _columns = Unknown;

    /// <summary>Gives what a left row makes with the right side.</summary>
    internal IEnumerable<Row> Join(Row left, IReadOnlyList<Row> right, JoinSettings settings)
    {
        JoinedRows rows = _rows ??= settings.Begin();
        _right ??= ByKey(right, rows);
        Cell[] key = rows.LeftKey(left);
        return !JoinedRows.IsNowhere(key) && _right.TryGetValue(key, out List<Row>? partners) ? partners.Select(partner => rows.Of(left, partner))
            : settings.Kind == JoinKind.Left ? [rows.Of(left, _columns)]
            : [];
    }

    private Dictionary<Cell[], List<Row>> ByKey(IReadOnlyList<Row> right, JoinedRows rows)
    {
        _columns = right.Count > 0 ? right[0].Columns : Unknown;
        var byKey = new Dictionary<Cell[], List<Row>>(KeyComparer.Shared);
        foreach (Row row in right)
        {
            Cell[] key = rows.RightKey(row);
            if (JoinedRows.IsNowhere(key))
            {
                continue;
            }

            if (!byKey.TryGetValue(key, out List<Row>? same))
            {
                byKey.Add(key, same = []);
            }

            same.Add(row);
        }

        return byKey;
    }
}
