using Millstream.Graphs;
using static Millstream.RunModes;

namespace Millstream.Declarations;

/// <summary>Tasks that are joined by the names of their ports.</summary>
public sealed class ConnectingTests
{
    private static readonly int[] OneToThree = [1, 2, 3];

    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-11")]
    public async Task An_open_inlet_is_refused_unless_it_has_a_default(bool fuse, int capacity)
    {
        GraphBuilder Graph(TaskDefinition add)
        {
            var g = new GraphBuilder("g");
            g.Add(Declared.Square, [TaskInput.Of(3)], "square");
            g.Add(add, "add");
            return g.Connect("square.out", "add.a");
        }

        GraphFault fault = Assert.Single(Assert.Throws<GraphConfigurationException>(() => Graph(Declared.Add).Build()).Faults);
        await using GraphRun run = await StartAsync(Graph(Declared.AddFive), fuse, capacity);

        Assert.Equal(FaultKind.MissingInput, fault.Kind);
        Assert.Contains("'add.b'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(14, await run.ResultAsync<int>("add").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task An_edge_has_an_id_and_its_capacity(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Square, [((TaskInput)Flow.From(1, 2, 3))], "a");
        g.Add(Declared.Square, "b");
        g.Connect("a.out", "b.x", capacity: 8);
        TaskGraph graph = g.Build();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, Of(fuse, capacity));

        Assert.Equal([1, 16, 81], await run.ResultAsync<IReadOnlyList<int>>("b").InTime());
        Assert.Equal(8, run.Snapshot().Edges.Single(e => e.EdgeId == "a.out->b.x").Capacity);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_connected_value_is_given_to_every_call(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask add = g.Add(Declared.Add, "add");
        g.Add(Declared.Square, [TaskInput.Of(3)], "nine");
        g.Input<int>("x");
        g.Connect("x", "add.a").Connect("nine", "add.b");
        FlowValue<int> sum = g.Add(Declared.Square, [add.Flow<int>()], "again").Value<int>();
        g.Output("sum", add.Flow<int>());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), new RunInputs { ["x"] = OneToThree }, Of(fuse, capacity));

        Assert.Equal([10, 11, 12], await run.ResultAsync(add.Flow<int>()).InTime());
        Assert.Equal([10, 11, 12], await run.ResultAsync<IReadOnlyList<int>>("sum").InTime());
        Assert.NotNull(sum);
    }

    [Fact]
    [Trait("Proves", "TG-34")]
    public void A_cycle_is_refused_at_once_and_so_are_unknown_names()
    {
        GraphBuilder Graph()
        {
            var g = new GraphBuilder("g");
            g.Add(Declared.Square, "a");
            g.Add(Declared.Square, "b");
            return g.Connect("a.out", "b.x");
        }

        GraphConfigurationException back = Assert.Throws<GraphConfigurationException>(() => Graph().Connect("b.out", "a.x"));
        GraphConfigurationException self = Assert.Throws<GraphConfigurationException>(() => Graph().Connect("a.out", "a.x"));
        var byFlows = new GraphBuilder("g");
        PlacedTask first = byFlows.Add(Declared.Square, "first");
        byFlows.Add(Declared.Square, [first.Flow<int>()], "second");
        byFlows.Connect("second", "first");
        GraphConfigurationException through = Assert.Throws<GraphConfigurationException>(() => byFlows.Build());
        GraphConfigurationException names = Assert.Throws<GraphConfigurationException>(
            () => Graph().Connect("b.out", "z.x").Connect("b.out", "b2").Connect("a.none", "b.x").Connect("a.out", "b.xx").Build());

        Assert.Contains("a → b → a", back.Message, StringComparison.Ordinal);
        Assert.Contains("a → a", self.Message, StringComparison.Ordinal);
        Assert.Contains("first → second → first", through.Message, StringComparison.Ordinal);
        Assert.All([back, self, through], e => Assert.Equal(FaultKind.Cycle, Assert.Single(e.Faults).Kind));
        Assert.Contains("names the node 'z', which is not declared", names.Message, StringComparison.Ordinal);
        Assert.Contains("names the node 'b2', which is not declared", names.Message, StringComparison.Ordinal);
        Assert.Contains("names the outlet 'none', which 'a' does not have. It has: 'out', 'error'", names.Message, StringComparison.Ordinal);
        Assert.Contains("names the inlet 'xx', which 'b' does not have. It has: 'x'", names.Message, StringComparison.Ordinal);

        // The graph is as it was before the refused edge, and a body of a loop is built by the same builder.
        GraphBuilder same = Graph();
        Assert.Throws<GraphConfigurationException>(() => same.Connect("b.out", "a.x"));
        same.Input<int>("in");
        TaskGraph graph = same.Connect("in", "a").Build();
        Assert.Equal(["in.out->a.x", "a.out->b.x"], graph.Edges.Select(e => e.Id));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-82")]
    public async Task Edges_to_a_list_are_joined_in_the_order_of_their_ids(bool fuse, int capacity)
    {
        foreach (bool isFirstSlow in new[] { true, false })
        {
            var otherHasEnded = new TaskCompletionSource();
            async IAsyncEnumerable<int> Numbers(int first, bool isSlow)
            {
                if (isSlow)
                {
                    await otherHasEnded.Task;
                }

                yield return first;
                yield return first + 1;
                otherHasEnded.TrySetResult();
            }

            var g = new GraphBuilder("g");
            g.Add(Declared.Same, [Flow.Iter(() => Numbers(1, isFirstSlow))], "a");
            g.Add(Declared.Same, [Flow.Iter(() => Numbers(3, !isFirstSlow))], "b");
            g.Add(Declared.Digits, "all");
            g.Connect("b", "all").Connect("a", "all");
            await using GraphRun run = await StartAsync(g, fuse, capacity);

            Assert.Equal("1 2 3 4", await run.ResultAsync<string>("all").InTime());
            Assert.Equal(["a.out->all.numbers", "b.out->all.numbers"], run.Graph.Edges.Where(e => e.To.Id.ToString() == "all").Select(e => e.Id).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-82")]
    public async Task A_list_that_is_an_item_is_spread_into_a_list(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(TaskDefinition.Of("array", (int x) => new[] { x, x + 1 }), [TaskInput.Of(1)], "a");
        g.Add(Declared.Square, [TaskInput.Of(3)], "b");
        g.Add(TaskDefinition.Of("list", (int x) => new List<int> { x }), [TaskInput.Of(7)], "c");
        g.Add(Declared.Digits, "all");
        g.Connect("c", "all").Connect("a", "all").Connect("b", "all");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal("1 2 9 7", await run.ResultAsync<string>("all").InTime());
    }

    [Fact]
    [Trait("Proves", "TG-83")]
    public async Task A_second_edge_is_refused_and_names_both()
    {
        foreach (TaskDefinition task in new[] { Declared.Square, Declared.Doubled })
        {
            var g = new GraphBuilder("g");
            g.Add(Declared.Square, [TaskInput.Of(1)], "a");
            g.Add(Declared.Square, [TaskInput.Of(2)], "b");
            g.Add(task, "c");
            g.Connect("a", "c").Connect("b", "c");
            GraphFault fault = Assert.Single(Assert.Throws<GraphConfigurationException>(() => g.Build()).Faults);

            Assert.Equal(FaultKind.DoubleInput, fault.Kind);
            Assert.Contains("'c.x' has more than one edge: 'a.out->c.x', 'b.out->c.x'", fault.Message, StringComparison.Ordinal);
            await using GraphRun merged = await LocalEngine.Shared.StartAsync(g.Merge("c.x", Merge.Interleave).Build());
            Assert.Equal(task == Declared.Square ? [1, 16] : [2, 8], (await merged.ResultAsync<IReadOnlyList<int>>("c").InTime()).Order());
        }

        // Branches of one condition give an item on one of them.
        var h = new GraphBuilder("h");
        (Flow<int> small, Flow<int> large) = Flow.From(1, 20, 3).If(x => x < 10);
        h.Add(Declared.Square, [small], "small");
        h.Add(Declared.Same, [large], "large");
        h.Add(Declared.Same, "both");
        h.Connect("small", "both").Connect("large", "both");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(h.Build());
        Assert.Equal([1, 9, 20], (await run.ResultAsync<IReadOnlyList<int>>("both").InTime()).Order());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-84")]
    public async Task Several_edges_are_read_as_was_asked(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Same, [Flow.From(1, 2, 3)], "a");
        g.Add(Declared.Same, [Flow.From(10, 20, 30)], "b");
        g.Add(Declared.Doubled, "live");
        g.Merge("live", Merge.Interleave).Connect("a", "live").Connect("b", "live");
        g.Add(Declared.Square, [TaskInput.Of(1)], "one");
        g.Add(Declared.Same, [TaskInput.Of(2)], "two");
        g.Add(Declared.Counting, "last");
        g.Merge("last", Merge.Last).Connect("two", "last").Connect("one", "last");
        g.Add(Declared.Same, "value");
        g.Merge("value.x", Merge.Last).Connect("two", "value").Connect("one", "value");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        IReadOnlyList<int> live = await run.ResultAsync<IReadOnlyList<int>>("live").InTime();
        Assert.Equal([2, 4, 6], live.Where(x => x < 10));
        Assert.Equal([20, 40, 60], live.Where(x => x >= 10));
        Assert.Equal(1, await run.ResultAsync<int>("last").InTime());
        Assert.Equal(2, await run.ResultAsync<int>("value").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-86")]
    public async Task All_ports_of_two_tasks_are_joined_by_their_names(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Declared.Both, [TaskInput.Of(7), TaskInput.Of(2)], "a");
        g.Add(Declared.Show, "b");
        g.Connect("a.*", "b.*");
        await using GraphRun run = await StartAsync(g, fuse, capacity);
        var lonely = new GraphBuilder("g");
        lonely.Add(Declared.Both, [TaskInput.Of(7), TaskInput.Of(2)], "a");
        lonely.Add(Declared.Add, "b");
        GraphConfigurationException refusal = Assert.Throws<GraphConfigurationException>(() => lonely.Connect("a.*", "b.*").Build());

        Assert.Equal("9 and 5", await run.ResultAsync<string>("b").InTime());
        string fault = Assert.Single(refusal.Faults, f => f.Kind == FaultKind.NoMatch).Message;
        Assert.Contains("the outlet 'a.sum', the outlet 'a.diff', the inlet 'b.a', the inlet 'b.b' have no partner", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-87")]
    public async Task Two_tasks_are_joined_by_what_their_ports_are(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask both = g.Add(Declared.Both, [TaskInput.Of(7), TaskInput.Of(2)], "both");
        PlacedTask show = g.Add(Declared.Show, "show");
        PlacedTask greeter = g.Add(TaskDefinition.Of("greeter", (string word) => new Greeting(word)), [TaskInput.Of("Hello")], "greeter");
        PlacedTask greet = g.Add(Declared.Spoken, "greet");
        both.Then(show);
        greeter.Then(greet);
        PlacedTask numbers = g.Add(Declared.Same, [TaskInput.Of(1)], "numbers");
        PlacedTask square = g.Add(Declared.Square, "square");
        PlacedTask two = g.Add(Declared.Duet, "two");

        GraphConfigurationException bare = Assert.Throws<GraphConfigurationException>(() => numbers.Then(square));
        GraphConfigurationException several = Assert.Throws<GraphConfigurationException>(() => greeter.Then(two));
        Assert.Contains("Candidates: 'numbers.out->square.x'", bare.Message, StringComparison.Ordinal);
        Assert.Contains("Candidates: 'greeter.out->two.one', 'greeter.out->two.other'", several.Message, StringComparison.Ordinal);

        g.Connect("numbers", "square").Connect("greeter", "two.one").Connect("greeter", "two.other");
        await using GraphRun run = await StartAsync(g, fuse, capacity);
        Assert.Equal("9 and 5", await run.ResultAsync<string>("show").InTime());
        Assert.Equal("Hello!", await run.ResultAsync<string>("greet").InTime());
        Assert.Equal("HelloHello", await run.ResultAsync<string>("two").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_graph_that_is_a_task_is_joined_as_any_other(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("inner");
        inner.Input<int>("x");
        inner.Add(Declared.Add, "add");
        inner.Add(Declared.Digits, "digits");
        inner.Input<int>("y");
        inner.Connect("x", "add.a").Connect("y", "add.b").Connect("add", "digits").Connect("x", "digits");
        var g = new GraphBuilder("g");
        g.Add(TaskDefinition.Of(inner.Build()), "group");
        g.Add(Declared.Same, [Flow.From(1, 2)], "numbers");
        g.Add(Declared.Square, [TaskInput.Of(2)], "four");
        g.Connect("numbers", "group.x").Connect("four", "group.y");
        g.Add(Declared.Words, "words");
        g.Connect("group", "words");
        await using GraphRun run = await StartAsync(g, fuse, capacity);

        Assert.Equal(["5", "6", "1", "2"], await run.ResultAsync<IReadOnlyList<string>>("words").InTime());
    }

    private static Task<GraphRun> StartAsync(GraphBuilder g, bool fuse, int capacity) => LocalEngine.Shared.StartAsync(g.Build(), Of(fuse, capacity));
}
