using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;
using static Millstream.RunModes;

namespace Millstream.Execution;

/// <summary>When tasks begin, how far producers run ahead, and what everybody gets.</summary>
public sealed class OverlapTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-27")]
    public async Task Independent_tasks_run_at_the_same_time(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        long began = time.GetTimestamp();
        using var both = new Barrier(2);
        var g = new GraphBuilder("g");
        foreach (string id in new[] { "one", "other" })
        {
            g.Add(Declared.Awaiting("Wait", "x", async (int x, CancellationToken token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), time, token);
                return x;
            }), [TaskInput.Of(1)], id);
            g.Add(Declared.PerItem("Meet", "x", (int x) => both.SignalAndWait(Deadline)), [TaskInput.Of(1)], $"{id}-meets");
        }

        await using GraphRun run = await StartAsync(g, Of(fuse, capacity) with { Time = time });
        await time.WaitForTimersAsync(2, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(300));
        await run.Completion.InTime();

        Assert.Equal(300, time.GetElapsedTime(began).TotalMilliseconds);
        Assert.True(await run.ResultAsync<bool>("one-meets") && await run.ResultAsync<bool>("other-meets"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-32")]
    public async Task Results_come_in_declared_order(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var g = new GraphBuilder("g");
        foreach (int ms in new[] { 60, 10, 30 })
        {
            g.Add(Declared.Awaiting("Wait", "x", async (int x, CancellationToken token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(x), time, token);
                return x;
            }), [TaskInput.Of(ms)], $"t{ms}");
        }

        TaskGraph graph = g.Build();
        for (int i = 0; i < 100; i++)
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, Of(fuse, capacity) with { Time = time });
            await time.WaitForTimersAsync(3, Token).InTime();
            foreach (int ms in new[] { 10, 20, 30 })
            {
                time.Advance(TimeSpan.FromMilliseconds(ms));
            }

            Assert.Equal([new("t60", 60), new("t10", 10), new("t30", 30)], await run.ResultsAsync().InTime());
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-15")]
    public async Task A_literal_is_not_shared_by_runs(bool fuse, int capacity)
    {
        var list = new List<int> { 1, 2, 3 };
        int[] array = [1, 2, 3];
        var g = new GraphBuilder("g");
        g.Add(Declared.PerItem("Grow", "x", (List<int> x) =>
        {
            int count = x.Count;
            x.Add(9);
            x[0]++;
            return count + x[0];
        }), [TaskInput.Of(list)], "list");
        g.Add(Declared.PerItem("Grow", "x", (int[] x) => ++x[0]), [TaskInput.Of(array)], "array");
        TaskGraph graph = g.Build();
        for (int i = 0; i < 2; i++)
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, Of(fuse, capacity));
            Assert.Equal([new("list", 5), new("array", 2)], await run.ResultsAsync().InTime());
        }

        Assert.Equal([1, 2, 3], list);
        Assert.Equal([1, 2, 3], array);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-16")]
    public async Task A_task_runs_alone_as_in_a_graph(bool fuse, int capacity)
    {
        static int Square(int x) => x * x;
        RunOptions options = Of(fuse, capacity);

        Assert.Equal(25, await LocalEngine.Shared.RunAsync(Square, 5, options, Token).InTime());
        Assert.Equal(25, await LocalEngine.Shared.RunAsync<int>(Declared.Square, 5, options, Token).InTime());
        Assert.Equal([1, 4], await LocalEngine.Shared.RunAsync<IReadOnlyList<int>>(Declared.Square, Enumerable.Range(1, 2), options, Token).InTime());
        Assert.Equal("1 2", await LocalEngine.Shared.RunAsync<string>(Declared.Digits, Enumerable.Range(1, 2), options, Token).InTime());
        Assert.Equal(8, await LocalEngine.Shared.RunAsync<int>(Declared.AddFive, new RunInputs { ["a"] = 3 }, options, Token).InTime());
        await using GraphRun both = await LocalEngine.Shared.StartAsync(Declared.Both, new RunInputs { ["a"] = 7, ["b"] = 2 }, options, Token);
        Assert.Equal([new("sum", 9), new("diff", 5)], await both.ResultsAsync().InTime());

        var g = new GraphBuilder("Square");
        g.Add(Declared.Square, [TaskInput.Of(5)]);
        await using GraphRun inGraph = await StartAsync(g, options);
        await using GraphRun alone = await LocalEngine.Shared.StartAsync(Declared.Square, new RunInputs { ["x"] = 5 }, options, Token);
        Assert.Equal(await EventsAsync(inGraph), await EventsAsync(alone));
        Assert.Equal(
            inGraph.Snapshot().Tasks.Select(t => (t.TaskId, t.TaskName, t.Status, t.Started)), alone.Snapshot().Tasks.Select(t => (t.TaskId, t.TaskName, t.Status, t.Started)));

        GraphConfigurationException fault = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => LocalEngine.Shared.RunAsync<int>(Declared.Add, new RunInputs { ["a"] = "text", ["c"] = 1 }, options, Token));
        Assert.Equal([FaultKind.InputType, FaultKind.MissingInput, FaultKind.UnknownInput], fault.Faults.Select(f => f.Kind));

        static async Task<List<(RunEventKind, NodeId?)>> EventsAsync(GraphRun run)
        {
            var events = new List<(RunEventKind, NodeId?)>();
            await foreach (RunEvent e in run.Events(cancellationToken: Token))
            {
                events.Add((e.Kind, e.TaskId));
            }

            return events;
        }
    }

    [Theory]
    [InlineData(true, 1024)]
    [InlineData(true, 1)]
    [InlineData(false, 4)]
    public async Task A_chain_and_a_fan_out_of_a_thousand_tasks(bool fuse, int capacity)
    {
        var chain = new GraphBuilder("chain");
        TaskDefinition plusOne = Declared.PerItem("PlusOne", "x", (int x) => x + 1);
        FlowValue<int> last = chain.Add(plusOne, [TaskInput.Of(0)]).Value<int>();
        for (int i = 1; i < 1000; i++)
        {
            last = chain.Add(plusOne, [last]).Value<int>();
        }

        var fan = new GraphBuilder("fan");
        PlacedTask first = fan.Add(Declared.Same, [TaskInput.Of(7)], "first");
        for (int i = 0; i < 1000; i++)
        {
            fan.Add(plusOne, $"t{i}");
            fan.Connect("first", $"t{i}.x");
        }

        await using GraphRun ofChain = await StartAsync(chain, Of(fuse, capacity));
        await using GraphRun ofFan = await StartAsync(fan, Of(fuse, capacity));

        Assert.Equal(1000, await ofChain.ResultAsync(last).InTime());
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => new RunResult($"t{i}", 8)), await ofFan.ResultsAsync().InTime());
        Assert.NotNull(first);
    }

    [Fact]
    [Trait("Proves", "TG-85")]
    public async Task Default_merges_give_the_same_results_a_hundred_times()
    {
        var g = new GraphBuilder("g");
        foreach (string id in new[] { "c", "a", "b" })
        {
            g.Add(Declared.MakingLater(id, token => DelayedAsync(id[0] * 10, token)), [], id);
        }

        g.Add(Declared.OfList("Join", "all", (IReadOnlyList<int> all) => string.Join(' ', all)), "join");
        g.Add(Declared.Add, "add");
        g.Connect("b", "join").Connect("a", "join").Connect("c", "join").Connect("a", "add.a").Connect("b", "add.b");
        TaskGraph graph = g.Build();
        string? first = null;
        for (int i = 0; i < 100; i++)
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph);
            IReadOnlyList<RunResult> results = await run.ResultsAsync().InTime();
            string document = string.Join("; ", results.Select(r => $"{r.Name}: {(r.Value is IEnumerable<int> items ? string.Join(' ', items) : r.Value)}"));
            Assert.Equal(first ??= document, document);
        }

        Assert.Equal("join: 970 971 972 980 981 982 990 991 992; add: 1950 1952 1954", first);

        static async IAsyncEnumerable<int> DelayedAsync(int from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            for (int i = 0; i < 3; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(0, 7)), TimeProvider.System, token);
                yield return from + i;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-107")]
    public async Task A_producer_and_its_consumer_go_hand_in_hand(bool fuse, int capacity)
    {
        using var confirmed = new SemaphoreSlim(0);
        async IAsyncEnumerable<int> MakeAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            for (int i = 0; i < 5; i++)
            {
                yield return i;
                await confirmed.WaitAsync(token);
            }
        }

        async IAsyncEnumerable<int> ConfirmAsync(IAsyncEnumerable<int> items)
        {
            await foreach (int item in items)
            {
                confirmed.Release();
                yield return item;
            }
        }

        var g = new GraphBuilder("g");
        PlacedTask made = g.Add(Declared.MakingLater("s", MakeAsync), []);
        PlacedTask passed = g.Add(Declared.Doubled, [g.Add(Declared.Same, [made.Flow<int>()]).Flow<int>()]);
        g.Add(Declared.Reading<int, int>("c", "items", ConfirmAsync), [passed.Flow<int>()], "c");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        await run.Completion.WaitAsync(RunModes.AtOnce, Token);
        Assert.Equal([0, 2, 4, 6, 8], await run.ResultAsync<IReadOnlyList<int>>("c"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-110")]
    public async Task A_list_and_a_live_stream_of_one_source_lose_nothing(bool fuse)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Making("s", () => Enumerable.Range(0, 10_000)), [], "s");
        g.Add(
            TaskDefinition.Live(
                new TaskDescriptor("c")
                {
                    Inlets = [InletDescriptor.Of<int>("table", InletKind.List), InletDescriptor.Of<int>("live", InletKind.Stream)],
                    Outlets = [OutletDescriptor.Of<long>("out")],
                },
                ItemOutlets.One<long>(),
                static activation =>
                {
                    IAsyncEnumerable<int> table = activation.ReadAsync<int>(0);
                    IAsyncEnumerable<int> live = activation.ReadAsync<int>(1);
                    return () => CountAsync(table, live);
                }),
            "c");
        g.Connect("s", "c.table", capacity: 8).Connect("s", "c.live", capacity: 8);
        await using GraphRun run = await StartAsync(g, Of(fuse, 8));

        Assert.Equal([10_000L, 10_000, 49_995_000], await run.ResultAsync<IReadOnlyList<long>>("c").InTime());
        Assert.True(run.Snapshot().Edges.Single(e => e.EdgeId == "s.out->c.live").Grown > 0);

        static async IAsyncEnumerable<long> CountAsync(IAsyncEnumerable<int> table, IAsyncEnumerable<int> live)
        {
            IReadOnlyList<int> all = await TaskActivation.ListAsync(table);
            yield return all.Count;
            long count = 0, sum = 0;
            await foreach (int item in live)
            {
                count++;
                sum += item;
            }

            yield return count;
            yield return sum;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-111")]
    public async Task Who_leaves_early_ends_the_source(bool fuse, int capacity)
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

        var g = new GraphBuilder("g");
        PlacedTask s = g.Add(Declared.Making("s", Endless), [], "s");
        g.Add(Declared.Reading<int, int>("c", "items", FiveAsync), [s.Flow<int>()], "c");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        await run.Completion.WaitAsync(RunModes.AtOnce, Token);

        Assert.Equal([0, 1, 2, 3, 4], await run.ResultAsync<IReadOnlyList<int>>("c"));
        Assert.True(isDisposed);
        Assert.Equal((RunStatus.Completed, true), (run.Snapshot().Task("s").Status, run.Snapshot().Task("s").StoppedEarly));
        Assert.Equal((RunStatus.Completed, false), (run.Snapshot().Task("c").Status, run.Snapshot().Task("c").StoppedEarly));

        static async IAsyncEnumerable<int> FiveAsync(IAsyncEnumerable<int> items)
        {
            int taken = 0;
            await foreach (int item in items)
            {
                yield return item;
                if (++taken == 5)
                {
                    yield break;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-112")]
    public async Task Items_are_read_while_they_come_and_the_whole_at_the_end(bool fuse, int capacity)
    {
        var read = new TaskCompletionSource();
        async IAsyncEnumerable<int> MakeAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return 1;
            await read.Task.WaitAsync(token);
            yield return 2;
        }

        var g = new GraphBuilder("g");
        Flow<int> flow = g.Add(Declared.MakingLater("s", MakeAsync), []).Flow<int>();
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));
        var items = new List<int>();
        await foreach (int item in run.Items(flow).WithCancellation(Token))
        {
            items.Add(item);
            read.TrySetResult();
        }

        Assert.Equal([1, 2], items);
        Assert.Equal([1, 2], await run.ResultAsync(flow).InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-113")]
    public async Task All_consumers_get_the_same(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask s = g.Add(Declared.Making("s", () => Enumerable.Range(0, 1000)), [], "s");
        for (int i = 0; i < 3; i++)
        {
            g.Add(Declared.Reading<int, int>("Live", "x", static items => items), [s.Flow<int>()], $"live{i}");
        }

        g.Add(Declared.OfList("List", "x", static (IReadOnlyList<int> all) => all.Count), [s.Flow<int>()], "list");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(Enumerable.Range(0, 1000), await run.ResultAsync<IReadOnlyList<int>>($"live{i}").InTime());
        }

        Assert.Equal(1000, await run.ResultAsync<int>("list").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-114")]
    public async Task Nothing_is_lost_and_the_order_is_kept(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask s = g.Add(Declared.Making("s", () => Enumerable.Range(0, 10_000)), [], "s");
        g.Add(Declared.Awaiting("c", "x", (int x, CancellationToken _) => new ValueTask<int>(x)), [s.Flow<int>()], "c");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));
        long index = 0;
        await foreach (int item in run.Output<int>("c").WithCancellation(Token))
        {
            Assert.Equal(index++, item);
        }

        Assert.Equal(10_000, index);
        await run.Completion.InTime();
        Assert.Equal(10_000, run.Snapshot().Task("c").Started);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-115")]
    [Trait("Proves", "TG-117")]
    public async Task A_blocked_consumer_holds_back_its_producer_and_all_others(bool fuse)
    {
        foreach (bool hasFastBranch in new[] { false, true })
        {
            var isBlocked = new TaskCompletionSource();
            var goOn = new TaskCompletionSource();
            int produced = 0, received = 0, fast = 0;
            var g = new GraphBuilder("g");
            g.Add(Declared.Making("s", () => Enumerable.Range(0, hasFastBranch ? 1000 : 1_000_000).Select(i =>
            {
                Interlocked.Increment(ref produced);
                return i;
            })), [], "s");
            g.Add(Declared.Awaiting("c", "x", async (int x, CancellationToken token) =>
            {
                if (received++ == 0)
                {
                    isBlocked.SetResult();
                    await goOn.Task.WaitAsync(token);
                }

                return x;
            }), "c");
            g.Connect("s", "c", capacity: 8);
            if (hasFastBranch)
            {
                g.Add(Declared.Awaiting("fast", "x", (int x, CancellationToken _) => new ValueTask<int>(Interlocked.Increment(ref fast))), "fast");
                g.Connect("s", "fast", capacity: 8);
            }

            await using var engine = new Settled(await StartAsync(g.Output("c", "c"), new RunOptions { Fuse = fuse }));
            await isBlocked.Task.InTime();
            await Settled.SettleAsync(() => Volatile.Read(ref produced) + Volatile.Read(ref fast));

            Assert.InRange(produced, 1, 12);
            Assert.InRange(fast, 0, 12);
            goOn.SetResult();
            await engine.Run.Completion.InTime();
            Assert.Equal(hasFastBranch ? 1000 : 1_000_000, received);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-116")]
    public async Task An_edge_is_bounded_by_bytes(bool fuse)
    {
        var isBlocked = new TaskCompletionSource();
        int produced = 0;
        var g = new GraphBuilder("g");
        g.Add(Declared.Making("s", () => Enumerable.Range(0, 100).Select(_ =>
        {
            Interlocked.Increment(ref produced);
            return new byte[300_000];
        })), [], "s");
        g.Add(Declared.Awaiting("c", "x", async (byte[] x, CancellationToken token) =>
        {
            isBlocked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return x.Length;
        }), "c");
        g.Connect("s", "c", new EdgeOptions { CapacityBytes = 1_000_000, SizeOf = (byte[] item) => item.Length });
        await using var engine = new Settled(await StartAsync(g, new RunOptions { Fuse = fuse }));
        await isBlocked.Task.InTime();
        await Settled.SettleAsync(() => Volatile.Read(ref produced));

        Assert.InRange(produced, 1, 6);
        await engine.Run.KillAsync(Token).InTime();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-118")]
    public async Task An_edge_drops_what_has_waited_longest_if_asked(bool fuse)
    {
        var isBlocked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var g = new GraphBuilder("g");
        g.Add(Declared.MakingLater("s", token => HundredAsync(isBlocked.Task)), [], "s");
        g.Add(Declared.Awaiting("c", "x", async (int x, CancellationToken token) =>
        {
            if (isBlocked.TrySetResult())
            {
                await goOn.Task.WaitAsync(token);
            }

            return x;
        }), "c");
        g.Connect("s", "c", new EdgeOptions { Capacity = 1, Overflow = Overflow.DropOldest });
        await using var engine = new Settled(await StartAsync(g, new RunOptions { Fuse = fuse }));
        await Settled.SettleAsync(() => (int)engine.Run.Snapshot().Task("s").Emitted, until: 100);
        goOn.SetResult();

        Assert.Equal([0, 99], await engine.Run.ResultAsync<IReadOnlyList<int>>("c").InTime());
        Assert.Equal(98, engine.Run.Snapshot().Edges.Single(e => e.EdgeId == "s.out->c.x").Dropped);

        static async IAsyncEnumerable<int> HundredAsync(Task isBlocked)
        {
            yield return 0;
            await isBlocked;
            for (int i = 1; i < 100; i++)
            {
                yield return i;
            }
        }
    }

    private static Task<GraphRun> StartAsync(GraphBuilder g, RunOptions options) => LocalEngine.Shared.StartAsync(g.Build(), options);

    /// <summary>A run of which a test waits until it can do nothing more by itself.</summary>
    private sealed class Settled(GraphRun run) : IAsyncDisposable
    {
        public GraphRun Run => run;

        /// <summary>Waits until a count has not changed for a while, at least as long as <paramref name="until"/> is not reached.</summary>
        public static async Task SettleAsync(Func<int> count, int until = 0)
        {
            using var deadline = new CancellationTokenSource(Deadline);
            for (int last = -1, now = count(); last != now || now < until; now = count())
            {
                last = now;
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token);
            }
        }

        public ValueTask DisposeAsync() => run.DisposeAsync();
    }
}
