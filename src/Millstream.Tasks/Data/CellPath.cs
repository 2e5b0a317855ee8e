using System.Globalization;

namespace Millstream.Data;

/// <summary>A way to a cell: a column, and from there names of rows and numbers of list elements.</summary>
/// <remarks>Immutable. A column whose name has the dots in it goes first.</remarks>
internal sealed class CellPath
{
    private readonly string _path;
    private readonly string _first;
    private readonly string[] _rest;

    // Which column it is, of the columns that were met last: of a table there is one for all rows.
    private volatile Found? _found;

    public CellPath(string path)
        : this(path.Split('.'))
    {
    }

    public CellPath(string[] steps)
    {
        _path = string.Join('.', steps);
        _first = steps[0];
        _rest = steps[1..];
    }

    public string Column => _first;

    public Cell Of(Row row)
    {
        Found? found = _found;
        if (found is null || !ReferenceEquals(found.Columns, row.Columns))
        {
            _found = found = Find(row.Columns);
        }

        return found.Index < 0 ? Cell.Null
            : found.IsWhole ? row[found.Index]
            : Follow(row[found.Index], _rest);
    }

    public override string ToString() => _path;

    private Found Find(Columns columns)
    {
        int whole = columns.IndexOf(_path);
        int index = whole >= 0 ? whole : columns.IndexOf(_first);
        return index < 0 && !columns.IsOpen ? throw columns.Missing(_first) : new Found(columns, index, whole >= 0);
    }

    private static Cell Follow(Cell cell, string[] steps)
    {
        foreach (string step in steps)
        {
            cell = cell switch
            {
                { Kind: CellKind.List } when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < cell.Elements.Length =>
                    cell.Elements[number],
                { Row: { } row } when row.Columns.IndexOf(step) is >= 0 and int index => row[index],
                _ => Cell.Null,
            };
        }

        return cell;
    }

    private sealed record Found(Columns Columns, int Index, bool IsWhole);
}
