using Millstream.Data;

namespace Millstream.Rows;

/// <summary>The values that columns had last.</summary>
public sealed class FillMemory
{
    private Cell[] _last = [];
    private Cell[] _filled = [];
    private Cell[] _values = [];

    /// <summary>Fills the cells of a row.</summary>
    internal Row Fill(Row row, FillSettings settings)
    {
        row = Down(row, settings);
        return settings.Values is null ? row : Computed(row, settings);
    }

    private Row Down(Row row, FillSettings settings)
    {
        string[] names = settings.DownColumns.Names;
        if (_last.Length != names.Length)
        {
            (_last, _filled) = (new Cell[names.Length], new Cell[names.Length]);
        }

        bool isAny = false;
        for (int i = 0; i < names.Length; i++)
        {
            Cell cell = row[names[i]];
            bool isNothing = IsNothing(cell, settings);
            _last[i] = isNothing ? _last[i] : cell.Detached();
            bool isFilled = isNothing && !_last[i].IsNull;
            _filled[i] = isFilled ? _last[i] : cell;
            isAny |= isFilled;
        }

        return isAny ? settings.DownColumns.Of(row, _filled) : row;
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
