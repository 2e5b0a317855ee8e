using Millstream.Data;
using Millstream.Expressions;

namespace Millstream.Joins;

/// <summary>Makes one row of a left and a right one.</summary>
internal sealed class JoinedRows(Projection leftKeys, Projection rightKeys, string prefix)
{
    private (Columns Left, Columns Right, Columns Both, int[] Taken)? _made;

    public Cell[] LeftKey(Row row) => Key(leftKeys, row);

    public Cell[] RightKey(Row row) => Key(rightKeys, row);

    /// <summary>Says whether a key has a part without a value: it belongs to nothing.</summary>
    public static bool IsNowhere(Cell[] key) => Array.Exists(key, cell => cell.IsNull);

    /// <summary>Joins two rows.</summary>
    public Row Of(Row left, Row right) => Of(left, right, right.Columns);

    /// <summary>Joins a row with none of the columns that the right side has.</summary>
    public Row Of(Row left, Columns rightColumns) => Of(left, null, rightColumns);

    private Row Of(Row left, Row? right, Columns columns)
    {
        if (_made is not { } made || !ReferenceEquals(made.Left, left.Columns) || !ReferenceEquals(made.Right, columns))
        {
            _made = made = Make(left.Columns, columns);
        }

        var cells = new Cell[made.Both.Count];
        left.ToCells().CopyTo(cells, 0);
        for (int i = 0; right is not null && i < made.Taken.Length; i++)
        {
            cells[left.Count + i] = right[made.Taken[i]];
        }

        return new Row(made.Both, cells);
    }

    private static Cell[] Key(Projection keys, Row row)
    {
        var key = new Cell[keys.Count];
        keys.Into(row, key);
        return key;
    }

    private (Columns, Columns, Columns, int[]) Make(Columns left, Columns right)
    {
        // A key that is called the same on both sides stands once.
        string[] twice = [.. leftKeys.Names.Zip(rightKeys.Names).Where(pair => pair.First == pair.Second).Select(pair => pair.First)];
        int[] taken = [.. Enumerable.Range(0, right.Count).Where(i => !(twice.Contains(right[i]) && left.IndexOf(right[i]) >= 0))];
        var names = new List<string>(left);
        foreach (int i in taken)
        {
            string name = right[i];
            for (int tries = 0; names.Contains(name); tries++)
            {
                name = tries == 0 && prefix.Length > 0 ? prefix + right[i] : $"{name}_2";
            }

            names.Add(name);
        }

        return (left, right, left.IsOpen || right.IsOpen ? Columns.Open([.. names]) : Columns.Of([.. names]), taken);
    }
}
