using System.Diagnostics;

namespace Millstream.Benchmarks.Harness;

/// <summary>Items a second and bytes an item. Variants take turns within each round, so that the machine's moods hit
/// all.</summary>
internal sealed class ThroughputCase(string name) : BenchmarkCase(name)
{
    /// <summary>Gets the items of a full round, unless a variant says otherwise.</summary>
    public required long Items { get; init; }

    /// <summary>Gets the right checksum for a number of items.</summary>
    public required Func<long, long> Expected { get; init; }

    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>Gets the name of the row that the ratios are against.</summary>
    public required string Reference { get; init; }

    /// <summary>Gets families of variants, by what their names begin with; the best of each gets a row of its
    /// own.</summary>
    public IReadOnlyList<string> BestOf { get; init; } = [];

    /// <summary>Gets what runs before anything else, a tenth of a second each, as in a process that has worked
    /// before.</summary>
    public IReadOnlyList<Variant> Before { get; init; } = [];

    /// <summary>Gets whether the bytes are those of the second half of a run, so that setting up costs
    /// nothing.</summary>
    public bool SteadyState { get; init; }

    public override async Task<IReadOnlyList<Result>> MeasureAsync(Settings settings)
    {
        foreach (Variant variant in Before)
        {
            await variant.RunForAsync(TimeSpan.FromMilliseconds(100), ItemsOf(variant, settings));
        }

        Dictionary<long, long> expected = [];
        foreach (Variant variant in Variants)
        {
            long items = ItemsOf(variant, settings);
            expected.TryAdd(items, Expected(items));
            expected.TryAdd(items / 2, Expected(items / 2));
        }

        await WarmUpAsync(settings);
        ILookup<string, Round> rounds = (await MeasureRoundsAsync(settings, expected)).ToLookup(round => round.Variant);
        return Rows(rounds);
    }

    /// <summary>Warms up in turns too: the JIT's tiers come 100 ms after the last new method, so another turn finds
    /// more of them than a longer one.</summary>
    private async Task WarmUpAsync(Settings settings)
    {
        for (int turn = 0; turn < Settings.WarmUpTurns; turn++)
        {
            foreach (Variant variant in Variants)
            {
                await variant.RunForAsync(settings.WarmUp, ItemsOf(variant, settings));
            }
        }
    }

    private async Task<List<Round>> MeasureRoundsAsync(Settings settings, Dictionary<long, long> expected)
    {
        List<Round> rounds = [];
        for (int round = 0; round < settings.Rounds; round++)
        {
            foreach (Variant variant in Variants)
            {
                long items = ItemsOf(variant, settings);
                Round whole = await MeasureAsync(variant, items, expected[items]);
                if (SteadyState)
                {
                    Round half = await MeasureAsync(variant, items / 2, expected[items / 2]);
                    whole = whole with { BytesPerItem = (2 * whole.BytesPerItem) - half.BytesPerItem };
                }

                rounds.Add(whole);
            }
        }

        return rounds;
    }

    private static async Task<Round> MeasureAsync(Variant variant, long items, long expected)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        await variant.RunAsync(items, expected);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Round(variant.Name, items / elapsed.TotalSeconds, (double)allocated / items);
    }

    private List<Result> Rows(ILookup<string, Round> rounds)
    {
        List<Result> rows = [.. Variants.Select(variant => new Result(Name, variant.Name)
        {
            ItemsPerSecond = Math.Round(Median(rounds[variant.Name].Select(round => round.ItemsPerSecond))),
            BytesPerItem = Math.Round(Median(rounds[variant.Name].Select(round => round.BytesPerItem)), 3),
        })];
        Result[] best =
        [
            .. BestOf.Select(family => rows.Where(row => row.Variant.StartsWith(family, StringComparison.Ordinal))
                .MaxBy(row => row.ItemsPerSecond)! with { Variant = $"best {family}" }),
        ];
        rows.AddRange(best);

        Result reference = rows.Single(row => row.Variant == Reference);
        return [.. rows.Select(row => row with
        {
            Ratio = row.ItemsPerSecond / reference.ItemsPerSecond,
            Reference = Reference,
        })];
    }

    private long ItemsOf(Variant variant, Settings settings) => settings.Scale(variant.Items ?? Items);

    private sealed record Round(string Variant, double ItemsPerSecond, double BytesPerItem);
}
