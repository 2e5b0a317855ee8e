using Millstream.Durability;
using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Graphs that stand for tasks.</summary>
public sealed class GroupTests
{
    private static readonly TaskDefinition Double = TaskDefinition.Of("Double", (int x) => x * 2);
    private static readonly TaskDefinition Plus5 = TaskDefinition.Of("Plus5", (int x) => x + 5);

    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_graph_is_placed_as_a_task(bool fuse, int capacity)
    {
        var g = new GraphBuilder("outer");
        PlacedTask strategy = g.Group("strategy", Strategy(), TaskInput.Of(3));
        g.Add(Declared.Square, [strategy.Value<int>()], "square");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(121, await run.ResultAsync<int>("square").InTime());
        Assert.Equal(["constant", "strategy-double", "strategy-plus5", "square"], run.Graph.Nodes.Select(n => n.Id.ToString()));
        Assert.Equal(("x: int stream", "plus5: int"), (strategy.Definition.Descriptor.Inlets.ToString(), strategy.Definition.Descriptor.Outlets.ToString()));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_group_that_nobody_reads_is_a_result_under_its_id(bool fuse, int capacity)
    {
        var g = new GraphBuilder("outer");
        g.Group("value", Strategy(), TaskInput.Of(3));
        g.Group("stream", Strategy(), Flow.From([1, 2, 3]));
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(11, await run.ResultAsync<int>("value").InTime());
        Assert.Equal([7, 9, 11], await run.ResultAsync<IReadOnlyList<int>>("stream").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_single_value_is_given_to_every_call_inside(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("sum");
        inner.Add(Declared.Add, [inner.Input<int>("a"), inner.Input<int>("b")], "add");
        TaskGraph sum = inner.Build();
        var g = new GraphBuilder("outer");
        g.Group("left", sum, TaskInput.Of(10), Flow.From([1, 2, 3]));
        g.Group("right", sum, Flow.From([1, 2, 3]), Flow.Value(20).Then(x => x));
        g.Group("both", sum, TaskInput.Of(1), TaskInput.Of(2));
        g.Group("neither", sum, Flow.From([1, 2, 3]), Flow.From([10, 20]));
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal([11, 12, 13], await run.ResultAsync<IReadOnlyList<int>>("left").InTime());
        Assert.Equal([21, 22, 23], await run.ResultAsync<IReadOnlyList<int>>("right").InTime());
        Assert.Equal(3, await run.ResultAsync<int>("both").InTime());
        Assert.Equal([11, 22], await run.ResultAsync<IReadOnlyList<int>>("neither").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Groups_stand_in_groups_and_one_graph_stands_in_several(bool fuse, int capacity)
    {
        var middle = new GraphBuilder("middle");
        Flow<int> x = middle.Input<int>("x");
        PlacedTask once = middle.Group("once", Strategy(), x);
        middle.Group("again", Strategy(), once.Flow<int>());
        TaskGraph twice = middle.Build();
        var g = new GraphBuilder("outer");
        PlacedTask a = g.Group("a", twice, Flow.From([0, 1]));
        g.Group("b", twice, a.Flow<int>());
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal([75, 91], await run.ResultAsync<IReadOnlyList<int>>("b").InTime());
        Assert.Contains("b-again-plus5", run.Graph.Nodes.Select(n => n.Id.ToString()));
        Assert.Single(run.Graph.Outputs);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Only_the_named_outputs_are_outlets_and_an_input_may_be_one(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("inner");
        Flow<int> x = inner.Input<int>("x");
        PlacedTask both = inner.Add(Declared.Both, [x, TaskInput.Of(1)], "both");
        inner.Output("less", both.Flow<int>(1)).Output("same", x);
        var g = new GraphBuilder("outer");
        PlacedTask group = g.Group("group", inner.Build(), Flow.From([1, 2, 3]));
        g.Output("less", group.Flow<int>(0)).Output("same", group.Flow<int>(1));
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal("less: int, same: int", group.Definition.Descriptor.Outlets.ToString());
        Assert.Equal([0, 1, 2], await run.ResultAsync<IReadOnlyList<int>>("less").InTime());
        Assert.Equal([1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("same").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-22")]
    public async Task What_was_set_inside_stays(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("inner");
        foreach (int delay in (int[])[6, 1, 3])
        {
            inner.Add(Declared.Raise, [TaskInput.Of(0)], $"raise{delay}", new RaiseSettings { By = delay });
        }

        var g = new GraphBuilder("outer");
        PlacedTask group = g.Group("group", inner.Build());
        g.Output("all", group.Flow<int>());
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal([6, 1, 3], await run.ResultAsync<IReadOnlyList<int>>("all").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-24")]
    public async Task A_group_streams(bool fuse, int capacity)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new GraphBuilder("inner");
        inner.Output("pieces", Flow.Iter(PiecesAsync, arrived.Task));
        var g = new GraphBuilder("outer");
        Flow<int> pieces = g.Group("pieces", inner.Build()).Flow<int>();
        g.Lambda("see", x => { arrived.TrySetResult(); return x; }, (StreamInput<int>)pieces);
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(Enumerable.Range(0, 8), await run.ResultAsync<IReadOnlyList<int>>("see").InTime());

        static async IAsyncEnumerable<int> PiecesAsync(Task first)
        {
            for (int i = 0; i < 8; i++)
            {
                if (i == 7)
                {
                    await first;
                }

                yield return i;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task An_edge_and_an_option_of_the_inside_stay(bool fuse, int capacity)
    {
        int calls = 0;
        var inner = new GraphBuilder("inner");
        inner.Add(Double, [inner.Input<int>("x")], "double", options: o => o.Capacity(3));
        inner.Add(
            TaskDefinition.Of("Flaky", (int x) => ++calls % 2 == 1 ? throw new InvalidOperationException("once") : x),
            [inner.Input<int>("y")],
            "flaky",
            options: o => o.Retry(1));
        var g = new GraphBuilder("outer");
        PlacedTask group = g.Group("group", inner.Build(), Flow.From([1, 2]), Flow.From([3, 4]));
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal([2, 4, 3, 4], await run.ResultAsync<IReadOnlyList<int>>("group").InTime());
        Assert.Equal(3, run.Graph.Edges.Single(e => e.To.Id.ToString() == "group-double").Options.Capacity);
        Assert.Equal("out: int", group.Definition.Descriptor.Outlets.ToString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_failure_inside_names_the_task_and_the_errors_of_the_inside_may_be_an_outlet(bool fuse, int capacity)
    {
        var failing = new GraphBuilder("inner");
        PlacedTask bad = failing.Add(BoomAt(2), [failing.Input<int>("x")], "boom");
        TaskGraph plain = failing.Build();
        failing.Output("good", bad.Flow<int>()).Output("bad", bad.Errors());
        TaskGraph routed = failing.Build();

        var g = new GraphBuilder("outer");
        g.Group("group", plain, Flow.From([1, 2, 3]));
        await using GraphRun run = await StartAsync(g, fuse, capacity);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.ResultAsync<IReadOnlyList<int>>("group").InTime());
        Assert.Equal(("group-boom", 1L), (error.TaskId.ToString(), error.ItemIndex!.Value));

        var other = new GraphBuilder("outer");
        other.Group("group", routed, Flow.From([1, 2, 3]));
        await using GraphRun good = await StartAsync(other, fuse, capacity);
        Assert.Equal([1, 3], await good.ResultAsync<IReadOnlyList<int>>("good").InTime());
        Assert.Equal(2, Assert.Single(await good.ResultAsync<IReadOnlyList<DeadLetter>>("bad").InTime()).Item);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_save_inside_numbers_the_items_and_knows_what_its_task_was_called_with(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        var inner = new GraphBuilder("inner");
        inner.Output("saved", inner.Input<int>("x").Then(Twice).Save("{item}-{index}", store));
        var g = new GraphBuilder("outer");
        g.Group("group", inner.Build(), Flow.From([5, 6]).Where(x => x > 5));
        await using GraphRun run = await StartAsync(g, fuse, capacity);
        await using GraphRun alone = await LocalEngine.Shared.StartAsync(inner.Build(), new RunInputs { ["x"] = 7 }, RunModes.Of(fuse, capacity));

        Assert.Equal([12], await run.ResultAsync<IReadOnlyList<int>>("group").InTime());
        Assert.Equal([14], await alone.ResultAsync<IReadOnlyList<int>>("saved").InTime());
        Assert.Equal(["6-1", "7-0"], await store.ListAsync(cancellationToken: Token).Order(StringComparer.Ordinal).ToListAsync(Token));

        static int Twice(int item) => item * 2;
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var g = new GraphBuilder("outer");
        TaskDefinition strategy = TaskDefinition.Of(Strategy());

        Assert.Contains("has 1 inlets (x: int stream), and 0 inputs are given", Assert.Throws<ArgumentException>(() => g.Group("a", Strategy())).Message, StringComparison.Ordinal);
        Assert.Contains("needs int", Assert.Throws<ArgumentException>(() => g.Group("b", Strategy(), TaskInput.Of("text"))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "'strategy' is a graph, and has no settings of its own",
            Assert.Throws<GraphConfigurationException>(() => g.Add(strategy, [TaskInput.Of(1)], settings: new RaiseSettings())).Message,
            StringComparison.Ordinal);
        Assert.Contains("no outlet 'error'", Assert.Throws<InvalidOperationException>(() => g.Add(strategy, [TaskInput.Of(1)]).Errors()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_pipe_takes_tasks_functions_and_graphs(bool fuse, int capacity)
    {
        var g = new GraphBuilder("outer");
        PlacedTask tasks = g.Pipe(3, Double, Plus5, Declared.Square);
        PlacedTask graphs = g.Pipe(Flow.From([1, 2]), TaskDefinition.Of(Strategy()), Double, TaskDefinition.Of(Strategy()));
        g.Output("tasks", tasks.Value<int>()).Output("graphs", graphs.Flow<int>());
        TaskGraph graph = g.Build();

        for (int i = 0; i < 2; i++)
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, RunModes.Of(fuse, capacity));
            Assert.Equal(121, await run.ResultAsync<int>("tasks").InTime());
            Assert.Equal([33, 41], await run.ResultAsync<IReadOnlyList<int>>("graphs").InTime());
        }
    }

    [Fact]
    public void A_step_of_a_pipe_has_one_inlet_and_takes_what_comes()
    {
        var g = new GraphBuilder("outer");

        Assert.Contains("at least one step", Assert.Throws<ArgumentException>(() => g.Pipe(3)).Message, StringComparison.Ordinal);
        Assert.Contains("has 2 inlets and 1 outlets", Assert.Throws<ArgumentException>(() => g.Pipe(3, Double, Declared.Add)).Message, StringComparison.Ordinal);
        Assert.Contains("'Double.out' gives int, but 'Words.text' needs string", Assert.Throws<ArgumentException>(() => g.Pipe(3, Double, Declared.Words)).Message, StringComparison.Ordinal);
    }

    private static TaskGraph Strategy()
    {
        var inner = new GraphBuilder("strategy");
        PlacedTask twice = inner.Add(Double, [inner.Input<int>("x")], "double");
        inner.Add(Plus5, [twice.Flow<int>()], "plus5");
        return inner.Build();
    }

    private static TaskDefinition BoomAt(int bad) => TaskDefinition.Of("Boom", (int x) => x == bad ? throw new InvalidOperationException("boom") : x);

    private static Task<GraphRun> StartAsync(GraphBuilder g, bool fuse, int capacity) =>
        LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));
}
