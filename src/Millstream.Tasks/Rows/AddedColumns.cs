using System.Runtime.CompilerServices;
using Millstream.Data;

namespace Millstream.Rows;

/// <summary>Columns that rows get besides their own.</summary>
/// <param name="names">Their names, each once.</param>
/// <param name="setting">The setting that names new columns: a row that has one already fails the task. Null where those that are there get other cells.</param>
/// <param name="replaced">The one column that may be there and gets other cells all the same.</param>
internal sealed class AddedColumns(string[] names, string? setting = null, string? replaced = null)
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
        if (setting is not null && Array.Find(names, n => n != replaced && from.IndexOf(n) >= 0) is { } twice)
        {
            throw TaskInputException.Because($"Two columns would be called '{twice}'. The columns are {from}. Set '{setting}' to a name that is free.");
        }

        string[] all = [.. from, .. names.Where(n => from.IndexOf(n) < 0)];
        Columns to = all.Length == from.Count ? from : from.IsOpen ? Columns.Open(all) : Columns.Of(all);
        return new Made(from, to, [.. names.Select(to.IndexOf)]);
    }

    private sealed record Made(Columns From, Columns To, int[] Places);
}
