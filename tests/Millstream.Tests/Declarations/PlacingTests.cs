using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Declarations;

/// <summary>Declared tasks in graphs: how they meet streams, values and constants.</summary>
public sealed class PlacingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { false, 1024 }, { false, 4 }, { false, 1 } };

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-03")]
    public async Task A_task_is_called_for_each_item(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        Flow<int> numbers = Numbers(1, 2, 3);
        g.Add(Declared.Square, [((StreamInput<int>)numbers).Input], "square");

        Assert.Equal([1, 4, 9], await ItemsAsync<int>(g, "square", fuse, capacity));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-04")]
    public async Task A_tuple_goes_to_several_outlets_and_what_nobody_reads_is_a_result(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask both = g.Add(Declared.Both, [Value(7), Value(2)], "both");
        g.Add(Declared.Square, [((ValueInput<int>)both.Value<int>(0)).Input], "square");

        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(81, await run.ResultAsync<int>("square").WaitAsync(Deadline));
        Assert.Equal(5, await run.ResultAsync<int>("diff").WaitAsync(Deadline));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Streams_of_tuples_give_an_item_on_each_outlet(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask both = g.Add(Declared.Both, [Stream(1, 2, 3), Value(1)], "both");
        g.Add(Declared.Add, [((StreamInput<int>)both.Flow<int>(0)).Input, ((StreamInput<int>)both.Flow<int>(1)).Input], "add");

        Assert.Equal([2, 4, 6], await ItemsAsync<int>(g, "add", fuse, capacity));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-05")]
    public async Task A_task_gives_any_number_of_items(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Words, [((ValueInput<string>)"a b c").Input], "many");
        PlacedTask none = g.Add(Declared.Words, [((ValueInput<string>)"  ").Input], "none");
        g.Add(Declared.Shout, [((StreamInput<string>)none.Flow<string>()).Input], "shout");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(["a", "b", "c"], await run.ResultAsync<IReadOnlyList<string>>("many").WaitAsync(Deadline));
        Assert.Empty(await run.ResultAsync<IReadOnlyList<string>>("shout").WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
        TaskStatistics shout = run.Snapshot().Task("shout");
        Assert.Equal((RunStatus.Completed, 0L), (shout.Status, shout.Started));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-06")]
    public async Task Inlets_are_zipped(bool fuse, int capacity)
    {
        var equal = new GraphBuilder("g");
        equal.Add(Declared.Add, [Stream(1, 2, 3), Stream(10, 20, 30)], "add");
        var uneven = new GraphBuilder("g");
        uneven.Add(Declared.Add, [Stream(1, 2, 3), Stream(10, 20)], "add");
        var strict = new GraphBuilder("g");
        strict.Add(Declared.AddStrict, [Stream(1, 2, 3), Stream(10, 20)], "add");

        Assert.Equal([11, 22, 33], await ItemsAsync<int>(equal, "add", fuse, capacity));
        await using GraphRun run = await StartAsync(uneven, fuse, capacity);
        Assert.Equal([11, 22], await run.ResultAsync<IReadOnlyList<int>>("add").WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
        Assert.All(run.Snapshot().Tasks, t => Assert.Equal(RunStatus.Completed, t.Status));
        UnequalLengthsException error = await Assert.ThrowsAsync<UnequalLengthsException>(() => ItemsAsync<int>(strict, "add", fuse, capacity));
        Assert.Equal("The inlet 'Add.b' ended after 2 items, and 'Add.a' has more. Use Combine.Zip to go as far as both do.", error.Message);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-07")]
    public async Task Constants_and_values_repeat(bool fuse, int capacity)
    {
        int calls = 0;
        FlowValue<int> ten = Flow.Value(0).Then(_ => { calls++; return 10; });
        var g = new GraphBuilder("g");
        g.Add(Declared.Add, [Stream(1, 2, 3), Value(10)], "constant");
        g.Add(Declared.Add, [Stream(1, 2, 3), ((ValueInput<int>)ten).Input], "value");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal([11, 12, 13], await run.ResultAsync<IReadOnlyList<int>>("constant").WaitAsync(Deadline));
        Assert.Equal([11, 12, 13], await run.ResultAsync<IReadOnlyList<int>>("value").WaitAsync(Deadline));
        Assert.Equal(1, calls);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-198")]
    public async Task A_list_beside_items_is_the_same_for_each(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Lookup, [Stream(2, 0, 1), ((StreamInput<string>)Flow.From(["a", "b", "c"])).Input], "items");
        g.Add(Declared.Lookup, [Value(2), ((StreamInput<string>)Flow.From(["a", "b", "c"])).Input], "once");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(["c", "a", "b"], await run.ResultAsync<IReadOnlyList<string>>("items").WaitAsync(Deadline));
        Assert.Equal("c", Assert.Single(await OnceAsync(run)));

        static async Task<IReadOnlyList<string>> OnceAsync(GraphRun run) =>
            run.Graph.Outputs.Single(o => o.Name == "once").Kind == OutputKind.Value
                ? [await run.ResultAsync<string>("once").WaitAsync(Deadline)]
                : await run.ResultAsync<IReadOnlyList<string>>("once").WaitAsync(Deadline);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Live_and_list_inlets_are_read_whole(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask shout = g.Add(Declared.Shout, [((StreamInput<string>)Flow.From(["a", "b", "c"])).Input]);
        g.Add(Declared.Join, [((StreamInput<string>)shout.Flow<string>()).Input], "join");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal("A B C", await run.ResultAsync<string>("join").WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "TG-09")]
    public async Task Settings_are_checked_before_anything_runs()
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Raise, [Value(1)], "two", new RaiseSettings { By = 2 });
        g.Add(Declared.Raise, [Value(1)], "one");
        await using GraphRun run = await StartAsync(g, fuse: true, capacity: 4);

        Assert.Equal((3, 2), (await run.ResultAsync<int>("two").WaitAsync(Deadline), await run.ResultAsync<int>("one").WaitAsync(Deadline)));
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(
            () => g.Add(Declared.Raise, [Value(1)], "twelve", new RaiseSettings { By = 12 }));
        Assert.Contains("'Raise': the setting 'By' is 12; it must be from 1 to 9.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-10")]
    public async Task Each_node_and_run_has_a_state_of_its_own(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Counting, [Stream(7, 7, 7)], "one");
        g.Add(Declared.Counting, [Stream(8, 8, 8)], "other");
        TaskGraph graph = g.Build();

        for (int i = 0; i < 2; i++)
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunOptions { Fuse = fuse, Capacity = capacity });
            Assert.Equal([1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("one").WaitAsync(Deadline));
            Assert.Equal([1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("other").WaitAsync(Deadline));
        }
    }

    [Fact]
    public async Task Services_come_from_the_run_and_a_missing_one_is_refused_at_its_start()
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Greet, [((ValueInput<string>)"you").Input], "greet");
        TaskGraph graph = g.Build();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunOptions { Services = new OneService(new Greeting("Hello")) });

        Assert.Equal("Hello you", await run.ResultAsync<string>("greet").WaitAsync(Deadline));
        GraphConfigurationException none = await Assert.ThrowsAsync<GraphConfigurationException>(() => LocalEngine.Shared.StartAsync(graph));
        GraphConfigurationException other = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => LocalEngine.Shared.StartAsync(graph, new RunOptions { Services = new OneService("a string") }));
        Assert.Contains("The parameter 'greeting' of 'Greet' needs the service Greeting, and the run has no services", none.Message, StringComparison.Ordinal);
        Assert.Contains("which the run's services do not have", other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-31")]
    public async Task A_diamond_gives_its_leaf_only(bool fuse, int capacity)
    {
        var g = new GraphBuilder("sums");
        FlowValue<int> a = g.Add(Declared.Square, [Value(5)]).Value<int>();
        FlowValue<int> b = g.Lambda("double", x => x * 2, (ValueInput<int>)5);
        FlowValue<int> sum = g.Add(Declared.Add, [((ValueInput<int>)a).Input, ((ValueInput<int>)b).Input], "sum").Value<int>();
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(35, await run.ResultAsync(sum).WaitAsync(Deadline));
        Assert.Equal(["sum"], run.Graph.Outputs.Select(o => o.Name));
    }

    [Fact]
    public async Task A_source_without_parameters_is_called_once()
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Answer, [], "answer");
        await using GraphRun run = await StartAsync(g, fuse: true, capacity: 4);

        Assert.Equal(42, await run.ResultAsync<int>("answer").WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "TG-35")]
    public async Task A_graph_with_inputs_is_started_with_a_value_a_list_or_a_stream()
    {
        var g = new GraphBuilder("g");
        Flow<int> x = g.Input<int>("x");
        g.Add(Declared.Square, [((StreamInput<int>)x).Input], "square");
        TaskGraph graph = g.Build();

        foreach ((object given, int[] expected) in new (object, int[])[]
        {
            (3, [9]), (new[] { 1, 2 }, [1, 4]), (Enumerable.Range(1, 3), [1, 4, 9]), (Numbers(4, 5).AsAsyncEnumerable(), [16, 25]), (Array.Empty<int>(), []),
        })
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, new RunInputs { ["x"] = given });
            Assert.Equal(expected, await run.ResultAsync<IReadOnlyList<int>>("square").WaitAsync(Deadline));
        }
    }

    [Fact]
    public async Task A_flow_of_an_input_does_not_run_without_it()
    {
        Flow<int> x = new GraphBuilder("g").Input<int>("x");

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(() => x.Then(i => i + 1).RunAsync());

        Assert.Equal(FaultKind.MissingInput, Assert.Single(error.Faults).Kind);
    }

    [Fact]
    public async Task Every_fault_of_the_inputs_is_told_at_once()
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Add, [((StreamInput<int>)g.Input<int>("x")).Input, ((StreamInput<int>)g.Input<int>("y")).Input], "add");
        TaskGraph graph = g.Build();

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => LocalEngine.Shared.StartAsync(graph, new RunInputs { ["y"] = "text", ["z"] = 1, ["out"] = 2 }));

        Assert.Equal(
            [FaultKind.MissingInput, FaultKind.InputType, FaultKind.UnknownInput, FaultKind.ProducedInput], error.Faults.Select(f => f.Kind));
        Assert.Contains("'x', which 'add' reads", error.Message, StringComparison.Ordinal);
        Assert.Contains("needs int, or a sequence of it, and string was given", error.Message, StringComparison.Ordinal);
        Assert.Contains("Its inputs are: 'x', 'y'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "TG-14")]
    public async Task Two_runs_of_one_graph_know_nothing_of_each_other()
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Square, [((StreamInput<int>)g.Input<int>("x")).Input], "square");
        TaskGraph graph = g.Build();

        await using GraphRun one = await LocalEngine.Shared.StartAsync(graph, new RunInputs { ["x"] = 3 });
        await using GraphRun other = await LocalEngine.Shared.StartAsync(graph, new RunInputs { ["x"] = 10 });

        Assert.Equal([9], await one.ResultAsync<IReadOnlyList<int>>("square").WaitAsync(Deadline));
        Assert.Equal([100], await other.ResultAsync<IReadOnlyList<int>>("square").WaitAsync(Deadline));
        await foreach (RunEvent e in one.Events())
        {
            Assert.Equal(one.RunId, e.RunId);
        }
    }

    private static Flow<int> Numbers(params int[] items) => Flow.From(items);

    private static TaskInput Stream(params int[] items) => ((StreamInput<int>)Numbers(items)).Input;

    private static TaskInput Value(int value) => ((ValueInput<int>)value).Input;

    private static Task<GraphRun> StartAsync(GraphBuilder g, bool fuse, int capacity) =>
        LocalEngine.Shared.StartAsync(g.Build(), new RunOptions { Fuse = fuse, Capacity = capacity });

    private static async Task<IReadOnlyList<T>> ItemsAsync<T>(GraphBuilder g, string output, bool fuse, int capacity)
    {
        await using GraphRun run = await StartAsync(g, fuse, capacity);
        return await run.ResultAsync<IReadOnlyList<T>>(output).WaitAsync(Deadline);
    }

    private sealed class OneService(object service) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(service) ? service : null;
    }
}
