using System.ComponentModel.DataAnnotations;

namespace Millstream.Rows;

/// <summary>Which columns get which names.</summary>
public sealed class RenameSettings : ICheckedSettings
{
    private Renaming? _renaming;

    /// <summary>Gets or sets the new names, each before the old one: <c>user_name: name, city: town</c>.</summary>
    [DataType("list")]
    public string Columns
    {
        get;
        set
        {
            field = value;
            _renaming = null;
        }
    } = "";

    internal Renaming Renaming => _renaming ??= Renaming.Parse(Columns);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => string.IsNullOrWhiteSpace(Columns) ? [SettingFaults.NotSet(nameof(Columns), "names: user_name: name, city: town")]
        : SettingFaults.FaultOf(() => Renaming.Parse(Columns)) is { } fault ? [$"the setting '{nameof(Columns)}' has a fault: {fault}"]
        : [];
}
