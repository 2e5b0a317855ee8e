namespace Millstream.Rows;

/// <summary>Which list is taken apart.</summary>
public sealed class FlattenSettings : ICheckedSettings
{
    /// <summary>Gets or sets the column with the lists.</summary>
    public string Column { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Column.Length > 0 ? [] : [SettingFaults.NotSet(nameof(Column), "the name of a column: tags")];
}
