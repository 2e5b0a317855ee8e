using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;
using Millstream.Rows;

namespace Millstream.Joins;

/// <summary>Which rows without a partner a join gives.</summary>
public enum JoinKind
{
    /// <summary>None.</summary>
    Inner,

    /// <summary>Those of the left side: the columns of the right side have no value.</summary>
    Left,
}

/// <summary>Which rows belong together.</summary>
public abstract class JoinKeySettings : ICheckedSettings
{
    private protected JoinKeySettings()
    {
    }

    /// <summary>Gets or sets what rows that belong together have in common: columns of the left side, or formulas with a name before them.</summary>
    [DataType("list")]
    public string On { get; set; } = "";

    /// <summary>Gets or sets the same for the right side, where its columns are called otherwise.</summary>
    [DataType("list")]
    public string RightOn { get; set; } = "";

    /// <summary>Gets or sets what stands before the names of columns of the right side that the left side has too. Key columns that are called the same are given once.</summary>
    public string RightPrefix { get; set; } = "right_";

    internal JoinedRows Begin() => new(Projection.Parse(On), Projection.Parse(RightOn.Length > 0 ? RightOn : On), RightPrefix);

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        string[] faults =
        [
            .. SettingFaults.OfColumns(nameof(On), On, "customer_id"),
            .. RightOn.Length > 0 ? SettingFaults.OfColumns(nameof(RightOn), RightOn, "id") : [],
        ];
        return faults.Length > 0 ? faults
            : Projection.Parse(On).HasAll || (RightOn.Length > 0 && Projection.Parse(RightOn).HasAll) ? ["the key of a join is columns and formulas, and '*' is neither."]
            : RightOn.Length > 0 && Projection.Parse(On).Count != Projection.Parse(RightOn).Count ? [$"the setting '{nameof(On)}' has {Projection.Parse(On).Count} parts ({On}), and '{nameof(RightOn)}' has {Projection.Parse(RightOn).Count} ({RightOn})."]
            : [];
    }
}

/// <summary>Which rows belong together, and what becomes of those without a partner.</summary>
public sealed class JoinSettings : JoinKeySettings
{
    /// <summary>Gets or sets which rows without a partner are given.</summary>
    public JoinKind Kind { get; set; }
}
