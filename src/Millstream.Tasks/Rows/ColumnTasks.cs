using Millstream.Data;

namespace Millstream.Rows;

/// <summary>Tasks that give rows more columns, or fill those that they have.</summary>
public static class ColumnTasks
{
    /// <summary>
    /// Fills cells that have no value: with a constant or formula (<c>city: 'unknown', total: price * count</c>), or with what the row before has, as where a table shows each value once. Cells with a value
    /// stay as they are.
    /// </summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">What is filled, and with what.</param>
    /// <param name="state">What the columns had last.</param>
    [StreamTask(Name = "fill")]
    [return: Outlet("rows")]
    public static Row FillColumns([Inlet(Name = "rows")] Row row, FillSettings settings, FillMemory state)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return state.Fill(row, settings);
    }

    /// <summary>Splits the text of a column into several: <c>Ann Lee</c> into <c>first</c> and <c>last</c>. Parts that are missing have no value, and the last column has all that is left.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">Which column, and into which.</param>
    [StreamTask(Name = "split.column")]
    [return: Outlet("rows")]
    public static Row SplitColumn([Inlet(Name = "rows")] Row row, SplitColumnSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        var parts = new Cell[settings.Added.Names.Length];
        Cell whole = row[settings.Column];
        StringSplitOptions trim = settings.Trim ? StringSplitOptions.TrimEntries : StringSplitOptions.None;
        string[] texts = whole.IsNull ? []
            : settings.Separator.Length > 0 ? whole.ToString().Split(settings.Separator, parts.Length, trim)
            : whole.ToString().Split((char[]?)null, parts.Length, StringSplitOptions.RemoveEmptyEntries | trim);
        for (int i = 0; i < texts.Length; i++)
        {
            parts[i] = new Cell(texts[i]);
        }

        return settings.Added.Of(row, parts);
    }

    /// <summary>Numbers the rows, in a column of its own.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">Which column, and from which number on.</param>
    /// <param name="state">How many there were.</param>
    [StreamTask(Name = "number.rows")]
    [return: Outlet("rows")]
    public static Row NumberRows([Inlet(Name = "rows")] Row row, NumberSettings settings, RowMemory state)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return settings.Added.Of(row, [new Cell(settings.From + state.Count++)]);
    }
}
