using System.ComponentModel.DataAnnotations;
using Millstream.Rows;

namespace Millstream.Sorting;

/// <summary>In what order rows are put.</summary>
public sealed class SortSettings : ICheckedSettings
{
    /// <summary>Gets or sets what rows are ordered by: columns and formulas, each with <c>desc</c> behind it where the greatest comes first.</summary>
    [DataType("list")]
    public string By { get; set; } = "";

    /// <summary>Gets or sets how many rows are held in memory. More are sorted in parts, which are kept in temporary files until they are put together.</summary>
    [Range(1, 100_000_000)]
    public int MaxRowsInMemory { get; set; } = 200_000;

    /// <summary>Gets or sets where temporary files are made; where the system keeps them unless set.</summary>
    public string TemporaryFolder { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<string> Check() => string.IsNullOrWhiteSpace(By) ? [SettingFaults.NotSet(nameof(By), "columns: age desc, name")]
        : SettingFaults.FaultOf(() => RowOrder.Parse(By)) is { } fault ? [$"the setting '{nameof(By)}' has a fault: {fault}"]
        : [];
}
