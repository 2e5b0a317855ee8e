using System.ComponentModel.DataAnnotations;

namespace Millstream.Items;

/// <summary>Which of the items are given.</summary>
public sealed class SampleSettings
{
    /// <summary>Gets or sets of how many items one is given: the first, and then each so many later.</summary>
    [Range(1, 1L << 53)]
    public long Every { get; set; } = 1;

    /// <summary>Gets or sets what share of those is given, by chance.</summary>
    [Range(0.0, 1.0)]
    public double Fraction { get; set; } = 1;

    /// <summary>Gets or sets where chance begins.</summary>
    public int Seed { get; set; }
}

/// <summary>How many items go together.</summary>
public sealed class ChunkSettings
{
    /// <summary>Gets or sets how many items go together.</summary>
    [Range(1, 10_000_000)]
    public int Count { get; set; } = 100;
}
