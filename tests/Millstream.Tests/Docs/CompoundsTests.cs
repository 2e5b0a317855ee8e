using Millstream.Graphs;

namespace Millstream.Docs;

/// <summary>The code of docs/compounds.md.</summary>
public sealed class CompoundsTests
{
    private static readonly TaskDefinition Square = TaskDefinition.Of("Square", (int x) => x * x);

    [Fact]
    public async Task A_graph_is_a_task()
    {
        #region compounds-group
        var inner = new GraphBuilder("strategy");
        inner.Output("out", inner.Input<int>("x").Then(x => x * 2).Then(x => x + 5));
        TaskGraph strategy = inner.Build();

        var g = new GraphBuilder("outer");
        g.Group("one", strategy, TaskInput.Of(3));                                // 11
        g.Group("many", strategy, Flow.From(1, 2, 3));                            // 7, 9, 11
        g.Output("piped", g.Pipe(3, strategy, Square, strategy).Value<int>());    // 247
        #endregion

        var other = new GraphBuilder("other");
        other.Output("one", other.Group("one", strategy, TaskInput.Of(3)).Flow<int>());
        other.Output("many", other.Group("many", strategy, Flow.From(1, 2, 3)).Flow<int>());
        #region compounds-one-call
        g.Group("tried", strategy, o => o.Retry(2).Timeout(TimeSpan.FromSeconds(1)).Parallel(4), Flow.From(1, 2, 3));
        #endregion

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build());
        Assert.Equal(247, await run.ResultAsync<int>("piped").InTime());
        await using GraphRun rest = await LocalEngine.Shared.StartAsync(other.Build());
        Assert.Equal([11], await rest.ResultAsync<IReadOnlyList<int>>("one").InTime());
        Assert.Equal([7, 9, 11], await rest.ResultAsync<IReadOnlyList<int>>("many").InTime());

        #region compounds-map
        FlowValue<IReadOnlyList<int>> list = Flow.Value<IReadOnlyList<int>>([1, 2, 3]);

        IReadOnlyList<int> squares = await list.Map(x => x * x).RunAsync();                            // 1, 4, 9
        IReadOnlyList<int> results = await list.Map<int, int>(strategy, o => o.Parallel(2)).RunAsync(); // 7, 9, 11
        IReadOnlyList<string> shown = await list.Map((x, iteration) => $"{x}: {iteration}").RunAsync(); // 1: 0 of 3, …
        IReadOnlyList<int> stream = await Flow.From(1, 2, 3).Map<int>(strategy, batch: 2).RunAsync();   // 7, 9, 11
        #endregion

        Assert.Equal([1, 4, 9], squares);
        Assert.Equal([7, 9, 11], results);
        Assert.Equal(["1: 0 of 3", "2: 1 of 3", "3: 2 of 3"], shown);
        Assert.Equal([7, 9, 11], stream);
    }

    [Fact]
    public async Task A_group_gives_what_its_tasks_gave()
    {
        var inner = new GraphBuilder("offers");
        Flow<int> price = inner.Input<int>("price");
        inner.Add(OffersDefinitions.Cut, [price], "cheap");
        inner.Lambda("dear", (int x) => x + 5, (StreamInput<int>)price);
        TaskGraph offers = inner.Build();
        var g = new GraphBuilder("outer");
        #region compounds-shape
        PlacedTask all = g.Add(TaskDefinition.Of(offers, results: ResultShape.PerTask), [TaskInput.Of(100)], settings: new GroupSettings { ["cheap.Percent"] = 20 });
        g.Output("offers", all.Value<IReadOnlyList<TaskOutputs>>());              // cheap, Cut, { out: 80 }; dear, dear, { out: 105 }
        #endregion

        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build());
        Assert.Equal(
            [("cheap", "Cut", 80), ("dear", "dear", 105)],
            (await run.ResultAsync<IReadOnlyList<TaskOutputs>>("offers").InTime()).Select(o => (o.Id, o.Type, (int)o.Outputs["out"]!)));
    }

    [Fact]
    public async Task Items_take_branches()
    {
        #region compounds-if
        (Flow<int> small, Flow<int> large) = Flow.From(1, 20, 3).If(x => x < 10);
        IReadOnlyList<int> cut = await Flow.Concat(small, large.Then(x => 10)).RunAsync();     // 1, 3, 10
        #endregion

        Assert.Equal([1, 3, 10], cut);
    }

    [Fact]
    public async Task Loops_fold_and_end()
    {
        var inner = new GraphBuilder("add");
        inner.Output("sum", Flow.Zip(inner.Input<int>("sum"), inner.Input<int>("x")).Then(pair => pair.Item1 + pair.Item2));
        TaskGraph add = inner.Build();

        #region compounds-reduce
        int total = await Flow.Range(1, 4).Reduce((int sum, int x) => sum + x, 0).RunAsync();   // 10
        int same = await Flow.Range(1, 4).Reduce(add, 0).RunAsync();                            // a graph with inputs 'sum' and 'x'
        #endregion

        Assert.Equal((10, 10), (total, same));

        #region compounds-while
        (Flow<int> result, Flow<int> iterations, Flow<string> stoppedBy) =
            Flow.From(1, 100).While((int x) => 2 * x, until: x => x >= 20, maxIterations: 10);

        (IReadOnlyList<int> results, IReadOnlyList<int> rounds, IReadOnlyList<string> reasons) =
            await Flow.RunAllAsync(result, iterations, stoppedBy);                // 32, 200; 5, 1; condition, condition
        #endregion

        Assert.Equal([32, 200], results);
        Assert.Equal([5, 1], rounds);
        Assert.Equal(["condition", "condition"], reasons);
    }

    [Fact]
    public async Task Alternatives_are_tried()
    {
        TaskDefinition large = TaskDefinition.Of("Large", string (string prompt) => throw new InvalidOperationException("not today"));
        TaskDefinition small = TaskDefinition.Of("Small", (string prompt) => $"{prompt}, shortly");
        var inner = new GraphBuilder("answer");
        inner.Output(
            "answer",
            Flow.Zip(inner.Input<string>("prompt"), inner.Input<string>("model"))
                .Then(q => q.Item2 == "large" ? throw new InvalidOperationException("not today") : $"{q.Item1} by {q.Item2}"));
        TaskGraph answer = inner.Build();

        #region compounds-fallback
        TaskDefinition ask = TaskDefinition.Fallback(
            large.WithOptions(o => o.Timeout(TimeSpan.FromSeconds(5))),
            small);

        TaskDefinition sized = TaskDefinition.Fallback(
            answer, new RunInputs { ["model"] = "large" }, new RunInputs { ["model"] = "small" });
        #endregion

        Assert.Equal(["hello, shortly"], await Flow.From("hello").Map<string>(ask).RunAsync());
        Assert.Equal(["hello by small"], await Flow.From("hello").Map<string>(sized).RunAsync());
    }
}

internal sealed class CutSettings
{
    public int Percent { get; set; } = 10;
}

internal static class Offers
{
    [StreamTask]
    public static int Cut(int price, CutSettings settings) => price - (price * settings.Percent / 100);
}
