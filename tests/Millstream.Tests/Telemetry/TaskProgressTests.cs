using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>How far tasks and runs say they are.</summary>
public sealed class TaskProgressTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-50")]
    public async Task A_task_says_how_far_it_is(bool fuse, int capacity)
    {
        var details = new object();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", (context, _) =>
            {
                context.Progress.Report(50, "half", details);
                context.Progress.Report(40, "back");
                context.Progress.Report(170, "over");
                context.Progress.Report(-5, "under");
                return Task.FromResult(1);
            })),
            RunModes.Of(fuse, capacity));
        await run.Completion.InTime();

        RunEvent[] told = [.. (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.TaskProgress)];
        Assert.Equal([(50d, "half", details), (100d, "over", null)], told.Select(e => (e.Progress!.Value, e.Message!, e.Details)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_value_below_none_is_none(bool fuse, int capacity)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", (context, _) =>
            {
                context.Progress.Report(-5, "at the start");
                context.Progress.Report(double.NaN);
                return Task.FromResult(1);
            })),
            RunModes.Of(fuse, capacity));
        await run.Completion.InTime();

        RunEvent told = Assert.Single(await run.EventsAsync(), e => e.Kind == RunEventKind.TaskProgress);
        Assert.Equal((0d, "at the start"), (told.Progress, told.Message));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-51")]
    public async Task A_stream_without_progress_of_its_own_is_guessed(bool fuse, int capacity)
    {
        GraphRun run = Flow.Range(0, 200).Then(x => x, o => o.Named("s")).Start(RunModes.Of(fuse, capacity) with { Events = EventDetail.Items });
        await run.Completion.InTime();

        var after = new Dictionary<long, double>();
        long items = 0;
        double last = 0;
        List<RunEvent> events = await run.EventsAsync();
        foreach (RunEvent one in events.Where(e => e.TaskId.ToString() == "s"))
        {
            items += one.Kind == RunEventKind.Item ? 1 : 0;
            if (one.Kind == RunEventKind.TaskProgress)
            {
                Assert.True(one.Progress > last, "Told on change only.");
                last = one.Progress.Value;
                after[items] = last;
            }
        }

        Assert.Equal([5d, 10, 14, 39, 92], new long[] { 1, 2, 3, 10, 50 }.Select(n => after[n]));
        Assert.Equal(99, last);
        Assert.Equal(100, run.Snapshot().Task("s").Progress);
        Assert.Equal(100, events.Last(e => e.Kind == RunEventKind.RunProgress).Progress);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-52")]
    public async Task Inputs_and_outputs_do_not_count_and_what_is_not_needed_counts_as_done(bool fuse, int capacity)
    {
        var graph = new GraphBuilder("branches");
        Flow<int> x = graph.Input<int>("x");
        var gate = new TaskCompletionSource();
        FlowValue<int> a = graph.Lambda("a", (int i) => i, 1);
        FlowValue<int> b = graph.Lambda("b", (int i) => i, a);
        (Flow<int> small, Flow<int> large) = b.If(i => i < 10, o => o.Named("which"));
        graph.Output("small", small.Then(async (int i, CancellationToken _) => { await gate.Task; return i; }, o => o.Named("small")));
        graph.Output("large", large.Then(i => i, o => o.Named("large")));
        graph.Output("same", x);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build(), new RunInputs { ["x"] = 1 }, RunModes.Of(fuse, capacity));
        await run.WhenAsync("TaskStatus large Disabled");
        await run.WhenAsync("TaskStatus which Completed");
        await run.WhenAsync("TaskStatus small Running");
        await run.WhenAsync("TaskStatus x Completed");

        // Five tasks: a, b, the condition, and the branches, of which one is not taken and the other still runs.
        Assert.Equal((80, 0), (run.Snapshot().Progress, run.Snapshot().Task("small").Progress));
        gate.SetResult();
        await run.Completion.InTime();
        Assert.Equal(["RunProgress 100", "RunCompleted"], (await run.EventsAsync()).Words().TakeLast(2));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-52")]
    public async Task A_run_is_as_far_as_its_tasks(bool fuse, int capacity)
    {
        var graph = new GraphBuilder("chain");
        FlowValue<int> a = graph.Lambda("a", (int x) => x + 1, 1);
        FlowValue<int> b = graph.Lambda("b", (int x) => x + 1, a);
        FlowValue<int> c = graph.Lambda("c", (int x) => x + 1, b);
        graph.Lambda("d", (int x) => x + 1, c);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build(), RunModes.Of(fuse, capacity));

        Assert.Equal(5, await run.ResultAsync<int>("d").InTime());
        List<RunEvent> events = await run.EventsAsync();
        Assert.Equal([25d, 50, 75, 100], events.Where(e => e.Kind == RunEventKind.RunProgress).Select(e => e.Progress!.Value));
        Assert.Equal(["RunProgress 100", "RunCompleted"], events.Words().TakeLast(2));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-53")]
    public async Task A_heavy_task_counts_more(bool fuse, int capacity)
    {
        var gate = new TaskCompletionSource();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(
                Told.Maker("heavy", () => 1).WithOptions(o => o.Weight(3)),
                Told.Step("light", async (x, _, _) =>
                {
                    await gate.Task;
                    return x;
                }).WithOptions(o => o.Weight(1))),
            RunModes.Of(fuse, capacity));
        await run.WhenAsync("TaskStatus light Running");

        Assert.Equal(75, run.Snapshot().Progress);
        gate.SetResult();
        await run.Completion.InTime();
        Assert.Equal([75d, 100], (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.RunProgress).Select(e => e.Progress!.Value));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-57")]
    public async Task A_task_that_fails_stays_as_far_as_it_was(bool fuse, int capacity)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", (context, _) =>
            {
                context.Progress.Report(40);
                throw new InvalidOperationException("boom");
            })),
            RunModes.Of(fuse, capacity));
        await run.EndAsync();

        Assert.Equal((RunStatus.Faulted, 40), (run.Snapshot().Task("a").Status, run.Snapshot().Task("a").Progress));
        Assert.Equal(40, run.Snapshot().Progress);
    }
}
