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
        return settings.Expression.IsTrue(row) ? row : Step.Skip();
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

    /// <summary>Makes a row of any item: objects of JSON and dictionaries become rows with their members, and anything else a row with the column "item".</summary>
    /// <param name="items">The items.</param>
    [StreamTask(Name = "rows")]
    [return: Outlet("rows")]
    public static Row MakeRow(object? items) => Row.From(items);
}
