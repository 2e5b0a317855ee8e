using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Regions;

/// <summary>Section 6: order, buffers, the slowest consumer.</summary>
public sealed class BuffersTests : RegionTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(1024)]
    [Trait("Proves", "REG-55")]
    [Trait("Category", "Long")]
    public async Task A_million_items_arrive_in_order(int capacity)
    {
        const int Count = 1_000_000;
        int next = 0;
        int misplaced = 0;

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(Count)), x => misplaced += x == next++ ? 0 : 1),
            options: new RunOptions { Capacity = capacity });
        await Deadline.Within(sink.WaitAsync(), TimeSpan.FromSeconds(60));

        Assert.Equal((Count, 0), (next, misplaced));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(16, false)]
    [InlineData(1024, false)]
    [InlineData(1024, true)]
    [Trait("Proves", "REG-56")]
    public async Task A_blocked_consumer_holds_the_source_at_its_capacity_and_two_more(int capacity, bool isAsynchronous)
    {
        var gate = new Gate();
        var counter = new Counter();
        StreamTaskHandle sink = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(counter.Next);
                return isAsynchronous ? r.Spawn(source, async _ => await gate.PassAsync()) : r.Spawn(source, _ => gate.Pass());
            },
            options: new RunOptions { Capacity = capacity });
        await gate.ReachedAsync();
        await PassAsync(500);

        int evaluations = counter.Evaluations;
        gate.Open();
        await Deadline.Within(sink.KillAsync());

        Assert.InRange(evaluations, capacity, capacity + 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-57")]
    [Trait("Proves", "REG-58")]
    public async Task The_slowest_consumer_governs_until_it_is_cancelled(bool cancels)
    {
        var gate = new Gate();
        var fast = new Rec<int>();
        var slow = new Rec<int>();
        StreamTaskHandle[] sinks = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next, o => o.MaxEvaluations(1000));
                return new[] { r.Spawn(source, fast.Add), r.Spawn(source, x => { gate.Pass(); slow.Add(x); }) };
            },
            options: Four);
        await gate.ReachedAsync();
        await PassAsync(300);
        Assert.InRange(fast.Count, 1, 6);

        Task cancelled = cancels ? sinks[1].CancelAsync() : Task.CompletedTask;
        if (cancels)
        {
            await fast.HasAsync(1000);
        }

        gate.Open();
        await EndedAsync(sinks);
        await Deadline.Within(cancelled);

        Assert.Equal(UpTo(1000), fast.Items);
        Assert.Equal(UpTo(slow.Count), slow.Items);
        Assert.Equal(cancels ? RunStatus.Stopped : RunStatus.Completed, sinks[1].Status);
        Assert.Equal(cancels, slow.Count < 1000);
    }

    [Fact]
    [Trait("Proves", "REG-59")]
    public async Task Each_edge_has_its_own_capacity()
    {
        var gate = new Gate();
        var counter = new Counter();
        StreamTaskHandle[] sinks = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> source = r.Spawn(counter.Next, o => o.Named("source"));
            return new[]
            {
                r.Spawn(source, _ => gate.Pass(), o => o.Named("a").Capacity(1)),
                r.Spawn(source, _ => { }, o => o.Named("b").Capacity(100)),
            };
        });
        await gate.ReachedAsync();
        await PassAsync(300);

        int evaluations = counter.Evaluations;
        IReadOnlyList<EdgeStatistics> edges = sinks[0].Run.Snapshot().Edges;
        gate.Open();
        await Deadline.Within(sinks[0].KillAsync());

        Assert.InRange(evaluations, 1, 3);
        Assert.Equal([1, 100], edges.Select(e => e.Capacity));
    }

    [Theory]
    [InlineData(Overflow.Wait, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 0)]
    [InlineData(Overflow.DropOldest, new[] { 0, 8, 9 }, 7)]
    [InlineData(Overflow.DropNewest, new[] { 0, 1, 2 }, 7)]
    [Trait("Proves", "REG-60")]
    public async Task A_full_edge_does_as_its_policy_says(Overflow policy, int[] expected, int dropped)
    {
        var feed = new Feed<int>();
        var gate = new Gate();
        var rec = new Rec<int>();
        StreamTaskHandle sink = await Engine.StreamAsync(r => r.Spawn(
            r.From(feed.Reader),
            x =>
            {
                gate.Pass();
                rec.Add(x);
            },
            o => o.Capacity(2).Overflow(policy)));
        feed.Push(0);
        await gate.ReachedAsync();
        feed.Push([.. Enumerable.Range(1, 9)]);
        feed.Complete();
        await PassAsync(300);

        gate.Open();
        await EndedAsync(sink);

        Assert.Equal(expected, rec.Items);
        Assert.Equal(dropped, sink.Run.Snapshot().Edges.Single().Dropped);
    }

    [Fact]
    [Trait("Proves", "REG-61")]
    public async Task A_full_edge_that_may_fail_fails_its_producer()
    {
        var feed = new Feed<int>();
        var gate = new Gate();
        var rec = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> fed = r.From(feed.Reader, o => o.Named("feed"));
            return (fed, r.Spawn(
                fed,
                x =>
                {
                    gate.Pass();
                    rec.Add(x);
                },
                o => o.Named("slow").Capacity(2).Overflow(Overflow.Fail)));
        });
        feed.Push(0);
        await gate.ReachedAsync();
        feed.Push([.. Enumerable.Range(1, 9)]);
        await Deadline.Within(source.WaitAsync());
        await PassAsync(300);

        gate.Open();
        await EndedAsync(sink);

        Assert.Equal([0, 1, 2], rec.Items);
        Assert.Equal([RunStatus.Faulted, RunStatus.Faulted], [source.Status, sink.Status]);
        EdgeFailedException error = await Assert.ThrowsAsync<EdgeFailedException>(() => source.FetchAsync());
        Assert.Equal("feed.out->slow.x", error.EdgeId);
        Assert.Contains("'feed.out->slow.x'", error.Message, StringComparison.Ordinal);
        Assert.Same(error, await Assert.ThrowsAsync<EdgeFailedException>(() => sink.FetchAsync()));
    }

    [Fact]
    [Trait("Proves", "REG-62")]
    public async Task A_users_own_buffer_is_the_one_in_use()
    {
        var buffer = new CountingBuffer();
        var rec = new Rec<int>();

        StreamTaskHandle sink = await Engine.StreamAsync(r => r.Spawn(
            r.Spawn(new Counter().Next, o => o.MaxEvaluations(1000)), rec.Add, o => o.Capacity(4).Buffer(() => buffer)));
        await EndedAsync(sink);

        Assert.Equal(UpTo(1000), rec.Items);
        Assert.Equal((1000, 1000, 0), (buffer.Puts, buffer.Takes, buffer.Count));
        Assert.InRange(buffer.Most, 1, 4);
    }

    [Fact]
    public async Task A_buffer_for_items_of_another_type_is_refused_where_it_is_given()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(() => Engine.StreamAsync(r =>
            r.Spawn(r.Spawn(() => "text"), (string s) => { }, o => o.Named("sink").Buffer(() => new CountingBuffer()))));

        Assert.StartsWith(
            "The buffer or the size function of 'sink' is for items of another type than those that it reads: string.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "REG-63")]
    public async Task After_a_run_every_item_is_accounted_for()
    {
        var runs = new List<GraphRun>();
        foreach (Action<Region> body in new Action<Region>[]
        {
            r => r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(100)), _ => { }),
            r => r.Spawn(r.Spawn(new Counter().Next), _ => { }, o => o.MaxEvaluations(10)),
            r => r.Spawn(r.Spawn(new Counter().Next), x => x == 50 ? Step<int>.Finish() : Step.Emit(x)),
            r => r.Spawn(r.Spawn(new Counter().Next), x => x == 50 ? throw new InvalidOperationException() : x),
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next);
                r.Spawn(x, r.Spawn(x, v => v + 1, o => o.MaxEvaluations(20)), (a, b) => { });
            },
            r => r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(100)), _ => { }, o => o.Capacity(2).Overflow(Overflow.DropOldest)),
        })
        {
            foreach (int capacity in new[] { 1, 4, 1024 })
            {
                runs.Add(await Engine.StreamAsync(body, options: new RunOptions { Capacity = capacity }));
            }
        }

        var endless = await Engine.StreamAsync(r => { r.Spawn(r.Spawn(new Counter().Next), _ => { }); });
        await Deadline.Within(endless.KillAsync());
        foreach (GraphRun run in runs.Append(endless))
        {
            await Deadline.Within(run.Completion.ContinueWith(_ => { }, TaskScheduler.Default));
            Assert.All(run.Snapshot().Edges, e => Assert.Equal((e.EdgeId, e.Put, 0L), (e.EdgeId, e.Delivered + e.Dropped, e.Depth)));
        }

        RunProgress finished = runs[6].Snapshot();
        Assert.Equal(51, finished.Tasks[1].Started);
        Assert.Equal(51, finished.Edges[0].Delivered);
    }

    [Fact]
    [Trait("Proves", "REG-64")]
    public async Task Consumers_in_one_process_get_the_same_object_and_copies_of_structs()
    {
        var first = new Rec<object>();
        var second = new Rec<object>();
        var structs = new Rec<int>();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<object> made = r.Spawn(() => new object(), o => o.MaxEvaluations(100));
                StreamTaskHandle<Box> boxes = r.Spawn(() => new Box(), o => o.MaxEvaluations(100));
                return new[]
                {
                    r.Spawn(made, first.Add),
                    r.Spawn(made, second.Add),
                    r.Spawn(boxes, b => structs.Add(b.Increment())),
                    r.Spawn(boxes, b => structs.Add(b.Increment())),
                };
            },
            options: Four));

        Assert.Equal(100, first.Count);
        Assert.All(first.Items.Zip(second.Items), pair => Assert.Same(pair.First, pair.Second));
        Assert.Equal(Enumerable.Repeat(1, 200), structs.Items);
    }

    private struct Box
    {
        private int _value;

        public int Increment() => ++_value;
    }

    private sealed class CountingBuffer : EdgeBuffer<int>
    {
        private readonly Queue<int> _items = new();

        public int Puts { get; private set; }

        public int Takes { get; private set; }

        public int Most { get; private set; }

        public override int Count => _items.Count;

        public override void Put(int item)
        {
            Puts++;
            _items.Enqueue(item);
            Most = Math.Max(Most, _items.Count);
        }

        public override int Take()
        {
            Takes++;
            return _items.Dequeue();
        }
    }
}
