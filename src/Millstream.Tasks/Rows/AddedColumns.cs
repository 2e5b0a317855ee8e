using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Rows;

/// <summary>Columns that rows get besides their own; those that they have already get other cells.</summary>
/// <param name="names">Their names, each once.</param>
internal sealed class AddedColumns(string[] names)
{
    private volatile Made? _made;

    // Rows of JSON may come in several kinds, in turn: each has its own.
    private readonly ConditionalWeakTable<Columns, Made> _columns = [];

    public string[] Names => names;

    /// <summary>Makes the row.</summary>
    /// <param name="row">What it has.</param>
    /// <param name="cells">What it gets, a cell for each name.</param>
    public Row Of(Row row, ReadOnlySpan<Cell> cells)
    {
        Made made = For(row);
        var all = new Cell[made.To.Count];
        for (int i = 0; i < row.Count; i++)
        {
            all[i] = row[i];
        }

        for (int i = 0; i < cells.Length; i++)
        {
            all[made.Places[i]] = cells[i];
        }

        return new Row(made.To, all);
    }

    private Made For(Row row)
    {
        Made? made = _made;
        if (made is null || !ReferenceEquals(made.From, row.Columns))
        {
            _made = made = _columns.GetValue(row.Columns, Make);
        }

        return made;
    }

    private Made Make(Columns from)
    {
        string[] all = [.. from, .. names.Where(n => from.IndexOf(n) < 0)];
        Columns to = all.Length == from.Count ? from : from.IsOpen ? Columns.Open(all) : Columns.Of(all);
        return new Made(from, to, [.. names.Select(to.IndexOf)]);
    }

    private sealed record Made(Columns From, Columns To, int[] Places);
}
