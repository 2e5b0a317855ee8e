namespace Millstream.Items;

public sealed class ItemTasksTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Limit_and_skip_count_items(bool fuse, int capacity)
    {
        Assert.Equal([0, 1, 2], await Flow.Range(0, 100).LimitItems(new CountSettings { Count = 3 }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal([97, 98, 99], await Flow.Range(0, 100).SkipItems(new CountSettings { Count = 97 }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Empty(await Flow.Range(0, 100).LimitItems(new CountSettings { Count = 0 }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal([100L], await Flow.Range(0, 100).CountItems().ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Limit_ends_an_endless_source(bool fuse, int capacity)
    {
        bool isDisposed = false;
        IEnumerable<int> Endless()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                isDisposed = true;
            }
        }

        Assert.Equal(Enumerable.Range(0, 10), await Flow.Iter(Endless).LimitItems().ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.True(isDisposed);
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Sample_gives_one_of_each_so_many_and_a_share_by_chance(bool fuse, int capacity)
    {
        Assert.Equal([0, 3, 6, 9], await Flow.Range(0, 10).SampleItems(new SampleSettings { Every = 3 }).ResultAsync(Runs.Mode(fuse, capacity)));
        IReadOnlyList<int> share = await Flow.Range(0, 10_000).SampleItems(new SampleSettings { Fraction = 0.1, Seed = 5 }).ResultAsync(Runs.Mode(fuse, capacity));
        Assert.InRange(share.Count, 900, 1_100);
        Assert.Equal(share, await Flow.Range(0, 10_000).SampleItems(new SampleSettings { Fraction = 0.1, Seed = 5 }).ResultAsync());
        Assert.Empty(await Flow.Range(0, 100).SampleItems(new SampleSettings { Fraction = 0 }).ResultAsync());
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Chunk_puts_items_together(bool fuse, int capacity) =>
        Assert.Equal([[0, 1, 2], [3, 4, 5], [6]], await Flow.Range(0, 7).ChunkItems(new ChunkSettings { Count = 3 }).ResultAsync(Runs.Mode(fuse, capacity)));

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Merge_takes_any_number_of_edges(bool fuse, int capacity)
    {
        var g = new Graphs.GraphBuilder("merge");
        for (int i = 0; i < 3; i++)
        {
            g.Lambda($"source{i}", (int n) => n, Flow.Range(i * 100, 50));
        }

        TaskDefinition merge = BuiltInTasks.Catalogue.FindFamily("merge")!.Of<int>();
        g.Add(merge, "merge");
        for (int i = 0; i < 3; i++)
        {
            g.Connect($"source{i}", "merge");
        }

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), Runs.Mode(fuse, capacity), TestContext.Current.CancellationToken);
        IReadOnlyList<int> merged = await run.ResultAsync<IReadOnlyList<int>>("items").WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);

        Assert.Equal(150, merged.Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Enumerable.Range(i * 100, 50), merged.Where(n => n / 100 == i));
        }
    }
}
