using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>How the outputs of a run are read, by name and position, together, and how much of them is kept.</summary>
public sealed class NamedOutputsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TaskDescriptor Xs = TaskDescriptor.Contract("xs").In<int>("n").Out<int>("x");

    private static readonly TaskDescriptor Ys = TaskDescriptor.Contract("ys").In<int>("m").Out<int>("y");

    private static LocalEngine Engine { get; } = Methods.EngineOf((Xs, Methods.Live("Xs", "n", UpToAsync)), (Ys, Methods.Live("Ys", "m", UpToAsync)));

    [Fact]
    [Trait("Proves", "DF-29")]
    public async Task The_last_item_a_position_and_what_is_new_are_read_without_losing_any()
    {
        TaskDescriptor through = TaskDescriptor.Contract("through").In<int>("a").Out<int>("b");
        LocalEngine engine = Methods.EngineOf((through, Methods.Each("Through", "a", x => x)));
        await using GraphRun run = await engine.StartAsync(TaskGraph.FromTasks(through), new RunInputs { ["a"] = RunInput.Open });
        RunInput<int> input = run.Input<int>("a");
        RunOutput<int> output = run.Output<int>("b");

        // Read in pieces while it grows: each goes on where the one before ended.
        var read = new List<int>();
        for (int i = 0; i < 100; i++)
        {
            await input.WriteAsync(2 * i);
            await input.WriteAsync((2 * i) + 1);
            await foreach (int item in output.FromAsync(read.Count).WithCancellation(TestContext.Current.CancellationToken))
            {
                read.Add(item);
                if (read.Count % 2 == 0)
                {
                    break;
                }
            }
        }

        Assert.Equal(200, output.Count);
        Task<List<int>> news = output.FromNowAsync().ToListAsync(TestContext.Current.CancellationToken).AsTask();
        await input.WriteAsync(200);
        await input.WriteAsync(201);
        input.Complete();

        Assert.Equal(Enumerable.Range(0, 200), read);
        Assert.Equal([200, 201], await news.WaitAsync(Deadline));
        Assert.Equal(201, await output.LastAsync().WaitAsync(Deadline));
        Assert.Equal(Enumerable.Range(150, 52), await output.FromAsync(150).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await output.FromAsync(1000).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentOutOfRangeException>(() => output.FromAsync(-1));
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    [InlineData(0, 2)]
    [Trait("Proves", "DF-30")]
    public async Task Two_outputs_are_zipped_to_the_shortest_with_padding_or_strictly(int count, int other)
    {
        await using GraphRun run = await Engine.StartAsync(TaskGraph.FromTasks(Xs, Ys), new RunInputs { ["n"] = count, ["m"] = other });
        Flow<int> x = Flow.Iter(run.Output<int>("x"), o => o.Named("x"));
        Flow<int> y = Flow.Iter(run.Output<int>("y"), o => o.Named("y"));

        Assert.Equal(Pairs(Math.Min(count, other)), await x.Zip(y).RunAsync().WaitAsync(Deadline));
        Assert.Equal(
            Enumerable.Range(0, Math.Max(count, other)).Select(i => (i < count ? i : -1, i < other ? i : -2)),
            await x.Zip(y, padFirst: -1, padSecond: -2).RunAsync().WaitAsync(Deadline));
        if (count == other)
        {
            Assert.Equal(Pairs(count), await x.Zip(y, strict: true).RunAsync().WaitAsync(Deadline));
            return;
        }

        UnequalLengthsException uneven = await Assert.ThrowsAsync<UnequalLengthsException>(() => x.Zip(y, strict: true).RunAsync().WaitAsync(Deadline));
        Assert.Contains(count < other ? "'x'" : "'y'", uneven.Message, StringComparison.Ordinal);

        static IEnumerable<(int, int)> Pairs(int length) => Enumerable.Range(0, length).Select(i => (i, i));
    }

    [Fact]
    [Trait("Proves", "DF-31")]
    public async Task A_merge_ends_when_all_have_ended_and_loses_nothing()
    {
        for (int i = 0; i < 1000; i++)
        {
            int other = i % 7 == 0 ? 0 : i % 300;
            await using GraphRun run = await Engine.StartAsync(TaskGraph.FromTasks(Xs, Ys), new RunInputs { ["n"] = i % 3, ["m"] = other });
            if (i % 2 == 0)
            {
                // One or both have ended before the merge begins.
                await run.Output<int>("x").ToListAsync().WaitAsync(Deadline);
            }

            IReadOnlyList<int> merged = await Flow.Iter(run.Output<int>("x")).Then(x => -1 - x).Merge(Flow.Iter(run.Output<int>("y"))).RunAsync().WaitAsync(Deadline);

            Assert.Equal(Enumerable.Range(0, i % 3), merged.Where(m => m < 0).Select(m => -1 - m));
            Assert.Equal(Enumerable.Range(0, other), merged.Where(m => m >= 0));
        }
    }

    [Fact]
    [Trait("Proves", "DF-78")]
    public async Task A_kept_output_is_bounded_and_its_error_names_the_ways_out()
    {
        TaskDescriptor endless = TaskDescriptor.Contract("endless").Out<int>("numbers");
        LocalEngine engine = Methods.EngineOf((endless, TaskDefinition.Source(
            Methods.Task("Endless", []), ItemOutlets.One<int>(), _ => static () => Enumerable.Range(0, int.MaxValue))));
        TaskGraph graph = TaskGraph.FromTasks(endless);

        await using GraphRun small = await engine.StartAsync(graph, new RunOptions { OutputQuotaBytes = 4000 });
        await using GraphRun usual = await engine.StartAsync(graph);

        QuotaExceededException error = await Assert.ThrowsAsync<QuotaExceededException>(() => small.Completion.WaitAsync(Deadline));
        Assert.Equal((RunStatus.Faulted, "numbers", 4000L), (small.Status, error.Output, error.QuotaBytes));
        Assert.Contains("graph.Live(\"numbers\")", error.Message, StringComparison.Ordinal);
        Assert.Contains("graph.Discard(\"numbers\")", error.Message, StringComparison.Ordinal);
        Assert.InRange(small.Output<int>("numbers").Count, 1, 1000);
        QuotaExceededException ofUsual = await Assert.ThrowsAsync<QuotaExceededException>(() => usual.Completion.WaitAsync(Deadline));
        Assert.Equal(64L * 1024 * 1024, ofUsual.QuotaBytes);
        Assert.InRange(usual.Output<int>("numbers").Count, 1, 16 * 1024 * 1024);

        // Live: a reader sets the pace. Discarded: nobody does.
        await using GraphRun live = await engine.StartAsync(graph.Live("numbers"), new RunOptions { OutputQuotaBytes = 4000, Capacity = 16 });
        Assert.Equal(Enumerable.Range(0, 5000), await live.Output<int>("numbers").Take(5000).ToListAsync(TestContext.Current.CancellationToken));
        Assert.Throws<InvalidOperationException>(() => live.Output<int>("numbers").GetAsyncEnumerator(TestContext.Current.CancellationToken));
        await using GraphRun discarded = await engine.StartAsync(graph.Discard("numbers"), new RunOptions { OutputQuotaBytes = 4000 });
        await Methods.UntilAsync(() => discarded.Snapshot().Task("endless").Discarded >= 5000);
        Assert.Equal(RunStatus.Running, discarded.Status);
        Assert.Empty(discarded.Graph.Outputs);
        await discarded.StopAsync().WaitAsync(Deadline);
        Assert.Contains("has no output 'x'. It has: 'numbers'.", Assert.Throws<GraphConfigurationException>(() => graph.Live("x")).Message, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<int> UpToAsync(IAsyncEnumerable<int> counts)
    {
        await foreach (int count in counts)
        {
            for (int i = 0; i < count; i++)
            {
                if (i % 16 == 0)
                {
                    await Task.Yield();
                }

                yield return i;
            }
        }
    }
}
