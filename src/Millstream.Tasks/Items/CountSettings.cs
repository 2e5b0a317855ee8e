using System.ComponentModel.DataAnnotations;

namespace Millstream.Items;

/// <summary>How many items.</summary>
public sealed class CountSettings
{
    /// <summary>Gets or sets how many items.</summary>
    [Range(0, 1L << 53)]
    public long Count { get; set; } = 10;
}
