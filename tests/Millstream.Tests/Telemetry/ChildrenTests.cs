using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Planning;
using Millstream.Tasks;

namespace Millstream.Telemetry;

/// <summary>Runs inside tasks, as the events, the pictures and the plan of their parent show them.</summary>
public sealed class ChildrenTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-45")]
    public async Task A_view_of_the_events_shows_the_runs_inside_too(bool fuse, int capacity)
    {
        TaskGraph failing = Bodies.Of("failing", x => x.Then(v => v == 2 ? throw new InvalidOperationException("two") : v));
        foreach (TaskGraph graph in new[] { Nested(Bodies.Twice, 3), Nested(failing, 3), Nested(Bodies.Twice, RunView.KeptChildren + 50) })
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, RunModes.Of(fuse, capacity) with { KeptEvents = 100_000 });
            await run.EndAsync();

            var view = new RunView();
            foreach (RunEvent one in await run.EventsAsync())
            {
                view.Apply(one);
                if (one.Kind == RunEventKind.PlanChanged)
                {
                    Assert.Equal(RunStatus.Running, view.Snapshot().Children[^1].Status);
                }
            }

            RunProgress seen = view.Snapshot();
            Assert.Equal(run.Snapshot().Children, seen.Children);
            Assert.Equal(run.Snapshot(), seen);
            Assert.NotEmpty(seen.Children);
            Assert.NotEmpty(seen.Tasks);
            Assert.NotEmpty(seen.EdgeStates);
            Assert.InRange(seen.Children.Count, 2, RunView.KeptChildren);
            Assert.Equal(run.Status == RunStatus.Completed ? 100 : seen.Progress, seen.Progress);
            Assert.All(seen.Children, child => Assert.All(child.Tasks, t => Assert.True(t.Status is RunStatus.Completed or RunStatus.Faulted or RunStatus.Pending)));
            if (run.Status == RunStatus.Completed)
            {
                Assert.All(seen.Children, child => Assert.Equal((RunStatus.Completed, 100.0), (child.Status, child.Progress)));
                Assert.Contains(seen.Children, child => child.Children.Count > 0);
            }
            else
            {
                Assert.Contains(seen.Children, child => child.Status == RunStatus.Faulted);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Progress_inside_is_told_while_it_comes(bool fuse, int capacity)
    {
        var isHalf = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inner = new GraphBuilder("inner");
        Flow<int> first = inner.Add(Told.Step("first", x => x), [inner.Input<int>("x")], "first").Flow<int>();
        inner.Output("out", inner.Add(
            Told.Step("second", async (x, _, token) =>
            {
                await isHalf.Task.WaitAsync(token);
                return x;
            }),
            [first.First()],
            "second").Value<int>());
        TaskGraph body = inner.Build();
        var g = new GraphBuilder("outer");
        g.Add(
            Told.Maker("maker", async (context, _) =>
            {
                await context.RunChildAsync(body, new RunInputs { ["x"] = 1 });
                return 1;
            }),
            [],
            "maker");
        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { RunId = "r" });

        var view = new RunView();
        await foreach (RunEvent one in run.Events())
        {
            view.Apply(one);
            if (one is { Kind: RunEventKind.ChildProgress, Progress: > 30 })
            {
                Assert.Equal(("r/maker-inner#0", one.Progress), (one.Child, view.Snapshot().Children.Single().Progress));
                isHalf.TrySetResult();
            }
        }

        Assert.Equal(run.Snapshot(), view.Snapshot());
        Assert.Equal(RunStatus.Completed, view.Snapshot().Children.Single().Task("second").Status);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-184")]
    public async Task The_plan_grows_and_the_graph_does_not(bool fuse, int capacity)
    {
        var g = new GraphBuilder("outer");
        g.Map("map", Bodies.Twice, [Flow.Range(0, 3)]);
        TaskGraph graph = g.Build();
        GraphNode map = graph.Nodes.Single(n => n.Id.ToString() == "map");
        TaskGraph body = Assert.Single(((TaskBody)map.Task).Bodies);
        string before = graph.ToText();
        string[] written = [.. graph.Nodes.Select(n => n.Id.ToString())];

        await using GraphRun run = await new LocalEngine().StartAsync(graph, RunModes.Of(fuse, capacity) with { RunId = "r" });
        await run.Completion.InTime();
        List<RunEvent> events = await run.EventsAsync();

        Assert.Same(graph, run.Graph);
        Assert.Equal(before, graph.ToText());
        Assert.Equal(written, graph.Nodes.Select(n => n.Id.ToString()));
        Assert.Empty(LocalEngine.Plan(graph, RunModes.Of(fuse, capacity)).Children);
        Assert.Equal(["PlanChanged r/map#0", "PlanChanged r/map#1", "PlanChanged r/map#2"], events.Where(e => e.Kind == RunEventKind.PlanChanged).Words());
        Assert.All(events.Where(e => e.Kind == RunEventKind.PlanChanged), e => Assert.Equal("map", e.TaskId.ToString()));

        GraphPlan plan = run.Plan;
        Assert.Equal([("map#0", map), ("map#1", map), ("map#2", map)], plan.Children.Select(c => (c.Name, c.Task)));
        Assert.All(plan.Children, c => Assert.Same(body, c.Plan.Graph));
        Assert.Equal(
            written.Concat(Enumerable.Range(0, 3).SelectMany(i => body.Nodes.Select(n => $"map#{i}/{n.Id}"))),
            plan.Nodes.Select(n => n.Id));
        Assert.All(plan.Nodes, n => Assert.Contains(n.Definition, graph.Nodes.Concat(body.Nodes)));
        Assert.Equal(3, plan.Nodes.Count(n => n.Definition == body.Nodes[^1]));
    }

    [Fact]
    public async Task The_plan_has_grown_when_that_is_told()
    {
        var isSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskGraph body = Bodies.Of("body", x => x.Then(async (int v, CancellationToken token) =>
        {
            await isSeen.Task.WaitAsync(token);
            return v;
        }));
        var g = new GraphBuilder("outer");
        g.Map("map", body, [Flow.Range(0, 2)]);
        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), new RunOptions { RunId = "r" });

        await run.WhenAsync("PlanChanged r/map#0");

        Assert.Equal("map#0", Assert.Single(run.Plan.Children).Name);
        Assert.Equal(RunStatus.Running, Assert.Single(run.Snapshot().Children).Status);
        isSeen.SetResult();
        await run.Completion.InTime();
        Assert.Equal(2, run.Plan.Children.Count);
    }

    /// <summary>A map over a graph, whose items go to a task that runs a graph with a map in it.</summary>
    private static TaskGraph Nested(TaskGraph body, int items)
    {
        var inner = new GraphBuilder("inner");
        inner.Output("out", inner.Map("again", Bodies.Twice, [inner.Input<int>("x")]).Flow<int>().First());
        TaskGraph again = inner.Build();
        var g = new GraphBuilder("outer");
        Flow<int> mapped = g.Map("map", body, [Flow.Range(0, items)]).Flow<int>();
        g.Add(
            Told.Step("asks", async (x, context, _) =>
            {
                await context.RunChildAsync(again, new RunInputs { ["x"] = x });
                return x;
            }),
            [mapped],
            "asks");
        return g.Build();
    }
}
