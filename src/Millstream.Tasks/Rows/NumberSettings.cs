namespace Millstream.Rows;

/// <summary>How rows are numbered.</summary>
public sealed class NumberSettings : ICheckedSettings
{
    private AddedColumns? _added;

    /// <summary>Gets or sets the column that gets the number. A row that has it already fails the task.</summary>
    public string Column
    {
        get;
        set
        {
            field = value;
            _added = null;
        }
    } = "number";

    /// <summary>Gets or sets the number of the first row.</summary>
    public long From { get; set; } = 1;

    internal AddedColumns Added => _added ??= new AddedColumns([Column], "column");

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Column.Length > 0 ? [] : [SettingFaults.NotSet(nameof(Column), "the name of a column: number")];
}
