namespace Millstream.Regions;

/// <summary>Section 3: sources, constants, and tasks that nobody reads.</summary>
public sealed class SourcesTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-15")]
    public async Task A_source_is_evaluated_as_often_as_its_limit_says()
    {
        var rec = new Rec<int>();

        StreamTaskHandle sink = await Engine.StreamAsync(r => r.Spawn(r.Spawn(() => 7, o => o.MaxEvaluations(5)), rec.Add), options: Four);
        await EndedAsync(sink);

        Assert.Equal([7, 7, 7, 7, 7], rec.Items);
        Assert.Equal(RunStatus.Completed, sink.Status);
    }

    [Fact]
    [Trait("Proves", "REG-16")]
    public async Task A_source_is_evaluated_anew_each_time()
    {
        var random = new Random(20);
        var rec = new Rec<double>();

        await EndedAsync(await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(random.NextDouble, o => o.MaxEvaluations(1000)), rec.Add), options: Four));

        Assert.Equal(1000, rec.Count);
        Assert.All(rec.Items, x => Assert.InRange(x, 0, Math.BitDecrement(1)));
        Assert.True(rec.Items.Distinct().Count() >= 990);
    }

    [Fact]
    [Trait("Proves", "REG-17")]
    public async Task Constants_make_a_source()
    {
        var plain = new Counter();
        var one = new Rec<int>();
        var two = new Rec<int>();

        (StreamTaskHandle<int> a, StreamTaskHandle b, StreamTaskHandle c) = await Engine.StreamAsync(
            r => (
                r.Spawn(plain.Next),
                (StreamTaskHandle)r.Spawn(42, x => { one.Add(x); return x; }),
                (StreamTaskHandle)r.Spawn(42, 43, (x, y) => { two.Add(x + y); return x + y; })),
            tasks: o => o.MaxEvaluations(10));
        await EndedAsync(a, b, c);

        Assert.Equal(10, plain.Evaluations);
        Assert.Equal(Enumerable.Repeat(42, 10), one.Items);
        Assert.Equal(Enumerable.Repeat(85, 10), two.Items);
    }

    [Fact]
    [Trait("Proves", "REG-18")]
    public async Task A_source_of_given_items_ends_after_the_last()
    {
        var rec = new Rec<int>();

        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> given = r.From([1, 2, 3]);
                return (given, r.Spawn(given, rec.Add));
            },
            options: Four);
        await Deadline.Within(sink.Run.Completion);

        Assert.Equal([1, 2, 3], rec.Items);
        Assert.Equal([RunStatus.Completed, RunStatus.Completed], [source.Status, sink.Status]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-19")]
    public async Task A_source_that_is_fed_gives_each_item_when_it_comes_and_ends_as_its_feeder_says(bool fails)
    {
        var feed = new Feed<int>();
        var rec = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> fed = r.From(feed.Reader, o => o.Named("feed"));
                return (fed, r.Spawn(fed, rec.Add));
            },
            options: Four);

        feed.Push(1, 2);
        await rec.HasAsync(2);
        await PassAsync(300);
        Assert.Equal([1, 2], rec.Items);
        feed.Push(3);
        await rec.HasAsync(3);
        feed.Complete(fails ? new InvalidOperationException("line cut") : null);
        await EndedAsync(source, sink);

        Assert.Equal([1, 2, 3], rec.Items);
        Assert.Equal(fails ? RunStatus.Faulted : RunStatus.Completed, source.Status);
        Assert.Equal(fails ? RunStatus.Faulted : RunStatus.Completed, sink.Status);
        if (fails)
        {
            TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => sink.FetchAsync());
            Assert.Equal(("feed", "line cut"), (error.TaskName, error.InnerException!.Message));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [Trait("Proves", "REG-21")]
    public async Task Evaluations_of_one_task_do_not_overlap_unless_it_asks_for_it(int parallel)
    {
        int now = 0;
        int most = 0;
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(
            async () =>
            {
                int running = Interlocked.Increment(ref now);
                InterlockedMax(ref most, running);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
                return Interlocked.Decrement(ref now);
            },
            o => parallel == 1 ? o.MaxEvaluations(50) : o.MaxEvaluations(50).Parallel(parallel)));

        await EndedAsync(source);

        Assert.Equal(50, source.Run.Snapshot().Tasks[0].Started);
        Assert.Equal(parallel, most);
    }

    [Fact]
    [Trait("Proves", "REG-22")]
    public async Task An_ordinary_task_stands_beside_a_stream_as_a_constant()
    {
        int runs = 0;
        var gate = new Gate();
        var rec = new Rec<int>();
        TaskHandle<int> five = Engine.Spawn(async () =>
        {
            await gate.PassAsync();
            return Interlocked.Increment(ref runs) + 4;
        });
        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(10)), five, (x, k) => rec.Add(x + k)), options: Four);
        await gate.ReachedAsync();
        Assert.Empty(rec.Items);

        gate.Open();
        await EndedAsync(sink);

        Assert.Equal(Enumerable.Range(5, 10), rec.Items);
        Assert.Equal(1, runs);
    }

    [Fact]
    [Trait("Proves", "REG-22")]
    public async Task A_constant_that_failed_fails_the_streaming_task_before_its_first_evaluation()
    {
        var rec = new Rec<int>();
        TaskHandle<int> broken = Engine.Spawn<int>(() => throw new InvalidOperationException("no constant"), o => o.Named("broken"));

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(new Counter().Next), broken, (x, k) => rec.Add(x + k)), options: Four);
        await EndedAsync(sink);

        Assert.Empty(rec.Items);
        Assert.Equal(RunStatus.Faulted, sink.Status);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => sink.FetchAsync());
        Assert.Equal("broken", error.TaskName);
    }

    [Fact]
    public async Task A_constant_alone_makes_a_source()
    {
        var rec = new Rec<int>();
        TaskHandle<int> five = Engine.Spawn(() => 5);

        await EndedAsync(await Engine.StreamAsync(r => r.Spawn(r.Spawn(five, x => x * 2, o => o.MaxEvaluations(3)), rec.Add), options: Four));
        StreamTaskHandle<int> endless = await Engine.StreamAsync(r => r.Spawn(five, x => x * 2));
        await Deadline.Within(endless.Run.DrainAsync());

        Assert.Equal([10, 10, 10], rec.Items);
        Assert.Equal(RunStatus.Completed, endless.Status);
    }

    [Fact]
    [Trait("Proves", "REG-23")]
    public async Task Endless_sources_starve_nobody()
    {
        var rec = new Rec<int>();
        GraphRun busy = await Engine.StreamAsync(r =>
        {
            for (int i = 0; i < 100; i++)
            {
                r.Spawn(new Counter().Next);
            }
        });

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(1000)), x => x + 1), rec.Add), options: Four);
        await EndedAsync(sink);
        await Deadline.Within(busy.KillAsync());

        Assert.Equal(Enumerable.Range(1, 1000), rec.Items);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
