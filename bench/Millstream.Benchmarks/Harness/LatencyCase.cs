namespace Millstream.Benchmarks.Harness;

/// <summary>How long one item takes from source to sink when nothing else is under way.</summary>
internal sealed class LatencyCase(string name) : BenchmarkCase(name)
{
    /// <summary>Gets how many items a full round sends, one after the other.</summary>
    public required int Items { get; init; }

    /// <summary>Gets what the way from source to sink adds to an item.</summary>
    public required long Added { get; init; }

    public required IReadOnlyList<LatencyVariant> Variants { get; init; }

    /// <summary>Gets the name of the variant that the ratios of the p50 are against.</summary>
    public required string Reference { get; init; }

    public override async Task<IReadOnlyList<Result>> MeasureAsync(Settings settings)
    {
        int items = (int)settings.Scale(Items);
        for (int turn = 0; turn < Settings.WarmUpTurns; turn++)
        {
            await RoundAsync(items);
        }

        List<(string Variant, double P50, double P99)> rounds = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            rounds.AddRange(await RoundAsync(items));
        }

        List<Result> rows = [.. rounds.GroupBy(round => round.Variant).Select(group => new Result(Name, group.Key)
        {
            P50Microseconds = Math.Round(Median(group.Select(round => round.P50)), 2),
            P99Microseconds = Math.Round(Median(group.Select(round => round.P99)), 2),
        })];
        Result reference = rows.Single(row => row.Variant == Reference);
        return [.. rows.Select(row => row with
        {
            Ratio = row.P50Microseconds / reference.P50Microseconds,
            Reference = Reference,
        })];
    }

    private async Task<List<(string Variant, double P50, double P99)>> RoundAsync(int items)
    {
        List<(string Variant, double P50, double P99)> round = [];
        foreach (LatencyVariant variant in Variants)
        {
            using LatencyProbe probe = new(items, Added);
            await probe.RunAsync(variant);
            round.Add((variant.Name, probe.Percentile(0.50), probe.Percentile(0.99)));
        }

        return round;
    }
}
