using Millstream.Graphs;

using System.Collections.Concurrent;

namespace Millstream.Telemetry;

/// <summary>Who may watch a run, and what each watcher gets.</summary>
public sealed class EventStreamTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-44")]
    public async Task All_observers_get_the_same_events_whenever_they_come(bool fuse, int capacity)
    {
        GraphRun run = Flow.Range(0, 50).Then(x => x + 1).Reduce((sum, x) => sum + x, 0).Start(RunModes.Of(fuse, capacity) with { Events = EventDetail.Items });
        Task<List<RunEvent>> during = run.EventsAsync();
        await run.Completion.InTime();

        List<RunEvent> after = await run.EventsAsync(fromSeq: 1);

        List<RunEvent> seen = await during.InTime();
        Assert.Equal(after.Words(), seen.Words());
        Assert.Equal(Enumerable.Range(1, seen.Count).Select(n => (long)n), seen.Select(e => e.Seq));
        Assert.Equal(RunEventKind.RunStarted, seen[0].Kind);
        Assert.Equal(RunEventKind.RunCompleted, seen[^1].Kind);
        Assert.All(seen, e => Assert.Equal(run.RunId, e.RunId));
        Assert.Equal(seen.Skip(9).Words(), (await run.EventsAsync(fromSeq: 10)).Words());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_view_of_the_events_shows_what_the_run_shows(bool fuse, int capacity)
    {
        foreach (TaskGraph graph in new[] { Good(), Failing() })
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, RunModes.Of(fuse, capacity) with { Events = EventDetail.Items });
            await run.EndAsync();

            var view = new RunView();
            foreach (RunEvent one in await run.EventsAsync())
            {
                view.Apply(one);
                if (one.Kind is RunEventKind.TaskCompleted or RunEventKind.TaskFaulted)
                {
                    Assert.NotNull(view.Snapshot().Task(one.TaskId.ToString()!).EndedAt);
                }
            }

            RunProgress end = run.Snapshot();
            Assert.Equal(end, view.Snapshot());
            Assert.Contains(end.Tasks, t => t is { Message: "half", Progress: > 0 });
        }

        static TaskGraph Good() => Told.Chain(Told.Maker("a", ReportAsync), Told.Step("b", x => x + 1));

        static TaskGraph Failing() => Told.Chain(Told.Maker("a", ReportAsync), Told.Step("b", (Func<int, int>)(_ => throw new InvalidOperationException("boom"))), Told.Step("c", x => x));

        static Task<int> ReportAsync(TaskContext context, CancellationToken token)
        {
            context.Progress.Report(50, "half");
            return Task.FromResult(1);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-46")]
    public async Task An_observer_that_throws_is_let_go_and_logged_once(bool fuse, int capacity)
    {
        var logger = new ListLogger();
        var gate = new TaskCompletionSource();
        var bad = new ConcurrentQueue<RunEventKind>();
        var good = new ConcurrentQueue<RunEvent>();
        var end = new TaskCompletionSource();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(
                Told.Maker("a", async (_, _) =>
                {
                    await gate.Task;
                    return 1;
                }),
                Told.Step("b", x => x)),
            RunModes.Of(fuse, capacity) with { Logger = logger });
        using IDisposable throwing = run.Observe(e =>
        {
            bad.Enqueue(e.Kind);
            if (e.Kind == RunEventKind.TaskStarted)
            {
                throw new InvalidOperationException("I do not want to know.");
            }
        });
        using IDisposable other = run.Observe(e =>
        {
            good.Enqueue(e);
            if (e.Kind == RunEventKind.RunCompleted)
            {
                end.SetResult();
            }
        });
        await run.WhenAsync("Warning");
        await logger.First.InTime();
        gate.SetResult();
        await run.Completion.InTime();

        Assert.Equal(1, await run.ResultAsync<int>("b").InTime());
        List<RunEvent> all = await run.EventsAsync();
        await end.Task.InTime();

        Assert.Equal([RunEventKind.RunStarted, RunEventKind.TaskStarted], bad);
        Assert.Equal(all.Words(), good.Words());
        Assert.Single(logger.Lines, l => l.Contains("threw at TaskStarted and is told no more: I do not want to know.", StringComparison.Ordinal));
        Assert.Single(all, e => e.Kind == RunEventKind.Warning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-47")]
    public async Task A_slow_observer_misses_items_and_nothing_else(bool fuse)
    {
        const int Items = 100_000;
        var seen = new List<RunEvent>();
        var end = new TaskCompletionSource();
        GraphRun run = Flow.Range(0, Items).Then(x => x, o => o.Named("c")).Reduce((sum, x) => sum + 1, 0)
            .Start(new RunOptions { Fuse = fuse, Events = EventDetail.Items });
        using IDisposable slow = run.Observe(e =>
        {
            seen.Add(e);
            ((IAsyncResult)run.Completion).AsyncWaitHandle.WaitOne(100);

            if (e.Kind == RunEventKind.RunCompleted)
            {
                end.SetResult();
            }
        });

        Assert.Equal(Items, await run.ResultAsync<int>("result").InTime());
        await end.Task.InTime();

        List<RunEvent> lags = [.. seen.Where(e => e.Kind == RunEventKind.Lagged)];
        Assert.NotEmpty(lags);
        Assert.All(lags, e => Assert.Null(e.Snapshot));

        // What is missing are items: with the gaps filled the numbers have no holes, and every event of another kind is there.
        long last = 0;
        foreach (RunEvent one in seen)
        {
            Assert.Equal(last + (one.Count is { } lost && one.Kind == RunEventKind.Lagged ? lost : 1), one.Seq);
            last = one.Seq;
        }

        long told = seen.Count(e => e.Kind == RunEventKind.Item);
        Assert.Equal(2L * Items, told + lags.Sum(e => e.Count!.Value));
        Assert.Equal(3, seen.Count(e => e.Kind == RunEventKind.TaskCompleted));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-48")]
    public async Task Items_are_told_on_request_and_read_in_any_case(bool fuse, int capacity)
    {
        foreach (EventDetail detail in new[] { EventDetail.Tasks, EventDetail.Items })
        {
            Flow<string> shouted = Flow.Iter(["a", "b", "c"]).Then(x => x.ToUpperInvariant(), o => o.Named("shout"));
            GraphRun run = shouted.Start(RunModes.Of(fuse, capacity) with { Events = detail });

            Assert.Equal(["A", "B", "C"], await run.Items(shouted).ToListAsync().InTime());

            List<RunEvent> events = await run.EventsAsync();
            Assert.Equal(
                detail == EventDetail.Tasks ? [] : ["0 A", "1 B", "2 C"],
                events.Where(e => e.Kind == RunEventKind.Item && e.TaskId.ToString() == "shout").Select(e => $"{e.Index} {e.Item}"));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-200")]
    public async Task The_newest_events_are_kept_and_a_picture_stands_for_the_others(bool fuse, int capacity)
    {
        Assert.Equal(10_000, new RunOptions().KeptEvents);
        GraphRun run = Flow.Range(0, 500).Then(x => x, o => o.Named("c")).Count().Start(RunModes.Of(fuse, capacity) with { KeptEvents = 12 });
        await run.Completion.InTime();

        List<RunEvent> late = await run.EventsAsync();

        Assert.Equal(RunEventKind.Lagged, late[0].Kind);
        Assert.Equal(late[0].Seq, late[0].Count);
        Assert.InRange(late.Count - 1, 1, 12);
        Assert.Equal(Enumerable.Range(0, late.Count).Select(n => late[0].Seq + n), late.Select(e => e.Seq));
        var view = new RunView();
        foreach (RunEvent one in late)
        {
            view.Apply(one);
        }

        Assert.Equal(run.Snapshot(), view.Snapshot());
        Assert.Equal(RunStatus.Completed, view.Snapshot().Task("c").Status);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunOptions { KeptEvents = 0 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_observer_that_fell_behind_gets_a_picture_and_goes_on(bool fuse)
    {
        var view = new RunView();
        var end = new TaskCompletionSource();
        int lags = 0;
        GraphRun run = Flow.Range(0, 500).Then(x => x, o => o.Named("c")).Count().Start(new RunOptions { Fuse = fuse, KeptEvents = 5 });
        using IDisposable slow = run.Observe(e =>
        {
            view.Apply(e);
            lags += e is { Kind: RunEventKind.Lagged, Snapshot: not null } ? 1 : 0;
            ((IAsyncResult)run.Completion).AsyncWaitHandle.WaitOne(RunModes.Deadline);
            if (e.Kind == RunEventKind.RunCompleted)
            {
                end.SetResult();
            }
        });

        await end.Task.InTime();

        // Once at least: what is told after the end of the run may be more than is kept as well.
        Assert.True(lags >= 1);
        Assert.Equal(run.Snapshot(), view.Snapshot());
    }
}
