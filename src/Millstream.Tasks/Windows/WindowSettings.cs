using System.ComponentModel.DataAnnotations;
using Millstream.Aggregates;
using Millstream.Expressions;
using Millstream.Rows;

namespace Millstream.Windows;

/// <summary>What windows there are.</summary>
public abstract class WindowSettings : ICheckedSettings
{
    private protected WindowSettings()
    {
    }

    /// <summary>Gets or sets how long a window is. Windows follow each other and begin on the hour, at midnight UTC, on Mondays.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the time of an item: a column or formula that is a time of ISO 8601, or milliseconds since 1970 (a number, or a text of 13 digits). Unless set, it is when the item comes.</summary>
    public string Time { get; set; } = "";

    /// <summary>Gets or sets how long a window waits for items that come out of order: how far the newest time seen must be past its end before it closes.</summary>
    public TimeSpan Lateness { get; set; }

    internal Expression? TimeExpression => Time.Length == 0 ? null : Expression.Parse(Time);

    internal abstract GroupTable Begin();

    /// <inheritdoc/>
    public virtual IEnumerable<string> Check()
    {
        if (Every < TimeSpan.FromMilliseconds(1))
        {
            yield return $"the setting '{nameof(Every)}' is {Every}; a window is a millisecond long or more.";
        }

        if (Lateness < TimeSpan.Zero)
        {
            yield return $"the setting '{nameof(Lateness)}' is {Lateness}; it must not be negative.";
        }

        foreach (string fault in Time.Length > 0 ? SettingFaults.OfExpression(nameof(Time), Time, "at") : [])
        {
            yield return fault;
        }
    }
}

/// <summary>What windows items are counted in.</summary>
public sealed class WindowCountSettings : WindowSettings
{
    internal override GroupTable Begin() => new(null, AggregateList.Parse("count"), 1, "window");
}

/// <summary>What windows rows are grouped in, and what is computed of each group.</summary>
public sealed class WindowAggregateSettings : WindowSettings
{
    /// <summary>Gets or sets what rows of one group have in common: columns, and formulas with a name before them. Unless set, all rows of a window are one group.</summary>
    [DataType("list")]
    public string By { get; set; } = "";

    /// <summary>Gets or sets what is computed of each group: <c>count</c>, <c>sum</c>, <c>avg</c>, <c>min</c>, <c>max</c>, <c>first</c>, <c>last</c> and <c>distinct</c> of a column or formula, with a name before it perhaps.</summary>
    [DataType("list")]
    public string Compute { get; set; } = "count";

    /// <summary>Gets or sets how many groups a window may have; more fail the task.</summary>
    [Range(1, int.MaxValue)]
    public int MaxGroups { get; set; } = 1_000_000;

    internal override GroupTable Begin() => new(By.Length == 0 ? null : Projection.Parse(By), AggregateList.Parse(Compute), MaxGroups, "window");

    /// <inheritdoc/>
    public override IEnumerable<string> Check() => base.Check().Concat(GroupFaults.Of(nameof(By), By, nameof(Compute), Compute, "window"));
}
