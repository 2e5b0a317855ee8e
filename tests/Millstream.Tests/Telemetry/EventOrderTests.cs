namespace Millstream.Telemetry;

/// <summary>The exact order of events, whether tasks are fused or not.</summary>
public sealed class EventOrderTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-39")]
    public async Task A_task_that_gives_one_value_has_completed_before_the_next_starts(bool fuse, int capacity)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", () => 1), Told.Step("b", x => x + 1)), RunModes.Of(fuse, capacity));

        Assert.Equal(
            [
                "RunStarted", "TaskStarted a", "TaskStatus a Running", "EdgeStatus a.out->b.x Running", "TaskCompleted a", "TaskStatus a Completed",
                "EdgeStatus a.out->b.x Completed", "RunProgress 50", "TaskStarted b", "TaskStatus b Running", "TaskCompleted b", "TaskStatus b Completed",
                "RunProgress 100", "RunCompleted",
            ],
            (await run.EventsAsync()).Words());
        Assert.Equal(2, await run.ResultAsync<int>("b").InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-40")]
    public async Task A_stream_tells_its_items_and_how_far_it_is(bool fuse, int capacity)
    {
        GraphRun run = Flow.Iter(Two, o => o.Named("s")).Start(RunModes.Of(fuse, capacity) with { Events = EventDetail.Items });

        Assert.Equal(
            [
                "RunStarted", "TaskStarted s", "TaskStatus s Running", "StreamStarted s.out", "TaskStatus s Streaming", "Item s.out 0", "TaskProgress s 5",
                "RunProgress 5", "Item s.out 1", "TaskProgress s 10", "RunProgress 10", "StreamEnded s.out (2)", "TaskCompleted s", "TaskStatus s Completed",
                "RunProgress 100", "RunCompleted",
            ],
            (await run.EventsAsync()).Words());

        static IEnumerable<int> Two()
        {
            yield return 7;
            yield return 8;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-41")]
    public async Task A_failure_is_told_before_the_result_raises(bool fuse, int capacity)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", () => throw new InvalidOperationException("boom"))), RunModes.Of(fuse, capacity));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.ResultAsync<int>("a").InTime());

        List<RunEvent> events = await run.EventsAsync();
        Assert.Equal(
            ["RunStarted", "TaskStarted a", "TaskStatus a Running", "TaskFaulted a", "TaskStatus a Faulted", "RunFaulted"], events.Words());
        RunEvent faulted = Assert.Single(events, e => e.Kind == RunEventKind.TaskFaulted);
        Assert.Equal(faulted.TaskId, faulted.Origin);
        Assert.Same(error, faulted.Error);
        Assert.Same(error, events[^1].Error);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Only_the_task_that_failed_is_its_own_origin(bool fuse, int capacity)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("ok", () => 1), Told.Step("fail", (Func<int, int>)(_ => throw new InvalidOperationException("boom"))), Told.Step("next", x => x)),
            RunModes.Of(fuse, capacity));
        await run.EndAsync();

        List<RunEvent> events = await run.EventsAsync();
        Assert.Equal(["fail", "next"], events.Where(e => e.Kind == RunEventKind.TaskFaulted).Select(e => e.TaskId.ToString()));
        Assert.All(events.Where(e => e.Kind == RunEventKind.TaskFaulted), e => Assert.Equal("fail", e.Origin.ToString()));
        RunProgress end = run.Snapshot();
        Assert.Equal([RunStatus.Completed, RunStatus.Faulted, RunStatus.Faulted], end.Tasks.Select(t => t.Status));
        Assert.Null(end.Task("next").StartedAt);
        Assert.Equal("fail", end.Task("next").Origin.ToString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-42")]
    public async Task A_killed_task_is_ending_first(bool fuse, int capacity)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", (_, token) => Told.UntilToldAsync(token))), RunModes.Of(fuse, capacity));
        await run.WhenAsync("TaskStatus a Running");

        await run.KillAsync().InTime();

        Assert.Equal(
            ["RunStarted", "TaskStarted a", "TaskStatus a Running", "TaskStatus a Ending", "TaskKilled a", "TaskStatus a Killed", "RunKilled"],
            (await run.EventsAsync()).Words());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-43")]
    public async Task A_snapshot_at_an_event_shows_what_it_says(bool fuse, int capacity)
    {
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", (_, _) => PassAsync(gates[0])), Told.Step("b", (_, _, _) => PassAsync(gates[1]))), RunModes.Of(fuse, capacity));

        await run.WhenAsync("TaskStarted a");
        TaskStatistics started = run.Snapshot().Task("a");
        gates[0].SetResult();
        await run.WhenAsync("TaskCompleted a");
        TaskStatistics completed = run.Snapshot().Task("a");
        await run.WhenAsync("TaskStarted b");
        TaskStatistics next = run.Snapshot().Task("b");
        gates[1].SetResult();
        await run.Completion.InTime();

        Assert.Equal(RunStatus.Running, started.Status);
        Assert.NotNull(started.StartedAt);
        Assert.Null(started.EndedAt);
        Assert.Equal(RunStatus.Completed, completed.Status);
        Assert.NotNull(completed.EndedAt);
        Assert.Equal(RunStatus.Running, next.Status);

        static async Task<int> PassAsync(TaskCompletionSource gate)
        {
            await gate.Task;
            return 1;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-49")]
    public async Task Edges_mirror_the_task_they_come_from(bool fuse, int capacity)
    {
        await using GraphRun failing = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", () => throw new InvalidOperationException("boom")), Told.Step("b", x => x)), RunModes.Of(fuse, capacity));
        Exception? error = await failing.EndAsync();
        EdgeState faulted = Assert.Single(failing.Snapshot().EdgeStates);
        Assert.Equal(("a.out->b.x", RunStatus.Faulted), (faulted.EdgeId, faulted.Status));
        Assert.Same(error, faulted.Error);
        Assert.Same(error, Assert.Single(await failing.EventsAsync(), e => e is { Kind: RunEventKind.EdgeStatus, Status: RunStatus.Faulted }).Error);

        await using GraphRun killed = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", (_, token) => Told.UntilToldAsync(token)), Told.Step("b", x => x)), RunModes.Of(fuse, capacity));
        await killed.WhenAsync("TaskStatus a Running");
        await killed.KillAsync().InTime();
        Assert.Equal(RunStatus.Killed, Assert.Single(killed.Snapshot().EdgeStates).Status);

        GraphRun streaming = Flow.Range(0, 1000).Then(x => x, o => o.Named("c")).Where(x => x % 2 == 0).Start(RunModes.Of(fuse, capacity));
        await streaming.Completion.InTime();
        foreach (GraphRun run in new[] { failing, killed, streaming })
        {
            foreach (IGrouping<string?, RunEvent> edge in (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.EdgeStatus).GroupBy(e => e.EdgeId))
            {
                RunStatus?[] statuses = [.. edge.Select(e => e.Status)];
                Assert.Equal(statuses.Distinct(), statuses);
            }
        }

        Assert.Equal(
            ["Running", "Streaming", "Completed"],
            (await streaming.EventsAsync()).Where(e => e.EdgeId == "range.out->c.in").Select(e => e.Status.ToString()));
    }
}
