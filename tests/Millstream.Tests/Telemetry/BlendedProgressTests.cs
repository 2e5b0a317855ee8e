using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>How far tasks are that are made of tasks.</summary>
public sealed class BlendedProgressTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-54")]
    public async Task A_group_is_as_far_as_its_tasks_together(bool fuse, int capacity)
    {
        foreach (bool isOneCall in (bool[])[false, true])
        {
            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskDefinition half = TaskDefinition.Call(
                new TaskDescriptor("Half") { Inlets = [InletDescriptor.Of<int>("x")], Outlets = [OutletDescriptor.Of<int>("out")] },
                TaskInlets.Item<int>("x"),
                TaskOutlets.Item(ItemOutlets.One<int>()),
                activation => async (x, token) =>
                {
                    activation.Context.Progress.Report(50, "inner-halfway");
                    said.SetResult();
                    await go.Task;
                    return x;
                });
            var inner = new GraphBuilder("inner");
            PlacedTask first = inner.Add(half, [inner.Input<int>("x")], "half");
            inner.Add(TaskDefinition.Of("Twice", (int x) => 2 * x), [first.Flow<int>()], "twice");
            var g = new GraphBuilder("outer");
            PlacedTask group = isOneCall ? g.Group("group", inner.Build(), o => o.Retry(1), TaskInput.Of(3)) : g.Group("group", inner.Build(), TaskInput.Of(3));
            g.Output("out", group.Value<int>());
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);
            await said.Task.InTime();

            RunProgress now = run.Snapshot();
            Assert.Equal((25.0, "inner-halfway"), (now.Progress, now.Message));
            if (isOneCall)
            {
                Assert.Equal((25.0, "inner-halfway"), (now.Task("group").Progress, now.Task("group").Message));
            }

            go.SetResult();
            Assert.Equal(6, await run.ResultAsync<int>("out", Token).InTime());
            Assert.Equal(100, run.Snapshot().Progress);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-55")]
    public async Task A_map_counts_the_iterations_that_have_completed(bool fuse, int capacity)
    {
        var go = new SemaphoreSlim(0);
        var inner = new GraphBuilder("inner");
        Flow<int> x = inner.Input<int>("x");
        Flow<int> slow = x.Then(async (v, token) => { await go.WaitAsync(token); return v; }, o => o.Named("slow"));
        inner.Output("out", Flow.Zip(x.Then(v => v, o => o.Named("fast")), slow).Then(pair => pair.Item2));
        FlowValue<int> sum = Flow.Value<IReadOnlyList<int>>([1, 2, 3, 4]).Map<int, int>(inner.Build(), o => o.Named("map").Parallel(4))
            .Then(list => list.Sum(), o => o.Named("later"));
        GraphRun run = sum.Start(RunModes.Of(fuse, capacity), Token);
        IAsyncEnumerator<RunEvent> events = run.Events(cancellationToken: Token).GetAsyncEnumerator(Token);
        go.Release(2);
        RunEvent two = await FirstAsync(events, e => e is { Kind: RunEventKind.TaskProgress, Message: "Map 2/4" });
        RunProgress now = run.Snapshot();

        // The other two are at their fast tasks' ends, and do not count.
        Assert.Equal(("map", "Map 2/4"), (two.TaskId.ToString(), now.Task("map").Message));
        Assert.InRange(now.Task("map").Progress, 50, 99);
        go.Release(2);
        Assert.Equal(10, await run.ResultAsync<int>("result", Token).InTime());
        Assert.Equal((100.0, "Map 4/4"), (run.Snapshot().Task("map").Progress, run.Snapshot().Task("map").Message));
        List<RunEvent> all = await run.Events(cancellationToken: Token).ToListAsync(Token);
        Assert.Equal(["Map 1/4", "Map 2/4", "Map 3/4", "Map 4/4"], all.Where(e => e.Kind == RunEventKind.TaskProgress && e.Message is not null).Select(e => e.Message));
        await events.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-56")]
    public async Task A_while_is_as_far_as_its_rounds(bool fuse, int capacity)
    {
        TaskGraph body = Bodies.Of("body", x => x.Then(v => v + 1, o => o.Named("one").Capacity(2)).Then(v => v - 1, o => o.Named("two").Capacity(2)).Then(v => 2 * v));
        var g = new GraphBuilder("g");
        g.Output("out", g.While("while", body, [TaskInput.Of(1)], (int v) => v >= 16, maxIterations: 4).Value<int>());
        GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);
        Assert.Equal(16, await run.ResultAsync<int>("out", Token).InTime());
        List<RunEvent> all = await run.Events(cancellationToken: Token).ToListAsync(Token);

        long round = -1;
        double last = 0;
        int values = 0;
        foreach (RunEvent e in all.Where(e => e.TaskId?.ToString() == "while"))
        {
            if (e.Kind == RunEventKind.IterationStarted)
            {
                round++;
                Assert.Equal(round, e.Index);
            }
            else if (e.Kind == RunEventKind.TaskProgress)
            {
                Assert.InRange(e.Progress!.Value, Math.Max(25 * round, last), Math.Min(99, 25 * (round + 1)));
                last = e.Progress.Value;
                values++;
            }
        }

        Assert.Equal(3, round);
        Assert.InRange(values, 4, 100);
        Assert.Equal(100, run.Snapshot().Task("while").Progress);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Iterations_are_told_with_their_number_and_count(bool fuse, int capacity)
    {
        GraphRun run = Flow.Value<IReadOnlyList<int>>([1, 2, 3]).Map<int, int>(Bodies.Twice, o => o.Named("map")).Start(RunModes.Of(fuse, capacity), Token);
        Assert.Equal([2, 4, 6], await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
        List<RunEvent> all = await run.Events(cancellationToken: Token).ToListAsync(Token);

        Assert.Equal([(0L, 3L), (1L, 3L), (2L, 3L)], Of(RunEventKind.IterationStarted));
        Assert.Equal([(0L, 3L), (1L, 3L), (2L, 3L)], Of(RunEventKind.IterationCompleted));
        Assert.Equal([(0L, 3L), (1L, 3L), (2L, 3L)], Of(RunEventKind.IterationProgress).Distinct());
        Assert.All(all.Where(e => e.Kind == RunEventKind.IterationProgress), e => Assert.InRange(e.Progress!.Value, 1, 100));

        IEnumerable<(long, long)> Of(RunEventKind kind) => all.Where(e => e.Kind == kind).Select(e => (e.Index!.Value, e.Count!.Value));
    }

    private static async Task<RunEvent> FirstAsync(IAsyncEnumerator<RunEvent> events, Func<RunEvent, bool> condition)
    {
        while (await events.MoveNextAsync().AsTask().InTime())
        {
            if (condition(events.Current))
            {
                return events.Current;
            }
        }

        throw new InvalidOperationException("The event did not come.");
    }
}
