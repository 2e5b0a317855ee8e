using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Methods of single items: one call an item, several inlets, several outlets.</summary>
public sealed class ItemTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-03")]
    public async Task A_method_is_called_for_each_item(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        var graph = new GraphBuilder("squares");
        Flow<(long Index, int Square)> squares = graph.Square(Flow.Iter([1, 2, 3])).Index();

        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Output("squares", squares).Build(), mode);

        Assert.Equal(
            [(0L, 1), (1L, 4), (2L, 9)],
            await run.ResultAsync<IReadOnlyList<(long, int)>>("squares").WaitAsync(Runs.Deadline));
        await run.Completion.WaitAsync(Runs.Deadline);
        Assert.Equal(3, run.Snapshot().Task("Square").Attempts);
        Assert.Equal([1, 4, 9], await Flow.Iter([1, 2, 3]).Square().ResultAsync(mode));
    }

    [Fact]
    [Trait("Proves", "TG-04")]
    public async Task Each_part_of_a_tuple_has_an_outlet_of_its_own()
    {
        var graph = new GraphBuilder("both");
        (FlowValue<int> sum, FlowValue<int> diff) = graph.Both(7, 2);
        FlowValue<int> consumer = graph.Square(sum);

        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build());
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(81, await run.ResultAsync<int>("Square").WaitAsync(Runs.Deadline));
        Assert.Equal(5, await run.ResultAsync<int>("diff").WaitAsync(Runs.Deadline));
        Assert.Equal(5, await diff.ResultAsync());
        Assert.Equal(81, await consumer.ResultAsync());
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Streams_of_tuples_are_split(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        (Flow<int> sum, Flow<int> diff) = Flow.Iter([1, 2, 3]).Both(Flow.Iter([10, 20, 30]));
        (Flow<int> numbers, Flow<string> texts) = Flow.Iter([1, 2]).Unnamed();
        (Flow<int> Quotient, Flow<int> Remainder) divided = Flow.Iter([17, 25]).Divide(7);

        Assert.Equal([11, 22, 33], await sum.ResultAsync(mode));
        Assert.Equal([-9, -18, -27], await diff.ResultAsync(mode));
        Assert.Equal([1, 2], await numbers.ResultAsync(mode));
        Assert.Equal(["1", "2"], await texts.ResultAsync(mode));
        Assert.Equal([2, 3], await divided.Quotient.ResultAsync(mode));
        Assert.Equal([3, 4], await divided.Remainder.ResultAsync(mode));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Several_inlets_are_zipped(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);

        Assert.Equal([11, 22, 33], await Flow.Iter([1, 2, 3]).Add(Flow.Iter([10, 20, 30])).ResultAsync(mode));
        Assert.Equal([11, 22], await Flow.Iter([1, 2, 3]).Add(Flow.Iter([10, 20])).ResultAsync(mode));
        Assert.Equal(["1aTrue", "2bFalse"], await Flow.Iter([1, 2]).Three(Flow.Iter(["a", "b"]), Flow.Iter([true, false])).ResultAsync(mode));
    }

    [Fact]
    public async Task A_strict_zip_fails_when_one_inlet_ends_first()
    {
        Flow<int> sums = Flow.Iter([1, 2, 3]).AddStrict(Flow.Iter([10, 20]));

        await Assert.ThrowsAsync<UnequalLengthsException>(() => sums.ResultAsync());
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-07")]
    public async Task Constants_and_values_are_given_to_each_call(bool fuse, int capacity)
    {
        int calls = 0;
        RunOptions mode = Runs.Mode(fuse, capacity);
        var graph = new GraphBuilder("constants");
        Flow<int> numbers = Flow.Iter([1, 2, 3]);
        FlowValue<int> ten = graph.Lambda("ten", (int x) => { calls++; return x; }, 10);

        Assert.Equal([11, 12, 13], await numbers.Add(10).ResultAsync(mode));
        Assert.Equal([11, 12, 13], await graph.RunAsync(graph.Add(numbers, ten), mode));
        Assert.Equal(1, calls);
        Assert.Equal([11, 12, 13], await Flow.Value(10).Add(numbers).ResultAsync(mode));
    }

    [Fact]
    [Trait("Proves", "FLU-37")]
    public async Task An_optional_inlet_gives_its_default()
    {
        var graph = new GraphBuilder("defaults");

        Assert.Equal(8, await graph.RunAsync(graph.Add(3)));
        Assert.Equal([6, 7], await Flow.Iter([1, 2]).Add().ResultAsync());
        Assert.Equal(9, await Flow.Value(4).Add().ResultAsync());
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Asynchronous_methods_give_items_like_others(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        (FlowValue<int> quotient, FlowValue<int> remainder) = Flow.Value(17).Divide(5);

        Assert.Equal([1, 2, 3], await Flow.Iter([2, 4, 6]).Half().ResultAsync(mode));
        Assert.Equal(3, await Flow.Value(6).Half().ResultAsync(mode));
        Assert.Equal(3, await quotient.ResultAsync(mode));
        Assert.Equal(2, await remainder.ResultAsync(mode));
    }

    [Fact]
    [Trait("Proves", "TD-03")]
    public async Task A_task_runs_in_a_plain_program()
    {
        var g = new GraphBuilder("plain");

        Assert.Equal(7, await g.RunAsync(g.Add(3, 4)));
    }

    [Fact]
    [Trait("Proves", "TG-14")]
    public async Task Two_runs_of_one_graph_know_nothing_of_each_other()
    {
        var builder = new GraphBuilder("runs");
        builder.Output("squares", builder.Square(builder.Input<int>("x")));
        TaskGraph graph = builder.Build();

        await using GraphRun three = await LocalEngine.Shared.StartAsync(graph, new RunInputs { ["x"] = 3 });
        await using GraphRun ten = await LocalEngine.Shared.StartAsync(graph, new RunInputs { ["x"] = 10 });

        Assert.Equal([9], await three.ResultAsync<IReadOnlyList<int>>("squares").WaitAsync(Runs.Deadline));
        Assert.Equal([100], await ten.ResultAsync<IReadOnlyList<int>>("squares").WaitAsync(Runs.Deadline));
        await foreach (var one in three.Events(cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.Equal(three.RunId, one.RunId);
        }
    }

    [Fact]
    public async Task Options_of_the_attribute_hold_where_the_task_is_placed_and_can_be_set_anew()
    {
        var failing = new Failures(2);
        var options = new RunOptions { Services = new ServiceTable().Add(failing) };

        Assert.Equal([1, 2, 3], await Flow.Iter([1, 2, 3]).Flaky().ResultAsync(options));
        Assert.Equal(2, failing.Thrown);

        var once = new RunOptions { Services = new ServiceTable().Add(new Failures(1)) };
        await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter([1]).Flaky(options: o => o.Retry(0)).ResultAsync(once));
    }

    [Fact]
    public void Nodes_get_ids_of_their_tasks_or_those_given()
    {
        var graph = new GraphBuilder("ids");
        graph.Square(graph.Square(2), id: "last");

        Assert.Equal(["Square", "last"], graph.Build().Nodes.Where(n => n.Task.Name == "Square").Select(n => n.Id.ToString()));
    }
}
