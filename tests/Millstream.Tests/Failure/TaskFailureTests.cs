using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Telemetry;
using Millstream.Testing;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>A placed task that fails: what is said of it, what it takes with it, and what its policies make of it.</summary>
public sealed class TaskFailureTests
{
    private static readonly InvalidOperationException Boom = new("boom");

    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-68")]
    public async Task A_failure_is_wrapped_with_all_that_is_known(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        g.Add(Failing("Crunch"), [TaskInput.Of(1)], "c");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.ResultAsync<int>("c").InTime());

        Assert.Equal(("c", "Crunch", 0L, 1), (error.TaskId.ToString(), error.TaskName, error.ItemIndex, error.Attempt));
        Assert.Equal("Task \"c\" (Crunch) failed at item 0: boom", error.Message);
        Assert.Same(Boom, error.InnerException);
        Assert.Same(error, run.Error);
        Assert.Equal("task-failed", error.Code);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task What_is_behind_a_failed_task_is_never_called(bool fuse, int capacity)
    {
        int calls = 0;
        var g = new GraphBuilder("g");
        PlacedTask ok = g.Add(Declared.Same, [TaskInput.Of(1)], "ok");
        PlacedTask fail = g.Add(Failing("Fail"), [ok.Value<int>()], "fail");
        g.Add(Declared.PerItem("Next", "x", (int x) => ++calls), [fail.Value<int>()], "next");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

        Assert.Equal("fail", error.TaskId.ToString());
        Assert.Equal(0, calls);
        Assert.Equal((RunStatus.Faulted, RunStatus.Faulted), (run.Snapshot().Task("fail").Status, run.Snapshot().Task("next").Status));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-70")]
    public async Task A_failure_ends_what_runs_beside_it_unless_that_may_finish(bool fuse, int capacity)
    {
        foreach (OnFailure rule in new[] { OnFailure.EndRun, OnFailure.FinishRunning })
        {
            var time = new ManualTimeProvider();
            long began = time.GetTimestamp();
            int next = 0;
            bool wasTold = false;
            var g = new GraphBuilder("g");
            g.Add(Declared.Awaiting("Fail", "x", async (int x, CancellationToken token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, token);
                throw Boom;
#pragma warning disable CS0162 // The function has a type by its result.
                return x;
#pragma warning restore CS0162
            }), [TaskInput.Of(1)], "fail");
            PlacedTask sibling = g.Add(Declared.Awaiting("Sibling", "x", async (int x, CancellationToken token) =>
            {
                try
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(600), time, token);
                    return x;
                }
                catch (OperationCanceledException)
                {
                    wasTold = true;
                    throw;
                }
            }), [TaskInput.Of(1)], "sibling");
            g.Add(Declared.PerItem("Next", "x", (int x) => ++next), [sibling.Value<int>()], "next");
            await using GraphRun run = await StartAsync(g, Of(fuse, capacity) with { Time = time, OnFailure = rule });
            await time.WaitForTimersAsync(2, Token).InTime();
            time.Advance(TimeSpan.FromMilliseconds(10));
            if (rule == OnFailure.FinishRunning)
            {
                await WaitForAsync(() => run.Errors.Count == 1);
                Assert.False(run.Completion.IsCompleted);
                time.Advance(TimeSpan.FromMilliseconds(590));
            }

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

            Assert.Equal("fail", error.TaskId.ToString());
            bool isFinished = rule == OnFailure.FinishRunning;
            Assert.Equal(isFinished ? 600 : 10, time.GetElapsedTime(began).TotalMilliseconds);
            Assert.Equal((!isFinished, 0), (wasTold, next));
            Assert.Equal(isFinished ? RunStatus.Completed : RunStatus.Faulted, run.Snapshot().Task("sibling").Status);
            Assert.Equal(RunStatus.Faulted, run.Snapshot().Task("next").Status);
            Assert.Equal(RunStatus.Faulted, run.Status);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-71")]
    public async Task Of_several_failures_the_first_is_raised_and_all_are_kept(bool fuse, int capacity)
    {
        using var both = new Barrier(2);
        var g = new GraphBuilder("g");
        foreach (string id in new[] { "one", "other" })
        {
            g.Add(Declared.PerItem(id, "x", int (int x) =>
            {
                both.SignalAndWait(Deadline);
                throw new InvalidOperationException(id);
            }), [TaskInput.Of(1)], id);
        }

        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

        Assert.Equal(["one", "other"], run.Errors.Select(e => e.InnerException!.Message).Order());
        Assert.Same(run.Errors[0], error);
        Assert.Same(run.Error, error);
        var events = new List<RunEvent>();
        await foreach (RunEvent e in run.Events(cancellationToken: Token))
        {
            events.Add(e);
        }

        Assert.Same(error, events.First(e => e.Kind == RunEventKind.TaskFaulted).Error);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_call_is_repeated_after_waits_that_double(bool fuse, int capacity)
    {
        foreach (int retries in new[] { 2, 1 })
        {
            var time = new ManualTimeProvider();
            long began = time.GetTimestamp();
            var calls = new List<double>();
            var g = new GraphBuilder("g");
            g.Add(
                Declared.PerItem("Work", "x", int (int x) =>
                {
                    calls.Add(time.GetElapsedTime(began).TotalMilliseconds);
                    return calls.Count < 3 ? throw Boom : 7;
                }),
                [TaskInput.Of(1)],
                "work",
                options: o => o.Retry(retries, TimeSpan.FromMilliseconds(100), isExponential: true));
            await using GraphRun run = await StartAsync(g, Of(fuse, capacity) with { Time = time });
            for (int i = 0; i < retries; i++)
            {
                await time.WaitForTimersAsync(1, Token).InTime();
                time.Advance(TimeSpan.FromMilliseconds(100 * (i + 1)));
            }

            if (retries == 2)
            {
                Assert.Equal(7, await run.ResultAsync<int>("work").InTime());
                Assert.Equal([0, 100, 300], calls);
                Assert.Equal(3, run.Snapshot().Task("work").Attempts);
            }
            else
            {
                var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
                Assert.Equal((2, 2), (error.Attempt, calls.Count));
                Assert.Equal(RunStatus.Faulted, run.Snapshot().Task("work").Status);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-73")]
    public async Task Some_errors_are_never_repeated(bool fuse, int capacity)
    {
        Assert.Equal(1, await CallsAsync(() => new OperationCanceledException("by itself"), o => o));
        Assert.Equal(1, await CallsAsync(() => TaskInputException.Because("the item is no number"), o => o));
        Assert.Equal(1, await CallsAsync(() => new InvalidOperationException("another"), o => o.RetryOn<IOException>().RetryOn<TimeoutException>()));
        Assert.Equal(3, await CallsAsync(() => new FileNotFoundException("derived"), o => o.RetryOn<IOException>().RetryOn<TimeoutException>()));
        Assert.Equal(3, await CallsAsync(() => new TimeoutException("of its own"), o => o));
        Assert.Equal(3, await CallsAsync(() => new TaskCanceledException("of a client", new TimeoutException()), o => o));
        Assert.Equal(3, await TimedOutAsync());

        async Task<int> CallsAsync(Func<Exception> error, Func<Tasks.TaskOptions, Tasks.TaskOptions> options)
        {
            int calls = 0;
            var g = new GraphBuilder("g");
            g.Add(
                Declared.PerItem("Work", "x", int (int x) =>
                {
                    calls++;
                    throw error();
                }),
                [TaskInput.Of(1)],
                options: o => options(o.Retry(2)));
            await using GraphRun run = await StartAsync(g, Of(fuse, capacity));
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
            Assert.Equal(calls, failure.Attempt);
            return calls;
        }

        async Task<int> TimedOutAsync()
        {
            var time = new ManualTimeProvider();
            int calls = 0;
            var g = new GraphBuilder("g");
            g.Add(
                Declared.Awaiting("Slow", "x", async (int x, CancellationToken token) =>
                {
                    calls++;
                    await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                    return x;
                }),
                [TaskInput.Of(1)],
                options: o => o.Retry(2).Timeout(TimeSpan.FromMilliseconds(50)));
            await using GraphRun run = await StartAsync(g, Of(fuse, capacity) with { Time = time });
            for (int i = 0; i < 3; i++)
            {
                await time.WaitForTimersAsync(1, Token).InTime();
                time.Advance(TimeSpan.FromMilliseconds(50));
                await WaitForAsync(() => calls == i + 2 || run.Completion.IsCompleted);
            }

            await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-74")]
    public async Task An_item_that_failed_once_arrives_once_and_in_its_place(bool fuse, int capacity)
    {
        int failures = 0;
        var g = new GraphBuilder("g");
        PlacedTask work = g.Add(
            Declared.PerItem("Work", "x", (int x) => x == 2 && failures++ == 0 ? throw Boom : x), [Flow.From(1, 2, 3)], options: o => o.Retry(1));
        g.Add(Declared.Same, [work.Flow<int>()], "next");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        Assert.Equal([1, 2, 3], await run.ResultAsync<IReadOnlyList<int>>("next").InTime());
        Assert.Equal((2, 3L), (failures, run.Snapshot().Task("next").Started));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-76")]
    public async Task An_item_that_fails_can_be_left_out(bool fuse, int capacity)
    {
        var g = new GraphBuilder("g");
        PlacedTask work = g.Add(FailingOn(2), [Flow.From(1, 2, 3)], "work", options: o => o.SkipErrors());
        g.Add(Declared.Same, [work.Flow<int>()], "next");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        Assert.Equal([1, 3], await run.ResultAsync<IReadOnlyList<int>>("next").InTime());
        TaskStatistics statistics = run.Snapshot().Task("work");
        Assert.Equal((RunStatus.Completed, 1L), (statistics.Status, statistics.Skipped));
        var warnings = new List<RunEvent>();
        await foreach (RunEvent e in run.Events(cancellationToken: Token))
        {
            warnings.AddRange(e.Kind == RunEventKind.Warning ? [e] : []);
        }

        Assert.Equal("work", Assert.Single(warnings).TaskId.ToString());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-77")]
    public async Task A_failure_that_is_read_does_not_fail_the_run(bool fuse, int capacity)
    {
        int next = 0;
        DeadLetter? given = null;
        var g = new GraphBuilder("g");
        g.Add(Failing("Fail"), [TaskInput.Of(4)], "fail", options: o => o.Retry(1));
        g.Add(Declared.PerItem("Recover", "e", int (DeadLetter e) =>
        {
            given = e;
            return -1;
        }), "recover");
        g.Add(Declared.PerItem("Next", "x", (int x) => ++next), "next");
        g.Add(Declared.PerItem("AfterNext", "x", (int x) => ++next), "afterNext");
        g.Add(Declared.OfList("List", "all", (IReadOnlyList<int> all) => ++next), "list");
        g.Add(Declared.OfList("Both", "all", (IReadOnlyList<int> all) => all.Count), "both");
        g.Add(Declared.Square, [TaskInput.Of(5)], "other");
        g.Connect("fail.error", "recover.e").Connect("fail", "next").Connect("next", "afterNext").Connect("fail", "list").Connect("other", "both").Connect("fail", "both");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        await run.Completion.InTime();

        Assert.Equal([-1], await run.ResultAsync<IReadOnlyList<int>>("recover"));
        Assert.Equal(1, await run.ResultAsync<int>("both"));
        Assert.NotNull(given);
        Assert.Equal(("boom", "InvalidOperationException", "fail", 4, 0L, 2), (given.Message, given.ErrorType, given.TaskId.ToString(), given.Item, given.ItemIndex, given.Attempt));
        Assert.Equal(0, next);
        Assert.Equal((RunStatus.Completed, 0), (run.Status, run.Errors.Count));
        RunProgress end = run.Snapshot();
        Assert.Equal(RunStatus.Faulted, end.Task("fail").Status);
        Assert.All(["next", "afterNext", "list"], id => Assert.Equal(RunStatus.Disabled, end.Task(id).Status));
        Assert.All(["recover", "other", "both"], id => Assert.Equal(RunStatus.Completed, end.Task(id).Status));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-78")]
    public async Task What_recovers_feeds_on_and_may_fail_itself(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        GraphBuilder Graph(TaskDefinition fail, Func<DeadLetter, int> recover, Func<Tasks.TaskOptions, Tasks.TaskOptions>? options = null)
        {
            var g = new GraphBuilder("g");
            g.Add(fail, [TaskInput.Of(4)], "fail", options: options);
            g.Add(Declared.PerItem("Recover", "e", recover), "recover");
            g.Add(Declared.PerItem("Double", "x", (int x) => 2 * x), "one");
            g.Add(Declared.PerItem("Double", "x", (int x) => 2 * x), "two");
            g.Connect("fail.error", "recover").Connect("recover", "one").Connect("one", "two");
            return g.Output("one", "one").Output("two", "two");

        }

        await using GraphRun run = await StartAsync(Graph(Failing("Fail"), _ => -1), Of(fuse, capacity));
        await using GraphRun failed = await StartAsync(Graph(Failing("Fail"), _ => throw new IOException("again")), Of(fuse, capacity));
        string? type = null;
        TaskDefinition slow = Declared.Awaiting("Slow", "x", async (int x, CancellationToken token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
            return x;
        });
        await using GraphRun late = await StartAsync(
            Graph(slow, e => (type = e.ErrorType).Length, o => o.Timeout(TimeSpan.FromMilliseconds(50))), Of(fuse, capacity) with { Time = time });
        await time.WaitForTimersAsync(1, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal([-2], await run.ResultAsync<IReadOnlyList<int>>("one").InTime());
        Assert.Equal([-4], await run.ResultAsync<IReadOnlyList<int>>("two").InTime());
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => failed.Completion.InTime());
        Assert.Equal(("recover", "again"), (error.TaskId.ToString(), error.InnerException!.Message));
        await late.Completion.InTime();
        Assert.Equal("TimeoutException", type);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-79")]
    public async Task Items_that_fail_go_their_own_way(bool fuse, int capacity)
    {
        DeadLetter? letter = null;
        var g = new GraphBuilder("g");
        g.Add(FailingOn(2), [Flow.From(1, 2, 3)], "work");
        g.Add(Declared.Same, "next");
        g.Add(Declared.PerItem("Recover", "e", (DeadLetter e) => (letter = e).Message), "recover");
        g.Connect("work.out", "next").Connect("work.error", "recover.e");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        Assert.Equal([1, 3], await run.ResultAsync<IReadOnlyList<int>>("next").InTime());
        Assert.Equal(["boom"], await run.ResultAsync<IReadOnlyList<string>>("recover").InTime());
        Assert.Equal((2, 1L), (letter!.Item, letter.ItemIndex));
        Assert.All(run.Snapshot().Tasks, t => Assert.Equal(RunStatus.Completed, t.Status));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Tasks_with_several_outlets_or_none_give_their_errors_too(bool fuse, int capacity)
    {
        int sum = 0;
        var g = new GraphBuilder("g");
        g.Add(Declared.Parted(x => x == 2 ? throw Boom : (x, -x)), [Flow.From(1, 2, 3)], "parts");
        g.Add(Declared.Sink((int x) => sum += x == -3 ? throw Boom : x), "sink");
        g.Add(Declared.PerItem("Recover", "e", (DeadLetter e) => $"{e.TaskId} {e.Item}"), "recover");
        g.Merge("recover", Merge.Interleave);
        g.Connect("parts.right", "sink").Connect("parts.error", "recover").Connect("sink.error", "recover");
        await using GraphRun run = await StartAsync(g, Of(fuse, capacity));

        Assert.Equal(["parts 2", "sink -3"], (await run.ResultAsync<IReadOnlyList<string>>("recover").InTime()).Order());
        Assert.Equal([1, 3], await run.ResultAsync<IReadOnlyList<int>>("left").InTime());
        Assert.Equal(-1, sum);
    }

    private static TaskDefinition Failing(string name) => Declared.PerItem(name, "x", int (int x) => throw Boom);

    private static TaskDefinition FailingOn(int bad) => Declared.PerItem("Work", "x", (int x) => x == bad ? throw Boom : x);

    private static Task<GraphRun> StartAsync(GraphBuilder g, RunOptions options) => LocalEngine.Shared.StartAsync(g.Build(), options);

    private static async Task WaitForAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
        }
    }
}
