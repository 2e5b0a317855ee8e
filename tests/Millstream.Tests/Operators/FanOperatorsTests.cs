namespace Millstream.Operators;

/// <summary>PartitionBy, Broadcast, Buffer, CombineLatest and the forms of Zip.</summary>
public sealed class FanOperatorsTests
{
    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { true, 1 }, { false, 4 }, { false, 1024 } };

    [Theory, MemberData(nameof(Modes))]
    public async Task Each_item_goes_to_the_part_it_belongs_to(bool fuse, int capacity)
    {
        (Flow<int> even, Flow<int> odd) = Flow.Range(0, 10_000).PartitionBy(x => x % 2 == 0);
        Flow<int> negative = odd.Then(x => -x);
        GraphRun run = FlowRuns.Start([even, negative], new RunOptions { Fuse = fuse, Capacity = capacity });

        Assert.Equal(Enumerable.Range(0, 10_000).Where(x => x % 2 == 0), await run.ResultAsync(even));
        Assert.Equal(Enumerable.Range(0, 10_000).Where(x => x % 2 == 1).Select(x => -x), await run.ResultAsync(negative));
    }

    [Fact]
    public void A_flow_that_is_null_is_refused_by_its_name()
    {
        Flow<int> flow = Flow.From(1);

        Assert.Throws<ArgumentNullException>("other", () => flow.Merge(null!));
        Assert.Throws<ArgumentNullException>("other", () => flow.Concat(null!));
        Assert.Throws<ArgumentNullException>("flows[1]", () => Flow.Merge(flow, null!, flow));
        Assert.Throws<ArgumentNullException>("flows[1]", () => Flow.Concat<int>([flow, null!, flow]));
    }

    [Fact]
    public async Task A_part_that_nobody_reads_is_discarded_and_does_not_keep_an_endless_source_going()
    {
        (Flow<int> even, _) = Flow.Iter(Endless).PartitionBy(x => x % 2 == 0);

        Assert.Equal([0, 2, 4], await even.Take(3).RunAsync().WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task A_number_that_is_no_part_fails_naming_the_item()
    {
        IReadOnlyList<Flow<int>> parts = Flow.From(0, 1, 2).PartitionBy(2, x => x);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => parts[0].RunAsync());
        Assert.Equal(2, error.ItemIndex);
        Assert.Contains("part 2, but the parts are 0 to 1", error.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Proves", "FLU-74")]
    public async Task Zip_ends_with_the_shorter_flow_and_strictly_fails_after_the_pairs()
    {
        int disposed = 0;
        Flow<int> two = Flow.Iter(() => Counted(2, () => Interlocked.Increment(ref disposed)));
        Flow<int> three = Flow.Iter(() => Counted(3, () => Interlocked.Increment(ref disposed)));

        Assert.Equal([(0, 0), (1, 1)], await CollectAsync(two.Zip(three)));
        Assert.Equal(2, disposed);

        var pairs = new List<(int, int)>();
        UnequalLengthsException error = await Assert.ThrowsAsync<UnequalLengthsException>(async () =>
        {
            await foreach ((int, int) pair in two.Zip(three, strict: true))
            {
                pairs.Add(pair);
            }
        });
        Assert.Equal([(0, 0), (1, 1)], pairs);
        Assert.Equal(2, error.Index);
        Assert.Equal(4, disposed);
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Four_flows_are_zipped_in_step(bool fuse, int capacity)
    {
        Flow<int> source = Flow.Range(0, 1000);
        Flow<int> sums = Flow.Zip(source, source.Then(x => x + 1), source.Then(x => x * 2), source, (a, b, c, d) => a + b + c + d);

        Assert.Equal(
            Enumerable.Range(0, 1000).Select(x => (5 * x) + 1),
            await sums.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }));
        Assert.Equal([6, 9], await Flow.Zip(Flow.From(1, 2), Flow.From(2, 3), Flow.From(3, 4, 5), (a, b, c) => a + b + c).RunAsync());
    }

    [Fact]
    public async Task CombineLatest_joins_the_latest_of_both()
    {
        IReadOnlyList<int> one = await Flow.From(10).CombineLatest(Flow.From(1), (a, b) => a + b).RunAsync();
        IReadOnlyList<int> none = await Flow.From<int>().CombineLatest(Flow.Iter(Endless), (a, b) => a + b).RunAsync()
            .WaitAsync(TimeSpan.FromSeconds(60));
        IReadOnlyList<int> many = await Flow.From(1, 2, 3).CombineLatest(Flow.From(10, 20), (a, b) => a + b).RunAsync();

        Assert.Equal([11], one);
        Assert.Empty(none);
        Assert.Equal(23, many[^1]);
        Assert.InRange(many.Count, 2, 4);
    }

    [Fact]
    public async Task A_buffer_is_an_edge_and_loses_nothing()
    {
        Flow<int> flow = Flow.Range(0, 5000).Then(x => x + 1).Buffer(3).Then(x => x * 2);

        Assert.Contains("explicit edge", LocalEngine.Plan(flow.Build()).ToString(), StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 5000).Select(x => (x + 1) * 2), await flow.RunAsync());
        Assert.Throws<ArgumentOutOfRangeException>(() => Flow.From(1).Buffer(0));
    }

    [Fact]
    public async Task Broadcast_gives_every_consumer_every_item()
    {
        int started = 0;
        IReadOnlyList<Flow<int>> copies = Flow.Iter(() =>
        {
            Interlocked.Increment(ref started);
            return Enumerable.Range(0, 100);
        }).Broadcast(3);
        GraphRun run = FlowRuns.Start([.. copies]);

        foreach (string output in (string[])["result", "result-2", "result-3"])
        {
            Assert.Equal(Enumerable.Range(0, 100), await run.ResultAsync<IReadOnlyList<int>>(output));
        }

        Assert.Equal(1, started);
    }

    private static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i++)
        {
            yield return i;
        }
    }

    private static IEnumerable<int> Counted(int count, Action disposed)
    {
        try
        {
            for (int i = 0; i < count; i++)
            {
                yield return i;
            }
        }
        finally
        {
            disposed();
        }
    }

    private static async Task<List<T>> CollectAsync<T>(Flow<T> flow)
    {
        var items = new List<T>();
        await foreach (T item in flow)
        {
            items.Add(item);
        }

        return items;
    }
}
