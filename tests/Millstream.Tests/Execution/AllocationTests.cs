namespace Millstream.Execution;

/// <summary>In the steady state nothing is allocated for an item.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Gets flows of a number of items, each beside the options it is run with.</summary>
    private static Dictionary<string, (Func<int, FlowValue<long>> Make, RunOptions Options)> Cases { get; } = new()
    {
        ["fused"] = (n => Sum(Flow.Range(0, n).Then(x => 2 * x)), new RunOptions()),
        ["fused, steps"] = (n => Sum(Flow.Range(0, n).Where(x => x % 2 == 0).Then(x => x + 1)), new RunOptions()),
        ["not fused"] = (n => Sum(Flow.Range(0, n).Then(x => 2 * x)), new RunOptions { Fuse = false }),
        ["not fused, small edges"] = (n => Sum(Flow.Range(0, n).Then(x => 2 * x)), new RunOptions { Fuse = false, Capacity = 16 }),
        ["asynchronous source"] = (n => Sum(Flow.Iter(Async, n)), new RunOptions()),
        ["asynchronous calls that end at once"] = (n => Sum(Flow.Range(0, n).Then(x => ValueTask.FromResult(2 * x))), new RunOptions()),
        ["parallel"] = (n => Sum(Flow.Range(0, n).Then(x => 2 * x, o => o.Parallel(2))), new RunOptions()),
        ["parallel, unordered"] = (n => Sum(Flow.Range(0, n).Then(x => 2 * x, o => o.Parallel(2).Unordered())), new RunOptions()),
        ["fan-out and zip"] = (Zipped, new RunOptions()),
        ["merge"] = (n => Sum(Flow.Range(0, n / 2).Merge(Flow.Range(0, n / 2))), new RunOptions()),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    [Trait("Proves", "FLU-190")]
    public async Task A_million_numbers_through_a_fused_chain_allocate_no_more_than_ten_thousand()
    {
        FlowValue<long> Chain(int n) => Flow.Range(0, n).Then(Twice).Reduce(Add, 0L);
        await AllocatedAsync(Chain(10_000), new RunOptions());
        long few = await AllocatedAsync(Chain(10_000), new RunOptions());

        long many = await AllocatedAsync(Chain(1_000_000), new RunOptions());

        Assert.True(many - few <= 1_000_000, $"{many - few} bytes more.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nothing_is_allocated_for_an_item(string name)
    {
        const int Few = 10_000;
        const int Many = 1_000_000;
        (Func<int, FlowValue<long>> make, RunOptions options) = Cases[name];
        await AllocatedAsync(make(Few), options);
        long few = await AllocatedAsync(make(Few), options);

        long many = await AllocatedAsync(make(Many), options);

        // A tenth of a byte an item: chunks grow to their length once, and the runtime itself allocates now and then. A parallel task starts
        // workers for each burst of items.
        double bytes = (many - few) / (double)(Many - Few);
        Assert.True(bytes <= (name.StartsWith("parallel", StringComparison.Ordinal) ? 5 : 0.1), $"{bytes:0.000} bytes an item.");
    }

    private static async Task<long> AllocatedAsync(FlowValue<long> flow, RunOptions options)
    {
        GC.Collect();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await flow.RunAsync(options).WaitAsync(Deadline);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static FlowValue<long> Zipped(int count)
    {
        Flow<int> source = Flow.Range(0, count);
        return Sum(source.Then(x => 2 * x).Zip(source.Then(x => 3 * x), (a, b) => a + b));
    }

    private static FlowValue<long> Sum(Flow<int> items) => items.Reduce((long sum, int x) => sum + x, 0L);

    private static long Twice(int x) => 2L * x;

    private static long Add(long sum, long x) => sum + x;

    private static async IAsyncEnumerable<int> Async(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }
}
