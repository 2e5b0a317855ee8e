using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Aggregates;

/// <summary>The groups of rows with equal keys, in the order in which the keys were first seen.</summary>
internal sealed class GroupTable(Projection? keys, AggregateList aggregates, int maxGroups)
{
    private readonly Dictionary<Cell[], Aggregate[]> _groups = new(KeyComparer.Shared);
    private readonly List<Cell[]> _order = [];
    private readonly Cell[] _key = new Cell[keys?.Count ?? 0];
    private readonly Columns _columns = Columns.Of([.. keys?.Names ?? [], .. aggregates.Names]);

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
    public IEnumerable<Row> Rows()
    {
        foreach (Cell[] key in _order)
        {
            var cells = new Cell[_columns.Count];
            key.CopyTo(cells, 0);
            Aggregate[] group = _groups[key];
            for (int i = 0; i < group.Length; i++)
            {
                cells[key.Length + i] = group[i].Result;
            }

            yield return new Row(_columns, cells);
        }
    }

    private Aggregate[] Begin()
    {
        if (_order.Count == maxGroups)
        {
            throw TaskInputException.Because($"There are more than {maxGroups} groups. Set 'MaxGroups' higher, or group by less.");
        }

        Cell[] key = [.. _key.Select(cell => cell.Detached())];
        Aggregate[] group = aggregates.Begin();
        _groups.Add(key, group);
        _order.Add(key);
        return group;
    }

    /// <summary>Compares keys cell by cell.</summary>
    private sealed class KeyComparer : IEqualityComparer<Cell[]>
    {
        public static KeyComparer Shared { get; } = new();

        public bool Equals(Cell[]? x, Cell[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(Cell[] obj)
        {
            int hash = 0;
            foreach (ref readonly Cell cell in obj.AsSpan())
            {
                hash = (hash * 31) + cell.GetHashCode();
            }

            return hash;
        }
    }
}
