using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>What counts as a change.</summary>
public sealed class ChangesSettings : ICheckedSettings
{
    private Projection? _keys;

    /// <summary>Gets or sets what changes: columns, and formulas with a name before them. Unless set, any column.</summary>
    [DataType("list")]
    public string Of
    {
        get;
        set
        {
            field = value;
            _keys = null;
        }
    } = "";

    internal Projection? Keys => Of.Length == 0 ? null : _keys ??= Projection.Parse(Of);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => Of.Length == 0 ? [] : SettingFaults.OfColumns(nameof(Of), Of, "status").Concat(
        SettingFaults.FaultOf(() => Projection.Parse(Of)) is null && Projection.Parse(Of).HasAll ? [$"the setting '{nameof(Of)}' is '{Of}'; leave it out to compare all columns."] : []);
}
