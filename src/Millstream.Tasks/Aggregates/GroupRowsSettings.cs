using System.ComponentModel.DataAnnotations;
using Millstream.Expressions;

namespace Millstream.Aggregates;

/// <summary>What rows are grouped by, and what is computed of each group.</summary>
public sealed class GroupRowsSettings : ICheckedSettings
{
    /// <summary>Gets or sets what rows of one group have in common: columns, and formulas with a name before them. Unless set, all rows are one group.</summary>
    [DataType("list")]
    public string By { get; set; } = "";

    /// <summary>Gets or sets what is computed of each group: <c>count</c>, <c>sum</c>, <c>avg</c>, <c>min</c>, <c>max</c>, <c>first</c>, <c>last</c> and <c>distinct</c> of a column or formula, with a name before it perhaps.</summary>
    [DataType("list")]
    public string Compute { get; set; } = "count";

    /// <summary>Gets or sets how many groups there may be; more fail the task, as each takes memory.</summary>
    [Range(1, int.MaxValue)]
    public int MaxGroups { get; set; } = 1_000_000;

    internal GroupTable Begin() => new(By.Length == 0 ? null : Projection.Parse(By), AggregateList.Parse(Compute), MaxGroups);

    /// <inheritdoc/>
    public IEnumerable<string> Check() => GroupFaults.Of(nameof(By), By, nameof(Compute), Compute);
}
