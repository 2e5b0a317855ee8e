using System.Collections.Concurrent;
using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Bodies that are run for each item: methods, tasks and graphs.</summary>
public sealed class MapTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-133")]
    public async Task A_map_gives_a_result_for_each_item(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        FlowValue<IReadOnlyList<int>> list = Flow.Value<IReadOnlyList<int>>([1, 2, 3]);
        FlowValue<IReadOnlyList<int>> five = Flow.Value<IReadOnlyList<int>>([1, 2, 3, 4, 5]);
        FlowValue<IReadOnlyList<int>> empty = Flow.Value<IReadOnlyList<int>>([]);
        int calls = 0;

        // Over a list and over a stream; a function, a declared task, a graph.
        Assert.Equal([2, 4, 6], await list.Map(x => 2 * x).RunAsync(mode, Token).InTime());
        Assert.Equal([1, 4, 9], await list.Map<int, int>(Declared.Square).RunAsync(mode, Token).InTime());
        Assert.Equal([2, 4, 6], await list.Map<int, int>(Bodies.Twice).RunAsync(mode, Token).InTime());
        Assert.Equal([2, 4, 6], await Flow.From(1, 2, 3).Map(x => 2 * x).RunAsync(mode, Token).InTime());
        Assert.Equal([1, 4, 9], await Flow.From(1, 2, 3).Map<int>(Declared.Square).RunAsync(mode, Token).InTime());
        Assert.Equal([2, 4, 6], await Flow.From(1, 2, 3).Map<int>(Bodies.Twice).RunAsync(mode, Token).InTime());

        // In the order of the items, though the last ends first.
        foreach (bool isGraph in (bool[])[false, true])
        {
            Assert.Equal([2, 4, 6], await Reversed(list, isGraph, o => o.Parallel(3)).RunAsync(mode, Token).InTime());
            Assert.Equal([2, 4, 6], (await Reversed(list, isGraph, o => o.Parallel(3).Unordered()).RunAsync(mode, Token).InTime()).Order());
        }

        // Two at once, two for each call.
        Assert.Equal([2, 4, 6, 8, 10], await five.Flatten().Map<int>(Bodies.Twice, o => o.Parallel(2), batch: 2).RunAsync(mode, Token).InTime());
        Assert.Equal([2, 4, 6, 8, 10], await five.Flatten().Chunk(2).Map(Doubled, o => o.Parallel(2)).Flatten().RunAsync(mode, Token).InTime());

        // Nothing for nothing.
        Assert.Equal([], await empty.Map(x => { calls++; return x; }).RunAsync(mode, Token).InTime());
        Assert.Equal([], await empty.Map<int, int>(Bodies.Of("never", x => x.Then(v => { calls++; return v; }))).RunAsync(mode, Token).InTime());
        Assert.Equal(0, calls);

        // ForEach gives no items, but how many there were.
        var seen = new ConcurrentQueue<int>();
        Assert.Equal(3, await list.Flatten().ForEach(Bodies.Of("see", x => x.Then(v => { seen.Enqueue(v); return v; }))).RunAsync(mode, Token).InTime());
        Assert.Equal([1, 2, 3], seen);

        // Lists as results, and joined.
        TaskGraph upTo = Bodies.Of("upTo", x => x.Then(v => Enumerable.Range(1, v)));
        Assert.Equal([[1], [1, 2], [1, 2, 3]], await list.Map<int, IReadOnlyList<int>>(upTo).RunAsync(mode, Token).InTime());
        Assert.Equal([1, 1, 2, 1, 2, 3], await list.Map<int, IReadOnlyList<int>>(upTo).Flatten().Flatten().RunAsync(mode, Token).InTime());
        Assert.Equal([1, 1, 2, 1, 2, 3], await list.Map(v => Enumerable.Range(1, v).ToArray()).Flatten().Flatten().RunAsync(mode, Token).InTime());

        // Number and count.
        Assert.Equal(["1: 0 of 3", "2: 1 of 3", "3: 2 of 3"], await list.Map((x, iteration) => $"{x}: {iteration}").RunAsync(mode, Token).InTime());
        Assert.Equal(["1: 0", "2: 1", "3: 2"], await list.Flatten().Map((x, iteration) => $"{x}: {iteration}").RunAsync(mode, Token).InTime());
        Assert.Equal(["1: 0 of 3", "2: 1 of 3", "3: 2 of 3"], await list.Map<int, string>(Numbered()).RunAsync(mode, Token).InTime());

        static int[] Doubled(int[] items) => [.. items.Select(x => 2 * x)];
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_graph_with_several_inlets_and_outlets_is_run_for_each_set(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("both");
        PlacedTask both = inner.Add(Declared.Both, [inner.Input<int>("a"), inner.Input<int>("b")], "both");
        inner.Output("sum", both.Flow<int>(0)).Output("many", both.Flow<int>(1).Then(x => Enumerable.Range(0, x)));
        TaskGraph body = inner.Build();
        var g = new GraphBuilder("outer");
        PlacedTask map = g.Map("map", body, [Flow.From(3, 4), TaskInput.Of(2)], o => o.Parallel(2));
        g.Output("sum", map.Flow<int>(0)).Output("many", map.Flow<int>(1));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal([5, 6], await run.ResultAsync<IReadOnlyList<int>>("sum", Token).InTime());
        Assert.Equal([0, 0, 1], await run.ResultAsync<IReadOnlyList<int>>("many", Token).InTime());
        Assert.Equal(("a: int, b: int", "sum: int, many: int"), (map.Definition.Descriptor.Inlets.ToString(), map.Definition.Descriptor.Outlets.ToString()));
        Assert.Equal(["map#0", "map#1"], run.Children.Select(c => c.RunId[(run.RunId.Length + 1)..]).Order(StringComparer.Ordinal));
        Assert.All(run.Children, c => Assert.Equal(RunStatus.Completed, c.Status));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-134")]
    public async Task A_map_over_a_live_stream_starts_at_its_first_item(bool fuse, int capacity)
    {
        int running = 0;
        int most = 0;
        var begun = new SemaphoreSlim(0);
        var go = new SemaphoreSlim(0);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskGraph body = Bodies.Of("body", x => x.Then(async (v, token) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            begun.Release();
            await go.WaitAsync(token);
            Interlocked.Decrement(ref running);
            return v;
        }));
        GraphRun run = Flow.Iter(LiveAsync).Map<int>(body, o => o.Parallel(3)).Start(RunModes.Of(fuse, capacity), Token);

        // The source waits for the first iteration before it gives its second item.
        await begun.WaitAsync(Token).InTime();
        second.SetResult();
        await begun.WaitAsync(Token).InTime();
        await begun.WaitAsync(Token).InTime();
        Assert.False(await begun.WaitAsync(TimeSpan.FromMilliseconds(20), Token));
        go.Release(20);
        Assert.Equal(Enumerable.Range(0, 20), await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
        Assert.Equal(3, most);

        async IAsyncEnumerable<int> LiveAsync()
        {
            for (int i = 0; i < 20; i++)
            {
                if (i == 1)
                {
                    await second.Task;
                }

                yield return i;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-135")]
    public async Task A_failing_iteration_ends_the_others(bool fuse, int capacity)
    {
        foreach (bool isGraph in (bool[])[false, true])
        {
            var started = new ConcurrentBag<int>();
            int cancelled = 0;
            var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            async ValueTask<int> BodyAsync(int x, CancellationToken token)
            {
                started.Add(x);
                if (started.Count == 4)
                {
                    three.TrySetResult();
                }

                if (x == 3)
                {
                    await three.Task;
                    throw new InvalidOperationException("boom");
                }

                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
                catch (OperationCanceledException)
                {
                    Interlocked.Increment(ref cancelled);
                    throw;
                }

                return x;
            }

            GraphRun run = Mapped(Flow.Range(0, 100), isGraph, BodyAsync, o => o.Parallel(4)).Start(RunModes.Of(fuse, capacity), Token);
            TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

            Assert.Equal(3, error.ItemIndex);
            Assert.EndsWith("boom", error.Message, StringComparison.Ordinal);
            Assert.Equal([0, 1, 2, 3], started.Order());
            Assert.Equal(3, cancelled);
            Assert.DoesNotContain(run.Children, c => c.Status is RunStatus.Running or RunStatus.Ending);

            // Skipped, and as dead letters on an outlet.
            Flow<int> four = Flow.From(1, 2, 3, 4);
            Assert.Equal([1, 2, 4], await Mapped(four, isGraph, OddAsync, o => o.Parallel(4).SkipErrors()).RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
            Flow<int> good = Mapped(four, isGraph, OddAsync, o => o.Parallel(4));
            (IReadOnlyList<int> items, IReadOnlyList<DeadLetter> letters) =
                await Flow.RunAllAsync(good, good.DeadLetters(), RunModes.Of(fuse, capacity), Token).InTime();
            Assert.Equal([1, 2, 4], items);
            DeadLetter letter = Assert.Single(letters);
            Assert.Equal((3, 2L), (letter.Item, letter.ItemIndex));

            static async ValueTask<int> OddAsync(int x, CancellationToken token)
            {
                await Task.Yield();
                return x == 3 ? throw new InvalidOperationException("boom") : x;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-136")]
    public async Task Two_lists_are_zipped_or_crossed(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        IReadOnlyList<int> one = [1, 2, 3];
        IReadOnlyList<int> ten = [10, 20, 30];

        Assert.Equal(66, await Flow.Map(Add, one, ten).Reduce(Add, 0).RunAsync(mode, Token).InTime());
        Assert.Contains(
            "'first' has 3 items, 'second' has 2 items",
            Assert.Throws<GraphConfigurationException>(() => Flow.Map(Add, one, [10, 20])).Message,
            StringComparison.Ordinal);
        GraphConfigurationException computed = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => Flow.Zip(Flow.Value(one), Flow.Value<IReadOnlyList<int>>([10, 20])).Then(Add).RunAsync(mode, Token).InTime());
        Assert.Contains("'first' has 3 items, 'second' has 2 items", computed.Message, StringComparison.Ordinal);
        Assert.Equal(
            [11, 21, 31, 12, 22, 32, 13, 23, 33], await Flow.Product(one, ten).Map<int>(Sum()).RunAsync(mode, Token).InTime());

        // A single value is given to every call, and is not gone through.
        var g = new GraphBuilder("g");
        g.Map("map", Declared.Add, [Flow.From(one), TaskInput.Of(100)]);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), mode, Token);
        Assert.Equal([101, 102, 103], await run.ResultAsync<IReadOnlyList<int>>("map", Token).InTime());

        static int Add(int a, int b) => a + b;

        static TaskDefinition Sum() => TaskDefinition.Of("sum", ((int First, int Second) pair) => pair.First + pair.Second);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-137")]
    public async Task More_iterations_than_allowed_are_an_error(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        FlowValue<IReadOnlyList<int>> list = Flow.Value<IReadOnlyList<int>>([1, 2, 3]);
        int calls = 0;

        foreach (FlowOutcome<IReadOnlyList<int>> map in (FlowOutcome<IReadOnlyList<int>>[])
            [
                list.Map(x => { calls++; return x; }, o => o.MaxIterations(2)),
                list.Map<int, int>(Bodies.Of("count", x => x.Then(v => { calls++; return v; })), o => o.MaxIterations(2)),
            ])
        {
            IterationLimitException error = await Assert.ThrowsAsync<IterationLimitException>(() => map.RunAsync(mode, Token).InTime());
            Assert.Contains("3 iterations exceed the limit of 2", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, calls);
        foreach (Flow<int> map in (Flow<int>[])
            [
                Flow.From(1, 2, 3).Map(x => x, o => o.MaxIterations(2)),
                Flow.From(1, 2, 3).Map(x => x, o => o.MaxIterations(2).Parallel(2)),
                Flow.From(1, 2, 3).Map<int>(Bodies.Twice, o => o.MaxIterations(2)),
            ])
        {
            IterationLimitException error = await Assert.ThrowsAsync<IterationLimitException>(() => map.RunAsync(mode, Token).InTime());
            Assert.Contains("3 iterations exceed the limit of 2", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal([1, 2, 3], await Flow.From(1, 2, 3).Map(x => x, o => o.MaxIterations(3)).RunAsync(mode, Token).InTime());
        Assert.Equal([2, 4, 6], await list.Map<int, int>(Bodies.Twice, o => o.MaxIterations(3)).RunAsync(mode, Token).InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-138")]
    public async Task A_fold_takes_one_item_after_the_other(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        var order = new List<int>();
        int running = 0;
        var inner = new GraphBuilder("add");
        PlacedTask add = inner.Add(Declared.Add, [inner.Input<int>("total"), inner.Input<int>("item").Then(async (x, token) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            order.Add(x);
            Interlocked.Decrement(ref running);
            return x;
        })]);
        inner.Output("total", add.Flow<int>());
        TaskGraph body = inner.Build();

        Assert.Equal(10, await Flow.Range(1, 4).Reduce((int a, int b) => a + b, 0).RunAsync(mode, Token).InTime());
        Assert.Equal(10, await Flow.Range(1, 4).Reduce(Declared.Add, 0).RunAsync(mode, Token).InTime());
        Assert.Equal(10, await Flow.Range(1, 4).Reduce(body, 0).RunAsync(mode, Token).InTime());
        Assert.Equal([1, 2, 3, 4], order);
        Assert.Equal(7, await Flow.From<int>().Reduce(body, 7).RunAsync(mode, Token).InTime());

        // A live stream, in constant memory: the source is never further ahead than the edge allows.
        int made = 0;
        int folded = 0;
        int furthest = 0;
        Assert.Equal(
            499_500,
            await Flow.Iter(LiveAsync)
                .Reduce(Counted(), 0)
                .RunAsync(mode with { Capacity = Math.Min(capacity, 8) }, Token)
                .InTime());
        Assert.Equal(1000, made);
        Assert.InRange(furthest, 1, 40);

        TaskGraph Counted()
        {
            var g = new GraphBuilder("counted");
            g.Output("total", g.Add(Declared.Add, [g.Input<int>("total"), g.Input<int>("item").Then(x => { Interlocked.Increment(ref folded); return x; })]).Flow<int>());
            return g.Build();
        }

        async IAsyncEnumerable<int> LiveAsync()
        {
            for (int i = 0; i < 1000; i++)
            {
                furthest = Math.Max(furthest, ++made - Volatile.Read(ref folded));
                await Task.Yield();
                yield return i;
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("has one inlet that takes it and one outlet", Assert.Throws<ArgumentException>(() => Flow.From("a").Map<int>(Bodies.Twice)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "gives int, so that twice(x: int stream) -> out: int as a body gives that or a list of it for each item, not string",
            Assert.Throws<ArgumentException>(() => Flow.From(1).Map<string>(Bodies.Twice)).Message,
            StringComparison.Ordinal);
        Assert.Contains("takes the state and the item", Assert.Throws<ArgumentException>(() => Flow.From(1).Reduce(Bodies.Twice, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Flow.From(1).Map(x => x, o => o.MaxIterations(0)));
        var g = new GraphBuilder("g");
        Assert.Contains(
            "has no Fallback of a value",
            Assert.Throws<GraphConfigurationException>(() => g.Map("map", Bodies.Twice, [Flow.From(1)], o => o.Fallback<int, int>((x, _) => x))).Message,
            StringComparison.Ordinal);
    }

    /// <summary>Each but the last waits for the one behind it.</summary>
    private static FlowValue<IReadOnlyList<int>> Reversed(FlowValue<IReadOnlyList<int>> list, bool isGraph, Func<TaskOptions, TaskOptions> options)
    {
        TaskCompletionSource[] ended = [.. Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        return isGraph ? list.Map<int, int>(Bodies.Of("reversed", x => x.Then(BodyAsync)), options) : list.Map(BodyAsync, options);

        async ValueTask<int> BodyAsync(int x, CancellationToken token)
        {
            if (x < 3)
            {
                await ended[x + 1].Task;
            }

            ended[x].TrySetResult();
            return 2 * x;
        }
    }

    private static Flow<int> Mapped(
        Flow<int> source, bool isGraph, Func<int, CancellationToken, ValueTask<int>> body, Func<TaskOptions, TaskOptions> options) =>
        isGraph ? source.Map<int>(Bodies.Of("body", x => x.Then(body)), options) : source.Map(body, options);

    private static TaskGraph Numbered()
    {
        var g = new GraphBuilder("numbered");
        Flow<(int Item, Iteration Iteration)> both = Flow.Zip(g.Input<int>("x"), g.Input<Iteration>("iteration"));
        g.Output("out", both.Then(pair => $"{pair.Item}: {pair.Iteration}"));
        return g.Build();
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int before = Volatile.Read(ref most);
        while (value > before)
        {
            int found = Interlocked.CompareExchange(ref most, value, before);
            if (found == before)
            {
                return;
            }

            before = found;
        }
    }
}
