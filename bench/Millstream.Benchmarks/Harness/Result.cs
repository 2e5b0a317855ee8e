using System.Text.Json.Serialization;

namespace Millstream.Benchmarks.Harness;

/// <summary>One row of the report. What a case does not measure is null.</summary>
internal sealed record Result(string Case, string Variant)
{
    public double? ItemsPerSecond { get; init; }

    public double? BytesPerItem { get; init; }

    public double? P50Microseconds { get; init; }

    public double? P99Microseconds { get; init; }

    /// <summary>Gets the most that the live heap grew during any round.</summary>
    public long? HeapGrowthBytes { get; init; }

    /// <summary>Gets the rate, or the p50, as a multiple of the reference's.</summary>
    [JsonIgnore]
    public double? Ratio { get; init; }

    [JsonIgnore]
    public string? Reference { get; init; }
}
