using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Telemetry;

/// <summary>What a run that is ended from outside, or runs out of its time, leaves its tasks as.</summary>
public sealed class RunEndTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-38")]
    public async Task Times_are_set_when_a_task_starts_and_when_it_ends(bool fuse, int capacity)
    {
        var gate = new TaskCompletionSource();
        foreach (string how in new[] { "completed", "faulted", "killed" })
        {
            await using GraphRun run = await LocalEngine.Shared.StartAsync(
                Told.Chain(Told.Maker("a", async (_, token) =>
                {
                    await gate.Task.WaitAsync(token);
                    return how == "faulted" ? throw new InvalidOperationException("boom") : 1;
                })),
                RunModes.Of(fuse, capacity));
            TaskStatistics fresh = (await run.WhenAsync("RunStarted")).Snapshot!.Task("a");
            Assert.Equal((RunStatus.Pending, null, null), (fresh.Status, fresh.StartedAt, fresh.EndedAt));
            await run.WhenAsync("TaskStatus a Running");
            if (how == "killed")
            {
                await run.KillAsync().InTime();
            }

            gate.TrySetResult();
            await run.EndAsync();

            TaskStatistics ended = run.Snapshot().Task("a");
            Assert.Equal(how, ended.Status.ToString(), ignoreCase: true);
            Assert.True(ended.StartedAt <= ended.EndedAt, how);
            gate = new TaskCompletionSource();
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-58")]
    public async Task A_run_that_is_killed_at_once_completes_nothing(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("a", SlowAsync), Told.Step("b", (_, context, token) => SlowAsync(context, token))), RunModes.Of(fuse, capacity) with { Time = time });

        await run.KillAsync().InTime();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ResultAsync<int>("b").InTime());
        Assert.All(run.Snapshot().Tasks, t => Assert.Equal(RunStatus.Killed, t.Status));

        static async Task<int> SlowAsync(TaskContext context, CancellationToken token)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), context.Time, token);
            return 1;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-59")]
    public async Task A_kill_in_the_middle_leaves_what_was_done_and_what_never_began(bool fuse, int capacity)
    {
        foreach (bool byToken in new[] { false, true })
        {
            using var cancellation = new CancellationTokenSource();
            await using GraphRun run = await LocalEngine.Shared.StartAsync(
                Told.Chain(Told.Maker("a", () => 1), Told.Step("b", (_, _, token) => Told.UntilToldAsync(token)), Told.Step("c", x => x)),
                RunModes.Of(fuse, capacity),
                cancellation.Token);
            await run.WhenAsync("TaskStatus b Running");

            if (byToken)
            {
                await cancellation.CancelAsync();
            }
            else
            {
                await run.KillAsync().InTime();
            }

            OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Completion.InTime());
            RunProgress end = run.Snapshot();
            Assert.Equal([RunStatus.Completed, RunStatus.Killed, RunStatus.Killed], end.Tasks.Select(t => t.Status));
            Assert.NotNull(end.Task("b").StartedAt);
            Assert.Null(end.Task("c").StartedAt);
            if (byToken)
            {
                Assert.Equal(cancellation.Token, error.CancellationToken);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-61")]
    public async Task A_task_that_does_not_heed_its_token_is_left_behind(bool fuse, int capacity)
    {
        var never = new TaskCompletionSource<int>();
        var time = new ManualTimeProvider();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("deaf", (_, _) => never.Task)),
            RunModes.Of(fuse, capacity) with { Grace = TimeSpan.FromMilliseconds(200), Time = time });
        await run.WhenAsync("TaskStatus deaf Running");

        Task killed = run.KillAsync();
        Assert.False(killed.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await killed.InTime();

        TaskStatistics deaf = run.Snapshot().Task("deaf");
        Assert.Equal((RunStatus.Killed, true), (deaf.Status, deaf.IsAbandoned));
        Assert.True(Assert.Single(await run.EventsAsync(), e => e.Kind == RunEventKind.TaskKilled).IsAbandoned);
        never.SetResult(1);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-63")]
    public async Task A_call_that_takes_too_long_fails(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var told = new TaskCompletionSource();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(Told.Maker("slow", async (context, token) =>
            {
                try
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(500), context.Time, token);
                    return 1;
                }
                catch (OperationCanceledException)
                {
                    told.SetResult();
                    throw;
                }
            }).WithOptions(o => o.Timeout(TimeSpan.FromMilliseconds(50)))),
            RunModes.Of(fuse, capacity) with { Time = time });
        await run.WhenAsync("TaskStatus slow Running");
        await AdvanceUntilAsync(time, told.Task, TimeSpan.FromMilliseconds(50));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
        Assert.Contains("50 ms", Assert.IsType<TimeoutException>(error.InnerException).Message, StringComparison.Ordinal);
        Assert.Equal((RunStatus.Faulted, RunStatus.Faulted), (run.Status, run.Snapshot().Task("slow").Status));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-65")]
    public async Task A_run_that_takes_too_long_fails_with_its_limit(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        RunOptions options = RunModes.Of(fuse, capacity) with { Time = time, Timeout = TimeSpan.FromMilliseconds(50) };
        await using GraphRun slow = await LocalEngine.Shared.StartAsync(Told.Chain(Told.Maker("a", (_, token) => Told.UntilToldAsync(token))), options);
        await slow.WhenAsync("TaskStatus a Running");
        time.Advance(TimeSpan.FromMilliseconds(50));

        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => slow.Completion.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("'chain'", error.Message, StringComparison.Ordinal);
        Assert.Contains("50 ms", error.Message, StringComparison.Ordinal);
        Assert.Same(error, slow.Errors[0]);
        Assert.Equal((RunStatus.Faulted, RunStatus.Faulted), (slow.Status, slow.Snapshot().Task("a").Status));

        await using GraphRun quick = await LocalEngine.Shared.StartAsync(Told.Chain(Told.Maker("a", () => 7)), options);
        Assert.Equal(7, await quick.ResultAsync<int>("a").InTime());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RunStatus.Completed, quick.Status);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RunOptions { Timeout = TimeSpan.Zero });
    }

    [Fact]
    [Trait("Proves", "TG-66")]
    public async Task Many_runs_under_one_token_leave_nothing_on_it()
    {
        using var longLived = new CancellationTokenSource();
        var runs = new List<WeakReference>();
        FlowValue<int> sum = Flow.Iter([1, 2, 3]).Reduce((total, x) => total + x, 0);
        for (int i = 0; i < 10_000; i++)
        {
            runs.Add(await RunAsync(sum, longLived.Token));
        }

        // A registration would keep its run, as the token calls it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.InRange(runs.Count(r => r.IsAlive), 0, 10);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task<WeakReference> RunAsync(FlowValue<int> sum, CancellationToken token)
        {
            GraphRun run = sum.Start(cancellationToken: token);
            Assert.Equal(6, await run.ResultAsync<int>("result", CancellationToken.None).InTime());
            return new WeakReference(run);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-33")]
    public async Task A_graph_of_too_many_tasks_is_refused(bool fuse, int capacity)
    {
        int called = 0;
        var graph = new GraphBuilder("three");
        FlowValue<int> a = graph.Lambda("a", (int x) => x + ++called, 1);
        FlowValue<int> b = graph.Lambda("b", (int x) => x + ++called, a);
        graph.Lambda("c", (int x) => x + ++called, b);
        TaskGraph three = graph.Build();

        GraphConfigurationException refused = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => LocalEngine.Shared.StartAsync(three, RunModes.Of(fuse, capacity) with { MaxTasks = 2 }));

        Assert.Contains("3 tasks exceed the limit of 2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, called);
        await using GraphRun allowed = await LocalEngine.Shared.StartAsync(three, RunModes.Of(fuse, capacity) with { MaxTasks = 3 });
        Assert.Equal(7, await allowed.ResultAsync<int>("c").InTime());

        // Those inside groups count, as part of the run, called, and at any depth.
        called = 0;
        var inner = new GraphBuilder("inner");
        Flow<int> x = inner.Input<int>("x");
        inner.Lambda("a", (int i) => i + ++called, (StreamInput<int>)inner.Lambda("b", (int i) => i + ++called, (StreamInput<int>)x));
        inner.Lambda("c", (int i) => i + ++called, (StreamInput<int>)x);
        foreach (Func<Tasks.TaskOptions, Tasks.TaskOptions>? options in (Func<Tasks.TaskOptions, Tasks.TaskOptions>?[])[null, o => o.Retry(1)])
        {
            foreach (bool isDeep in (bool[])[false, true])
            {
                var middle = new GraphBuilder("middle");
                middle.Add(Millstream.TaskDefinition.Of(inner.Build()), [middle.Input<int>("x")], "inmost", options: options);
                var outer = new GraphBuilder("outer");
                outer.Add(Millstream.TaskDefinition.Of(isDeep ? middle.Build() : inner.Build()), [TaskInput.Of(1)], "group", options: options);
                TaskGraph group = outer.Build();

                refused = await Assert.ThrowsAsync<GraphConfigurationException>(
                    () => LocalEngine.Shared.StartAsync(group, RunModes.Of(fuse, capacity) with { MaxTasks = 2 }));

                Assert.Contains("3 tasks exceed the limit of 2", refused.Message, StringComparison.Ordinal);
                Assert.Equal(0, called);
            }
        }
    }

    private static async Task AdvanceUntilAsync(ManualTimeProvider time, Task end, TimeSpan step)
    {
        using var deadline = new CancellationTokenSource(RunModes.Deadline);
        while (!end.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            time.Advance(step);
            await Task.Yield();
        }
    }
}
