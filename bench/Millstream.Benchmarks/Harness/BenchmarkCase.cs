namespace Millstream.Benchmarks.Harness;

/// <summary>One row of the table of claims: variants that do the same work, measured side by side in this
/// process.</summary>
/// <param name="name">The claim and, where it has several rows, the row behind a hyphen: <c>P2-long</c>.</param>
internal abstract class BenchmarkCase(string name)
{
    public string Name { get; } = name;

    /// <summary>Gets the claim, which selects all its rows on the command line.</summary>
    public string Group { get; } = name.Split('-')[0];

    public abstract Task<IReadOnlyList<Result>> MeasureAsync(Settings settings);

    protected static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
