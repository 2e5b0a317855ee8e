using Millstream.Data;

namespace Millstream.Rows;

/// <summary>Tasks that keep, change and shape rows one by one.</summary>
public static class RowTasks
{
    /// <summary>Keeps the rows for which a condition holds: <c>status >= 500 and not starts_with(path, '/health')</c>. A condition without a value does not hold.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The condition.</param>
    [StreamTask(Name = "where")]
    [return: Outlet("rows")]
    public static Step<Row> FilterRows([Inlet(Name = "rows")] Row row, FilterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Holds(row) ? row : Step.Skip();
    }

    /// <summary>Makes new rows of columns and formulas: <c>name, user.city, year: year(born)</c>. A star stands for all columns that are there.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The columns.</param>
    [StreamTask(Name = "select")]
    [return: Outlet("rows")]
    public static Row SelectColumns([Inlet(Name = "rows")] Row row, SelectSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Projection.Of(row);
    }

    /// <summary>Gives columns other names: <c>user_name: name, city: town</c>, the new name first. All others stay.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The names.</param>
    [StreamTask(Name = "rename")]
    [return: Outlet("rows")]
    public static Row RenameColumns([Inlet(Name = "rows")] Row row, RenameSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Renaming.Of(row);
    }

    /// <summary>Leaves out rows of which there was one with the same key before; of each key the first row stays. It keeps the keys, as many as the settings allow.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The key.</param>
    /// <param name="state">The keys that were seen.</param>
    [StreamTask(Name = "distinct")]
    [return: Outlet("rows")]
    public static Step<Row> DistinctRows([Inlet(Name = "rows")] Row row, DistinctSettings settings, DistinctMemory state)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return state.Add(row, settings) ? row : Step.Skip();
    }

    /// <summary>Gives the rows up to the first for which a condition does not hold, and ends there; whatever is before it is stopped then.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The condition.</param>
    [StreamTask(Name = "limit.while")]
    [return: Outlet("rows")]
    public static Step<Row> LimitRowsWhile([Inlet(Name = "rows")] Row row, FilterSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Holds(row) ? row : Step<Row>.Finish();
    }

    /// <summary>Leaves rows out up to the first for which a condition does not hold; that and all behind it are given.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The condition.</param>
    /// <param name="state">Whether that one has come.</param>
    [StreamTask(Name = "skip.while")]
    [return: Outlet("rows")]
    public static Step<Row> SkipRowsWhile([Inlet(Name = "rows")] Row row, FilterSettings settings, RowMemory state)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        state.IsOver = state.IsOver || !settings.Holds(row);
        return state.IsOver ? row : Step.Skip();
    }

    /// <summary>Gives the rows that differ from the one before them; the first is always given.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">What is compared.</param>
    /// <param name="state">The row before.</param>
    [StreamTask(Name = "changes")]
    [return: Outlet("rows")]
    public static Step<Row> ChangedRows([Inlet(Name = "rows")] Row row, ChangesSettings settings, RowMemory state)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(state);
        return state.Differs(row, settings) ? row : Step.Skip();
    }

    /// <summary>Makes a row of each element of a list in a column: the other columns are the same in all. A row without a list there stays as it is; one with an empty list gives none.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The column.</param>
    [StreamTask(Name = "flatten")]
    [return: Outlet("rows")]
    public static IEnumerable<Row> FlattenRows([Inlet(Name = "rows")] Row row, FlattenSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        Cell list = row[settings.Column];
        if (list.Kind != CellKind.List)
        {
            return [row];
        }

        int at = row.Columns.IndexOf(settings.Column);
        var rows = new Row[list.Elements.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            Cell[] cells = [.. row.ToCells()];
            cells[at] = list.Elements[i];
            rows[i] = new Row(row.Columns, cells);
        }

        return rows;
    }

    /// <summary>Makes a text of each row: <c>{name} is {age + 1}</c>. What stands in braces is a column or a formula; two braces are one.</summary>
    /// <param name="row">The rows.</param>
    /// <param name="settings">The text.</param>
    [StreamTask(Name = "template")]
    [return: Outlet("text")]
    public static string FormatRow([Inlet(Name = "rows")] Row row, TemplateSettings settings)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Parsed.Of(row);
    }

    /// <summary>Makes a row of any item: objects of JSON and dictionaries become rows with their members, and anything else a row with the column "item".</summary>
    /// <param name="items">The items.</param>
    [StreamTask(Name = "rows")]
    [return: Outlet("rows")]
    public static Row MakeRow(object? items) => Row.From(items);
}
