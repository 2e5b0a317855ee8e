using Millstream.Telemetry;

namespace Millstream.Regions;

/// <summary>Section 5: several inputs in step.</summary>
public sealed class ZipTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-45")]
    [Trait("Proves", "REG-46")]
    public async Task Pairs_are_made_by_place_and_the_slow_input_governs()
    {
        var fast = new Counter();
        var rec = new Rec<(int, int)>();
        int last = 0;

        await EndedAsync(await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(fast.Next), r.Spawn(Slow, o => o.MaxEvaluations(3)), (a, b) => rec.Add((a, b))), options: Four));

        Assert.Equal([(0, 10), (1, 20), (2, 30)], rec.Items);
        Assert.InRange(fast.Evaluations, 3, 3 + 6);

        async Task<int> Slow()
        {
            await PassAsync(50);
            return last += 10;
        }
    }

    [Fact]
    [Trait("Proves", "REG-47")]
    public async Task The_shorter_input_ends_the_pairs_and_what_is_left_counts_as_dropped()
    {
        var rec = new Rec<(int, int)>();

        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> three = r.From([1, 2, 3]);
                StreamTaskHandle<int> five = r.From([1, 2, 3, 4, 5]);
                return new[] { three, five, r.Spawn(three, five, (a, b) => rec.Add((a, b))) };
            },
            options: Four);
        await EndedAsync(tasks);
        await Deadline.Within(tasks[0].Run.Completion);

        Assert.Equal([(1, 1), (2, 2), (3, 3)], rec.Items);
        Assert.All(tasks, t => Assert.Equal(RunStatus.Completed, t.Status));
        EdgeStatistics longer = tasks[0].Run.Snapshot().Edges.Single(e => e.EdgeId.EndsWith(".b", StringComparison.Ordinal));
        Assert.Equal((3, 0), (longer.Delivered, longer.Depth));
        Assert.Equal(longer.Put - 3, longer.Dropped);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [Trait("Proves", "REG-48")]
    public async Task An_ended_input_ends_the_zip_at_once_and_the_other_with_the_teardown(bool teardown, bool isSilent)
    {
        var a = new Feed<int>();
        var silent = new Feed<int>();
        var rec = new Rec<(int, int)>();
        (StreamTaskHandle<int> b, StreamTaskHandle zip) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> endless = isSilent ? r.From(silent.Reader) : r.Spawn(new Counter().Next);
                return (endless, r.Spawn(r.From(a.Reader), endless, (x, y) => rec.Add((x, y))));
            },
            teardown,
            options: Four);
        silent.Push(0, 1, 2);
        a.Push(7, 8, 9);
        await rec.HasAsync(3);

        a.Complete();
        await Deadline.AtOnce(zip.WaitAsync());
        if (teardown)
        {
            await Deadline.AtOnce(b.WaitAsync());
        }
        else
        {
            await PassAsync(200);
        }

        Assert.Equal([(7, 0), (8, 1), (9, 2)], rec.Items);
        Assert.Equal(RunStatus.Completed, zip.Status);
        Assert.Equal(teardown ? RunStatus.Completed : RunStatus.Running, b.Status);
        await Deadline.Within(b.KillAsync());
    }

    [Fact]
    [Trait("Proves", "REG-49")]
    public async Task A_failing_input_fails_the_zip_after_the_pairs_before_it()
    {
        var a = new Feed<int>();
        var rec = new Rec<(int, int)>();
        (StreamTaskHandle<int> b, StreamTaskHandle zip) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                return (counter, r.Spawn(r.From(a.Reader, o => o.Named("weak")), counter, (x, y) => rec.Add((x, y))));
            },
            options: Four);
        a.Push(7, 8);
        await rec.HasAsync(2);

        a.Complete(new InvalidOperationException("gone"));
        await EndedAsync(zip, b);

        Assert.Equal([(7, 0), (8, 1)], rec.Items);
        Assert.Equal(RunStatus.Faulted, zip.Status);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => zip.FetchAsync());
        Assert.Equal(("weak", "gone"), (error.TaskName, error.InnerException!.Message));
    }

    [Fact]
    [Trait("Proves", "REG-50")]
    public async Task Pairs_are_made_by_arrival_on_each_edge()
    {
        var rec = new Rec<(int, int)>();

        await EndedAsync(await Engine.StreamAsync(
            r => r.Spawn(
                r.Spawn(r.From([0, 1, 2, 3, 4]), x => x % 2 == 0 ? Step.Emit(x) : Step<int>.Skip()),
                r.From([10, 11, 12]),
                (a, b) => rec.Add((a, b))),
            options: Four));

        Assert.Equal([(0, 10), (2, 11), (4, 12)], rec.Items);
    }

    /// <summary>The quota of a mebibyte takes a second to fill alone, in a build for debugging; the machine may do other things as well.</summary>
    private const int Load = 3;

    [Fact]
    [Trait("Proves", "REG-51")]
    public async Task A_diamond_that_can_never_go_on_fails_as_stalled()
    {
        StreamTaskHandle zip = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.Named("source"));
                return r.Spawn(x, r.Spawn(x, v => Step<int>.Skip(), o => o.Named("empty")), (a, b) => { }, o => o.Named("zip"));
            },
            options: Four with { GrowthQuotaBytes = 1024 * 1024 });

        await Deadline.Within(zip.WaitAsync(), TimeSpan.FromSeconds(5 * Load));

        RunStalledException error = await Assert.ThrowsAsync<RunStalledException>(() => zip.FetchAsync());
        Assert.Equal(RunStatus.Faulted, zip.Status);
        Assert.Equal("source.out->zip.a", error.FullEdge);
        Assert.Contains("empty.out->zip.b", error.StarvedEdges);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(1024, true)]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1024, false)]
    [Trait("Proves", "REG-52")]
    public async Task A_diamond_with_a_sparse_arm_grows_an_edge_and_gives_the_same_pairs(int capacity, bool fuse)
    {
        var rec = new Rec<(int, int)>();
        StreamTaskHandle zip = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.Named("source").MaxEvaluations(100_000));
                StreamTaskHandle<int> sparse = r.Spawn(x, v => v % 100 == 99 ? Step.Emit(v) : Step<int>.Skip());
                return r.Spawn(x, sparse, (a, b) => rec.Add((a, b)), o => o.Named("zip"));
            },
            options: new RunOptions { Capacity = capacity, Fuse = fuse });

        await EndedAsync(zip);
        await Deadline.Within(zip.Run.Completion);

        Assert.Equal(Enumerable.Range(0, 1000).Select(k => (k, (100 * k) + 99)), rec.Items);
        EdgeStatistics direct = zip.Run.Snapshot().Edges.Single(e => e.EdgeId == "source.out->zip.a");
        Assert.True(direct.Grown > 0);
        Assert.Single(await WarningsOf(zip.Run));
    }

    [Fact]
    [Trait("Proves", "REG-52")]
    public async Task An_edge_whose_consumer_is_in_a_body_never_grows()
    {
        var gate = new Gate();
        StreamTaskHandle zip = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next, o => o.MaxEvaluations(1000));
                StreamTaskHandle<int> slow = r.Spawn(x, async v =>
                {
                    await gate.PassAsync();
                    return v;
                });
                return r.Spawn(x, slow, (a, b) => { });
            },
            options: Four);
        await gate.ReachedAsync();
        await PassAsync(300);

        gate.Open();
        await EndedAsync(zip);

        Assert.All(zip.Run.Snapshot().Edges, e => Assert.Equal(0, e.Grown));
    }

    private static async Task<List<RunEvent>> WarningsOf(GraphRun run)
    {
        var warnings = new List<RunEvent>();
        await foreach (RunEvent one in run.Events())
        {
            if (one.Kind == RunEventKind.Warning)
            {
                warnings.Add(one);
            }
        }

        return warnings;
    }
}
