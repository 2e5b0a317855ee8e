using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Aggregates;

/// <summary>The groups of rows with equal keys, in the order in which the keys were first seen.</summary>
internal sealed class GroupTable(Projection? keys, AggregateList aggregates, int maxGroups, string? lead = null)
{
    private readonly Dictionary<Cell[], Aggregate[]> _groups = new(KeyComparer.Shared);
    private readonly List<Cell[]> _order = [];
    private readonly Cell[] _key = new Cell[keys?.Count ?? 0];
    private readonly Columns _columns = Columns.Of([.. lead is null ? [] : new[] { lead }, .. keys?.Names ?? [], .. aggregates.Names]);

    public int Count => _order.Count;

    public void Add(Row row)
    {
        keys?.Into(row, _key);
        if (!_groups.TryGetValue(_key, out Aggregate[]? group))
        {
            group = Begin();
        }

        aggregates.Add(group, row);
    }

    /// <summary>Gives a row for each group.</summary>
    /// <param name="leading">What stands before the keys, where the table has a column for it.</param>
    public IEnumerable<Row> Rows(Cell leading = default)
    {
        foreach (Cell[] key in _order)
        {
            var cells = new Cell[_columns.Count];
            int at = lead is null ? 0 : 1;
            if (lead is not null)
            {
                cells[0] = leading;
            }

            key.CopyTo(cells, at);
            Aggregate[] group = _groups[key];
            for (int i = 0; i < group.Length; i++)
            {
                cells[at + key.Length + i] = group[i].Result;
            }

            yield return new Row(_columns, cells);
        }
    }

    private Aggregate[] Begin()
    {
        if (_order.Count == maxGroups)
        {
            throw TaskInputException.Because($"There are more than {maxGroups} groups. Set 'maxGroups' higher, or group by less.");
        }

        Cell[] key = [.. _key.Select(cell => cell.Detached())];
        Aggregate[] group = aggregates.Begin();
        _groups.Add(key, group);
        _order.Add(key);
        return group;
    }
}
