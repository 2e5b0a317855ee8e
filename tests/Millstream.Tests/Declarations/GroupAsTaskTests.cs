using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A graph that stands as a task has all that a task has. That a group's results are kept waits for caches.</summary>
public sealed class GroupAsTaskTests
{
    private static readonly TaskDefinition Double = TaskDefinition.Of("Double", (int x) => x * 2);
    private static readonly TaskDefinition Plus5 = TaskDefinition.Of("Plus5", (int x) => x + 5);

    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_group_has_a_descriptor_ports_and_the_settings_of_its_tasks(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("strategy");
        PlacedTask twice = inner.Add(Double, [inner.Input<int>("x")], "double");
        inner.Add(Declared.Raise, [twice.Flow<int>()], "raise", new RaiseSettings { By = 5 });
        var strategy = TaskDefinition.Of(inner.Build());
        var g = new GraphBuilder("outer");
        g.Add(strategy, [TaskInput.Of(3)], "strategy");
        g.Add(strategy, [TaskInput.Of(3)], "other", new GroupSettings { ["raise.By"] = 7 });
        g.Add(strategy, [TaskInput.Of(3)], "called", new GroupSettings { ["raise.By"] = "8" }, o => o.Retry(1));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));

        Assert.Equal(11, await run.ResultAsync<int>("strategy").InTime());
        Assert.Equal(13, await run.ResultAsync<int>("other").InTime());
        Assert.Equal(14, await run.ResultAsync<int>("called").InTime());
        Assert.Equal(
            ("strategy", "x: int stream", "raise: int"),
            (strategy.Descriptor.Name, strategy.Descriptor.Inlets.ToString(), strategy.Descriptor.Outlets.ToString()));
        SettingDescriptor by = Assert.Single(strategy.Descriptor.Settings);
        Assert.Equal(("raise.By", typeof(int), 5, 1, 9), (by.Name, by.Type, by.Default, by.Minimum, by.Maximum));
    }

    [Fact]
    public void Settings_that_its_tasks_do_not_have_are_refused()
    {
        var inner = new GraphBuilder("strategy");
        inner.Add(Declared.Raise, [inner.Input<int>("x")], "raise");
        TaskGraph strategy = inner.Build();
        var g = new GraphBuilder("outer");

        Assert.Equal(
            "'strategy': the setting 'raise.By' is 12; it must be from 1 to 9.",
            Assert.Throws<GraphConfigurationException>(() => g.Add(strategy, [TaskInput.Of(1)], settings: new GroupSettings { ["raise.By"] = 12 })).Message);
        Assert.Equal(
            "'strategy' has no setting 'raise.Bye'. It has: 'raise.By'.",
            Assert.Throws<GraphConfigurationException>(() => g.Add(strategy, [TaskInput.Of(1)], settings: new GroupSettings { ["raise.Bye"] = 2 })).Message);
        Assert.Contains(
            "RaiseSettings was given. Set those of the tasks in it, by GroupSettings.",
            Assert.Throws<GraphConfigurationException>(() => g.Add(strategy, [TaskInput.Of(1)], settings: new RaiseSettings())).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_group_is_tried_again_and_limited_in_time_as_a_task_is(bool fuse, int capacity)
    {
        int calls = 0;
        var failing = new GraphBuilder("failing");
        failing.Add(TaskDefinition.Of("Flaky", (int x) => ++calls < 3 ? throw new InvalidOperationException("not yet") : x), [failing.Input<int>("x")], "flaky");
        var slow = new GraphBuilder("slow");
        slow.Output("out", slow.Input<int>("x").Then(async (int x, CancellationToken token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return x;
        }));

        var tried = new GraphBuilder("outer");
        tried.Group("group", failing.Build(), o => o.Retry(2), TaskInput.Of(7));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(tried.Build(), RunModes.Of(fuse, capacity));
        Assert.Equal((7, 3), (await run.ResultAsync<int>("group").InTime(), calls));

        var limited = new GraphBuilder("outer");
        limited.Group("group", slow.Build(), o => o.Timeout(TimeSpan.FromMilliseconds(50)), TaskInput.Of(7));
        await using GraphRun late = await LocalEngine.Shared.StartAsync(limited.Build(), RunModes.Of(fuse, capacity));
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => late.ResultAsync<int>("group").InTime());
        Assert.Equal("group", error.TaskId.ToString());
        Assert.Contains("50 ms", Assert.IsType<TimeoutException>(error.InnerException).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-20")]
    public async Task Its_ports_are_what_is_open_inside(bool fuse, int capacity)
    {
        // One inlet has an edge, one a default, one is open; one outlet is read inside, two are not.
        var inner = new GraphBuilder("inner");
        PlacedTask twice = inner.Add(Double, [inner.Input<int>("x")], "double");
        inner.Add(Declared.AddFive, "add");
        inner.Connect("double.out", "add.a");
        PlacedTask both = inner.Add(Declared.Both, [twice.Flow<int>(), TaskInput.Of(1)], "both");
        var open = TaskDefinition.Of(inner.Build());
        inner.Output("less", both.Flow<int>(1));
        var named = TaskDefinition.Of(inner.Build());
        Assert.Equal(("x: int stream", "add: int, sum: int, diff: int"), (open.Descriptor.Inlets.ToString(), open.Descriptor.Outlets.ToString()));
        Assert.Equal(("x: int stream", "less: int"), (named.Descriptor.Inlets.ToString(), named.Descriptor.Outlets.ToString()));

        // What is delivered is of the types that are declared: with values and streams, as part of the run or called, put together or not.
        TaskGraph[] graphs = [inner.Build(), Leaves(), Mixed()];
        foreach (TaskDefinition group in (TaskDefinition[])
            [open, named, .. graphs.Select(one => TaskDefinition.Of(one)), .. graphs.Select(one => TaskDefinition.Of(one, results: ResultShape.PerTask))])
        {
            foreach (Func<TaskOptions, TaskOptions>? options in (Func<TaskOptions, TaskOptions>?[])[null, o => o.Retry(1)])
            {
                foreach (TaskInput input in (TaskInput[])[TaskInput.Of(3), Flow.From(1, 2)])
                {
                    var g = new GraphBuilder("outer");
                    PlacedTask placed = g.Add(group, [input], "group", settings: null, options);
                    for (int i = 0; i < group.Descriptor.Outlets.Count; i++)
                    {
                        g.Add(Seen(group.Descriptor.Outlets[i]), [new TaskInput(placed.Outlets[i], placed.Outlets[i].Node.IsValue)], $"seen{i}");
                    }

                    await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));
                    await run.Completion.InTime();
                    foreach (RunResult result in await run.ResultsAsync())
                    {
                        Assert.True(result.Value is IReadOnlyList<bool> { Count: > 0 } all ? all.All(fits => fits) : result.Value is true);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-21")]
    public async Task Outlets_of_one_name_are_one_or_a_list_by_tasks(bool fuse, int capacity)
    {
        TaskGraph inner = Leaves();
        var g = new GraphBuilder("outer");
        g.Group("together", inner, TaskInput.Of(1));
        g.Add(TaskDefinition.Of(inner, results: ResultShape.PerTask), [TaskInput.Of(1)], "apart");
        g.Add(TaskDefinition.Of(inner, results: ResultShape.PerTask), [Flow.From(1, 5)], "streams");
        g.Add(TaskDefinition.Of(inner, results: ResultShape.PerTask), [TaskInput.Of(1)], "called", options: o => o.Retry(1));
        g.Add(TaskDefinition.Of(Mixed(), results: ResultShape.PerTask), [TaskInput.Of(1)], "mixed");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));

        Assert.Equal("out: int", TaskDefinition.Of(inner).Descriptor.Outlets.ToString());
        Assert.Equal([1, 2], await run.ResultAsync<IReadOnlyList<int>>("together").InTime());
        foreach (string value in (string[])["apart", "called"])
        {
            Assert.Equal(
                [("a", "Same", 1), ("b", "Double", 2)],
                (await run.ResultAsync<IReadOnlyList<TaskOutputs>>(value).InTime()).Select(o => (o.Id, o.Type, (int)Assert.Single(o.Outputs, p => p.Key == "out").Value!)));
        }

        Assert.Equal(
            [[1, 5], [2, 10]],
            (await run.ResultAsync<IReadOnlyList<TaskOutputs>>("streams").InTime()).Select(o => (IReadOnlyList<int>)o.Outputs["out"]!));
        Assert.Equal(
            [("both", 2), ("words", 1)],
            (await run.ResultAsync<IReadOnlyList<TaskOutputs>>("mixed").InTime()).Select(o => (o.Id, o.Outputs.Count)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Steps_of_a_pipe_are_tasks_lambdas_and_graphs(bool fuse, int capacity)
    {
        // TG-19, but for the second run with a cache.
        var plus = new GraphBuilder("plus");
        plus.Add(Plus5, [plus.Input<int>("x")], "plus5");
        var g = new GraphBuilder("outer");
        g.Pipe(3, Double, TaskDefinition.Of(plus.Build()), Declared.Square);
        TaskGraph graph = g.Build();

        for (int times = 0; times < 2; times++)
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, RunModes.Of(fuse, capacity));
            RunResult only = Assert.Single(await run.ResultsAsync().InTime());
            Assert.Equal(121, only.Value);
        }
    }

    /// <summary>A graph with two tasks whose outlets nobody reads, both called 'out'.</summary>
    private static TaskGraph Leaves()
    {
        var inner = new GraphBuilder("inner");
        Flow<int> x = inner.Input<int>("x");
        inner.Add(Declared.Same, [x], "a");
        inner.Add(Double, [x], "b");
        return inner.Build();
    }

    private static TaskGraph Mixed()
    {
        var inner = new GraphBuilder("inner");
        Flow<int> x = inner.Input<int>("x");
        inner.Add(Declared.Both, [x, TaskInput.Of(1)], "both");
        inner.Add(TaskDefinition.Of("Words", (int n) => $"word {n}"), [x], "words");
        return inner.Build();
    }

    /// <summary>Says of each item whether it is of the type that the outlet declares.</summary>
    private static TaskDefinition Seen(OutletDescriptor outlet) => outlet.Port.Accept(new Seeing(outlet.ItemType));

    private sealed class Seeing(Type declared) : IPortVisitor<TaskDefinition>
    {
        public TaskDefinition Visit<T>(Port port) => TaskDefinition.Of("Seen", (T item) => declared == typeof(T) && declared.IsInstanceOfType(item));
    }
}
