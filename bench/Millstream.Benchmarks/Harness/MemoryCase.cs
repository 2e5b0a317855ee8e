namespace Millstream.Benchmarks.Harness;

/// <summary>How far the live heap grows while items pass. The number of items is part of the claim: <c>--quick</c>
/// keeps it.</summary>
internal sealed class MemoryCase(string name) : BenchmarkCase(name)
{
    public required long Items { get; init; }

    /// <summary>Gets the right checksum for a number of items.</summary>
    public required Func<long, long> Expected { get; init; }

    /// <summary>Gets the variants; their sources let <see cref="HeapProbe"/> look.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    public override async Task<IReadOnlyList<Result>> MeasureAsync(Settings settings)
    {
        List<Result> rows = [];
        foreach (Variant variant in Variants)
        {
            // A first run outside the measurement pays for what a process pays once: code, threads, pools.
            await variant.RunAsync(Items / 10, Expected(Items / 10));
            long most = 0;
            for (int round = 0; round < settings.Rounds; round++)
            {
                HeapProbe.Begin();
                await variant.RunAsync(Items, Expected(Items));
                most = Math.Max(most, HeapProbe.Growth);
            }

            rows.Add(new Result(Name, variant.Name) { HeapGrowthBytes = most });
        }

        return rows;
    }
}
