using Millstream.Graphs;
using Millstream.Supplies;
using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream.Execution;

/// <summary>Runs that limit how many tasks work at the same time.</summary>
public sealed class MaxParallelismTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-28")]
    public async Task One_at_a_time_is_in_topological_order_with_ties_as_declared(bool fuse, int capacity)
    {
        for (int times = 0; times < 20; times++)
        {
            var seen = new Overlap();
            var g = new GraphBuilder("serial");
            PlacedTask a = g.Add(Step("a", seen), [TaskInput.Of(10)], "a");
            g.Add(Step("b", seen), [a.Value<int>()], "b");
            g.Add(Step("z", seen), [TaskInput.Of(0)], "z");
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { MaxParallelism = 1 });

            Assert.Equal(12, await run.ResultAsync<int>("b", Token).InTime());
            await run.Completion.InTime();
            Assert.Equal(["a", "b", "z"], seen.Calls);
            Assert.Equal(1, seen.Most);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-29")]
    public async Task No_more_work_at_once_than_allowed(bool fuse, int capacity)
    {
        foreach (bool isAsync in (bool[])[true, false])
        {
            var seen = new Overlap();
            var g = new GraphBuilder("six");
            for (int i = 0; i < 6; i++)
            {
                g.Add(
                    isAsync ? Step($"t{i}", seen, TimeSpan.FromMilliseconds(50)) : TaskDefinition.Of($"t{i}", (int x) => seen.Block($"t{i}", x, TimeSpan.FromMilliseconds(50))),
                    [TaskInput.Of(i)],
                    $"t{i}");
            }

            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { MaxParallelism = 2 });
            await run.Completion.InTime();

            Assert.Equal((6, 2), (seen.Calls.Count, seen.Most));
            Assert.All(run.Snapshot().Tasks, t => Assert.Equal(RunStatus.Completed, t.Status));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-30")]
    public async Task A_task_that_waits_for_an_item_or_for_room_lets_others_work(bool fuse)
    {
        foreach (bool isAsync in (bool[])[false, true])
        {
            Flow<int> s = isAsync ? Flow.Iter(ManyAsync) : Flow.Iter(Enumerable.Range(0, 1000));
            Flow<int> c = s.Then(PassAsync);

            IReadOnlyList<int> items = await c.RunAsync(new RunOptions { Fuse = fuse, Capacity = 4, MaxParallelism = 1 }, Token).InTime();

            Assert.Equal(Enumerable.Range(0, 1000), items);
        }

        static async IAsyncEnumerable<int> ManyAsync()
        {
            for (int i = 0; i < 1000; i++)
            {
                if (i % 100 == 0)
                {
                    await Task.Yield();
                }

                yield return i;
            }
        }

        static async IAsyncEnumerable<int> PassAsync(IAsyncEnumerable<int> items)
        {
            await foreach (int item in items)
            {
                yield return item;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Tasks_inside_others_count_with_them(bool fuse, int capacity)
    {
        // A loop over a graph, a group that is called, runs that a method asks for, several calls of one task: all share the limit.
        foreach (int limit in (int[])[1, 3])
        {
            var seen = new Overlap();
            var inner = new GraphBuilder("inner");
            PlacedTask first = inner.Add(Step("first", seen), [inner.Input<int>("x")], "first");
            inner.Add(Step("second", seen), [first.Flow<int>()], "second");
            TaskGraph body = inner.Build();
            var g = new GraphBuilder("outer");
            g.Map("map", TaskDefinition.Of(body), [Flow.From(1, 2, 3, 4)], o => o.Parallel(3));
            g.Group("called", body, o => o.Retry(1), TaskInput.Of(1));
            g.Add(Contextual.Of("asking", async (x, context) => await context.RunChildAsync<int>(Step("asked", seen), x)), [((StreamInput<int>)Flow.From(1, 2)).Input], "asking");
            g.Add(Step("plain", seen), [((StreamInput<int>)Flow.Range(0, 20)).Input], "plain", options: o => o.Parallel(3));
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { MaxParallelism = limit });
            await run.Completion.InTime();

            Assert.Equal([3, 4, 5, 6], await run.ResultAsync<IReadOnlyList<int>>("map", Token));
            Assert.Equal(3, await run.ResultAsync<int>("called", Token));
            Assert.Equal([2, 3], await run.ResultAsync<IReadOnlyList<int>>("asking", Token));
            Assert.Equal(Enumerable.Range(1, 20), await run.ResultAsync<IReadOnlyList<int>>("plain", Token));

            // Of one task there may be as many calls as tasks.
            Assert.InRange(seen.Most, 1, limit == 1 ? 1 : 2 * limit);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_sort_of_task_gives_what_it_gives_without_a_limit(bool fuse, int capacity)
    {
        foreach (int limit in (int[])[1, 2])
        {
            RunOptions options = RunModes.Of(fuse, capacity) with { MaxParallelism = limit };
            Flow<int> numbers = Flow.Range(0, 200);
            (Flow<int> even, Flow<int> odd) = numbers.If(x => x % 2 == 0);
            Flow<int> slow = numbers.Then(async (int x, CancellationToken _) => { await Task.Yield(); return x; }, o => o.Parallel(4).Retry(1));

            Assert.Equal(Enumerable.Range(0, 200).Where(x => x % 2 == 0).Concat(Enumerable.Range(0, 200).Where(x => x % 2 == 1)), await Flow.Concat(even, odd).RunAsync(options, Token).InTime());
            Assert.Equal(Enumerable.Range(0, 200).Select(x => 2 * x), await numbers.Zip(slow, (a, b) => a + b).RunAsync(options, Token).InTime());
            Assert.Equal(Enumerable.Range(0, 200), (await Flow.Merge(even, odd).RunAsync(options, Token).InTime()).Order());
            Assert.Equal(19900, await slow.SelectMany(x => Enumerable.Repeat(x, 1)).Reduce((a, x) => a + x, 0).RunAsync(options, Token).InTime());
            Assert.Equal([0, 1, 2], await Flow.Range(0, 3).Delay(TimeSpan.FromMilliseconds(2)).RunAsync(options, Token).InTime());
            Assert.Equal(3, (await Flow.Every(TimeSpan.FromMilliseconds(2)).Then(x => x, o => o.Capacity(1)).Take(3).RunAsync(options, Token).InTime()).Count);
        }
    }

    [Fact]
    public async Task A_limited_run_is_killed_and_fails_as_any_other()
    {
        var waits = new TaskCompletionSource();
        var g = new GraphBuilder("killed");
        g.Add(Told.Maker("a", async (_, token) => { waits.SetResult(); return await Told.UntilToldAsync(token); }), [], "a");
        g.Add(Told.Maker("b", () => 1), [], "b");
        await using GraphRun killed = await LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { MaxParallelism = 1 });
        await waits.Task.InTime();
        await killed.KillAsync(Token).InTime();
        Assert.Equal((RunStatus.Killed, RunStatus.Killed, null), (killed.Snapshot().Task("a").Status, killed.Snapshot().Task("b").Status, killed.Snapshot().Task("b").StartedAt));

        var failing = new GraphBuilder("failing");
        failing.Add(Told.Maker("a", () => throw new FormatException("no")), [], "a");
        failing.Add(Told.Maker("b", () => 1), [], "b");
        await using GraphRun failed = await LocalEngine.Shared.StartAsync(failing.Build(), new RunOptions { MaxParallelism = 1 });
        Assert.Equal("a", Assert.IsType<TaskFailedException>(await failed.EndAsync()).TaskId.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunOptions { MaxParallelism = 0 });
    }

    [Fact]
    public async Task The_limit_holds_in_every_order_of_events()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var engine = new DeterministicEngine(seed);
            var seen = new Overlap(engine.Time);
            await engine.RunAsync(async () =>
            {
                Flow<int> s = Flow.Range(0, 12);
                Flow<int> a = s.With<int>(async (x, _) => await seen.CallAsync("a", x, TimeSpan.FromMilliseconds(x % 3)), options: null);
                Flow<int> b = s.With<int>(async (x, _) => await seen.CallAsync("b", x, TimeSpan.FromMilliseconds(x % 2)), options: null);
                GraphRun run = await engine.StartAsync(FlowRuns.Build([a.Zip(b, (x, y) => x + y)]), new RunOptions { MaxParallelism = 1, Capacity = 2, Fuse = seed % 2 == 0 });
                await run.Completion;
            });

            Assert.Equal((24, 1), (seen.Calls.Count, seen.Most));
        }
    }

    private static TaskDefinition Step(string name, Overlap seen, TimeSpan time = default) =>
        Contextual.Of(name, async (x, _) => 1 + await seen.CallAsync(name, x, time));

    /// <summary>Sees how many calls go on at the same time.</summary>
    private sealed class Overlap(TimeProvider? clock = null)
    {
        private readonly Lock _gate = new();
        private readonly List<string> _calls = [];
        private int _now;

        public int Most { get; private set; }

        public List<string> Calls => _calls;

        public async Task<int> CallAsync(string name, int x, TimeSpan time)
        {
            Begin(name);
            if (time > TimeSpan.Zero)
            {
                await Task.Delay(time, clock ?? TimeProvider.System);
            }
            else
            {
                await Task.Yield();
            }

            End();
            return x;
        }

        public int Block(string name, int x, TimeSpan time)
        {
            Begin(name);
            using var never = new ManualResetEventSlim();
            never.Wait(time);
            End();
            return x;
        }

        private void Begin(string name)
        {
            lock (_gate)
            {
                _calls.Add(name);
                Most = Math.Max(Most, ++_now);
            }
        }

        private void End()
        {
            lock (_gate)
            {
                _now--;
            }
        }
    }
}
