using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;
using Millstream.Rows;

namespace Millstream.Joins;

/// <summary>Which rows belong together, and how near to each other they come.</summary>
public sealed class JoinWindowSettings : JoinKeySettings
{
    /// <summary>Gets or sets how far the times of two rows may be apart that belong together.</summary>
    public TimeSpan Within { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time of a row of either side: a column or formula that is a time of ISO 8601, or milliseconds since 1970 (a number, or a text of 13 digits). Unless set, it is when the row comes.</summary>
    public string Time { get; set; } = "";

    /// <summary>Gets or sets how many rows are held on each side; more fail the task.</summary>
    [Range(1, int.MaxValue)]
    public int MaxRows { get; set; } = 100_000;

    internal Expression? TimeExpression => Time.Length == 0 ? null : Expression.Parse(Time);

    /// <inheritdoc/>
    public override IEnumerable<string> Check() =>
        base.Check()
            .Concat(Time.Length > 0 ? SettingFaults.OfExpression(nameof(Time), Time, "at") : [])
            .Concat(Within < TimeSpan.Zero ? [$"the setting '{nameof(Within)}' is {Within}; it must not be negative."] : []);
}
