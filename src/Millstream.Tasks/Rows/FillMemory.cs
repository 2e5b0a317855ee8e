using Millstream.Data;

namespace Millstream.Rows;

/// <summary>The values that columns had last.</summary>
public sealed class FillMemory
{
    private Cell[] _last = [];
    private Cell[] _values = [];

    /// <summary>Fills the cells of a row.</summary>
    internal Row Fill(Row row, FillSettings settings)
    {
        Cell[]? cells = null;
        string[] down = settings.DownNames;
        _last = _last.Length == down.Length ? _last : new Cell[down.Length];
        for (int i = 0; i < down.Length; i++)
        {
            Cell cell = row[down[i]];
            if (!IsNothing(cell, settings))
            {
                _last[i] = cell.Detached();
            }
            else if (!_last[i].IsNull && row.Columns.IndexOf(down[i]) is >= 0 and int at)
            {
                cells ??= [.. row.ToCells()];
                cells[at] = _last[i];
            }
        }

        row = cells is null ? row : new Row(row.Columns, cells);
        return settings.Values is null ? row : Computed(row, settings);
    }

    private static bool IsNothing(Cell cell, FillSettings settings) => settings.Empty ? cell.IsBlank : cell.IsNull;

    private Row Computed(Row row, FillSettings settings)
    {
        string[] names = settings.Added.Names;
        bool isAny = false;
        foreach (string name in names)
        {
            isAny |= IsNothing(row[name], settings);
        }

        if (!isAny)
        {
            return row;
        }

        _values = _values.Length == names.Length ? _values : new Cell[names.Length];
        settings.Values!.Into(row, _values);
        for (int i = 0; i < names.Length; i++)
        {
            Cell there = row[names[i]];
            _values[i] = IsNothing(there, settings) ? _values[i] : there;
        }

        return settings.Added.Of(row, _values);
    }
}
