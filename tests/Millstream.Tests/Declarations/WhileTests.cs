using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Declarations;

/// <summary>Loops that end by a test, and loops in loops.</summary>
public sealed class WhileTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-139")]
    public async Task A_while_runs_its_body_and_then_the_test(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        var tested = new List<int>();

        // The body first: a test that is met from the beginning still gets one round.
        foreach ((Flow<int> Out, Flow<int> Iterations, Flow<string> StoppedBy) loop in ((Flow<int>, Flow<int>, Flow<string>)[])
            [
                Flow.From(1, 3, 100).While((int x) => 2 * x, x => { lock (tested) { tested.Add(x); } return x >= 20; }, maxIterations: 4),
                Flow.From(1, 3, 100).While(async (x, token) => { await Task.Yield(); return 2 * x; }, x => x >= 20, maxIterations: 4),
                Flow.From(1, 3, 100).While(Bodies.Twice, x => x >= 20, maxIterations: 4),
                Flow.From(1, 3, 100).While(TaskDefinition.Of("twice", (int x) => 2 * x), x => x >= 20, maxIterations: 4),
            ])
        {
            (IReadOnlyList<int> items, IReadOnlyList<int> iterations, IReadOnlyList<string> stoppedBy) =
                await Flow.RunAllAsync(loop.Out, loop.Iterations, loop.StoppedBy, mode, Token).InTime();

            Assert.Equal([16, 24, 200], items);
            Assert.Equal([4, 3, 1], iterations);
            Assert.Equal(["limit", "condition", "condition"], stoppedBy);
        }

        Assert.Equal([2, 4, 8, 16, 6, 12, 24, 200], tested);
        Assert.Throws<ArgumentOutOfRangeException>(() => Flow.From(1).While(Bodies.Twice, x => true, maxIterations: 0));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-139")]
    public async Task Each_output_goes_into_the_next_input_of_its_name(bool fuse, int capacity)
    {
        var g = new GraphBuilder("fibonacci");
        PlacedTask loop = g.While("loop", Fibonacci(), [TaskInput.Of(0), TaskInput.Of(1), TaskInput.Of(100)], r => r.Value<int>("b") > r.Value<int>("limit"), maxIterations: 50);
        g.Output("a", loop.Value<int>(0)).Output("b", loop.Value<int>(1)).Output("iterations", loop.Value<int>(3)).Output("stoppedBy", loop.Value<string>(4));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal((89, 144), (await run.ResultAsync<int>("a", Token).InTime(), await run.ResultAsync<int>("b", Token).InTime()));
        Assert.Equal((11, "condition"), (await run.ResultAsync<int>("iterations", Token).InTime(), await run.ResultAsync<string>("stoppedBy", Token).InTime()));
        Assert.Equal(
            ("a: int, b: int, limit: int", "a: int, b: int, limit: int, iterations: int, stoppedBy: string"),
            (loop.Definition.Descriptor.Inlets.ToString(), loop.Definition.Descriptor.Outlets.ToString()));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-139")]
    public async Task A_test_or_a_body_that_throws_fails_the_task_and_names_the_round(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        foreach (Flow<int> loop in (Flow<int>[])
            [
                Flow.From(1).While((int x) => 2 * x, x => x == 8 ? throw new InvalidOperationException("boom") : false, maxIterations: 10).Out,
                Flow.From(1).While(Bodies.Twice, x => x == 8 ? throw new InvalidOperationException("boom") : false, maxIterations: 10).Out,
                Flow.From(1).While((int x) => x == 4 ? throw new InvalidOperationException("boom") : 2 * x, x => false, maxIterations: 10).Out,
            ])
        {
            TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => loop.RunAsync(mode, Token).InTime());
            var round = Assert.IsType<RoundFailedException>(error.InnerException);

            Assert.Equal(("Round 3 failed: boom", 3, "while"), (round.Message, round.Round, error.TaskName));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-140")]
    public async Task Loops_stand_in_loops(bool fuse, int capacity)
    {
        RunOptions mode = RunModes.Of(fuse, capacity);
        int[] items = [1, 2, 3, 4, 5];

        // A while in a map: each item is doubled until it is above 20.
        TaskGraph until20 = Bodies.Of("until20", x => x.While(Bodies.Twice, v => v > 20, maxIterations: 10).Out);
        Assert.Equal(items.Select(Until20), await Flow.From(items).Map<int>(until20, o => o.Parallel(2)).RunAsync(mode, Token).InTime());

        // A map in a while: the digits of a list are doubled until their sum is above 100.
        var g = new GraphBuilder("doubleAll");
        g.Output("list", g.Input<IReadOnlyList<int>>("list").Map<IReadOnlyList<int>>(DoubleList()));
        TaskGraph doubleAll = g.Build();
        IReadOnlyList<int> expected = items;
        do
        {
            expected = [.. expected.Select(x => 2 * x)];
        }
        while (expected.Sum() <= 100);

        Assert.Equal(
            expected,
            Assert.Single(await Flow.From<IReadOnlyList<int>>([items]).While(doubleAll, list => list.Sum() > 100, maxIterations: 10).Out.RunAsync(mode, Token).InTime()));

        // A map, then a fold.
        Assert.Equal(
            items.Select(Until20).Sum(),
            await Flow.From(items).Map<int>(until20, o => o.Parallel(2)).Reduce(Declared.Add, 0).RunAsync(mode, Token).InTime());

        // Each iteration is told, with its number and how many there are.
        GraphRun run = Flow.Value<IReadOnlyList<int>>(items).Map<int, int>(until20, o => o.Named("map")).Start(mode, Token);
        await run.Completion.InTime();
        List<RunEvent> events = await run.Events(cancellationToken: Token).ToListAsync(Token);
        foreach (RunEventKind kind in (RunEventKind[])[RunEventKind.IterationStarted, RunEventKind.IterationProgress, RunEventKind.IterationCompleted])
        {
            Assert.Equal(
                Enumerable.Range(0, 5).Select(i => ("map", (long)i, 5L)),
                events.Where(e => e.Kind == kind).Select(e => (e.TaskId.ToString()!, e.Index!.Value, e.Count!.Value)).Distinct());
        }

        static int Until20(int x)
        {
            do
            {
                x *= 2;
            }
            while (x <= 20);

            return x;
        }

        static TaskGraph DoubleList()
        {
            var inner = new GraphBuilder("doubleList");
            Flow<int> all = inner.Input<IReadOnlyList<int>>("list").Flatten();
            inner.Output("list", all.Map<int>(Bodies.Twice).ToList());
            return inner.Build();
        }
    }

    [Fact]
    public void A_body_has_no_outlet_of_the_names_of_the_loop()
    {
        var g = new GraphBuilder("inner");
        g.Output("iterations", g.Input<int>("x"));

        Assert.Contains(
            "has an outlet 'iterations', which the while has itself",
            Assert.Throws<GraphConfigurationException>(() => TaskDefinition.While(g.Build(), (int _) => true, 1)).Message,
            StringComparison.Ordinal);
    }

    private static TaskGraph Fibonacci()
    {
        var g = new GraphBuilder("fibonacci");
        Flow<int> a = g.Input<int>("a");
        Flow<int> b = g.Input<int>("b");
        g.Output("a", b).Output("b", g.Add(Declared.Add, [a, b]).Flow<int>()).Output("limit", g.Input<int>("limit"));
        return g.Build();
    }
}
