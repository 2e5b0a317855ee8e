using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;

namespace Millstream.Rows;

/// <summary>Which rows count as the same.</summary>
public sealed class DistinctSettings : ICheckedSettings
{
    private Projection? _keys;

    /// <summary>Gets or sets what rows that count as the same have in common: columns, and formulas with a name before them. Unless set, all columns.</summary>
    [DataType("list")]
    public string By
    {
        get;
        set
        {
            field = value;
            _keys = null;
        }
    } = "";

    /// <summary>Gets or sets how many keys are remembered.</summary>
    [Range(1, int.MaxValue)]
    public int MaxKeys { get; set; } = 1_000_000;

    /// <summary>Gets or sets whether the key that was first seen longest ago is forgotten when there are more. Otherwise the task fails then, so that no row is repeated unnoticed.</summary>
    public bool ForgetOldest { get; set; }

    internal Projection? Keys => By.Length == 0 ? null : _keys ??= Projection.Parse(By);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => By.Length == 0 ? [] : SettingFaults.OfColumns(nameof(By), By, "user.id").Concat(
        SettingFaults.FaultOf(() => Projection.Parse(By)) is null && Projection.Parse(By).HasAll ? [$"the setting '{nameof(By)}' is '{By}'; leave it out to compare all columns."] : []);
}
