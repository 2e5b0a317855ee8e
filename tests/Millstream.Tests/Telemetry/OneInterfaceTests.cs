using Millstream.Graphs;

namespace Millstream.Telemetry;

/// <summary>A plain task and a graph that stands as one are started, watched and ended alike. Saving such a run waits for durability (TG-18).</summary>
public sealed class OneInterfaceTests
{
    public static TheoryData<string, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, int>();
            foreach (string way in (string[])["task", "group", "called group"])
            {
                foreach ((bool fuse, int capacity) in ((bool, int)[])[(true, 1024), (false, 4), (false, 1)])
                {
                    ways.Add(way, fuse, capacity);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_is_started_watched_and_gives_its_result(string way, bool fuse, int capacity)
    {
        var gate = new TaskCompletionSource();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Placed(way, async (x, context, _) =>
            {
                context.Progress.Report(50, "halfway");
                await gate.Task;
                return x * 2;
            }),
            RunModes.Of(fuse, capacity));
        RunEvent half = await FirstAsync(run, e => e is { Kind: RunEventKind.TaskProgress, Progress: 50, Message: "halfway" });
        RunProgress before = run.Snapshot();
        gate.SetResult();

        Assert.Equal(6, await run.ResultAsync<int>("it").InTime());
        await run.Completion.InTime();
        RunProgress after = run.Snapshot();
        Assert.StartsWith("it", half.TaskId.ToString(), StringComparison.Ordinal);
        Assert.Equal((RunStatus.Running, 50), (before.Status, before.Progress));
        Assert.Equal(RunStatus.Running, Its(before).Status);
        Assert.Equal((RunStatus.Completed, 100), (after.Status, after.Progress));
        Assert.Equal((RunStatus.Completed, 100), (Its(after).Status, Its(after).Progress));
        Assert.Equal(["RunStarted", "RunCompleted"], [(await run.EventsAsync())[0].ToString(), (await run.EventsAsync())[^1].ToString()]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task It_is_killed(string way, bool fuse, int capacity)
    {
        bool isTold = false;
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Placed(way, async (_, _, token) =>
            {
                waits.SetResult();
                try
                {
                    return await Told.UntilToldAsync(token);
                }
                finally
                {
                    isTold = true;
                }
            }),
            RunModes.Of(fuse, capacity));
        await waits.Task.InTime();

        await run.KillAsync().InTime();

        Assert.True(isTold);
        Assert.Equal((RunStatus.Killed, RunStatus.Killed), (run.Status, Its(run.Snapshot()).Status));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.ResultAsync<int>("it").InTime());
    }

    private static TaskGraph Placed(string way, Func<int, TaskContext, CancellationToken, Task<int>> step)
    {
        TaskDefinition task = Told.Step("it", step);
        var g = new GraphBuilder("outer");
        if (way == "task")
        {
            g.Add(task, [TaskInput.Of(3)], "it");
            return g.Build();
        }

        var inner = new GraphBuilder("inner");
        inner.Add(task, [inner.Input<int>("x")], "step");
        g.Add(TaskDefinition.Of(inner.Build()), [TaskInput.Of(3)], "it", options: way == "called group" ? o => o.Retry(0) : null);
        return g.Build();
    }

    private static TaskStatistics Its(RunProgress progress) => progress.Tasks.Single(t => t.TaskId.ToString().StartsWith("it", StringComparison.Ordinal));

    private static async Task<RunEvent> FirstAsync(GraphRun run, Func<RunEvent, bool> isIt)
    {
        await foreach (RunEvent one in run.Events().WithCancellation(new CancellationTokenSource(RunModes.Deadline).Token))
        {
            if (isIt(one))
            {
                return one;
            }
        }

        throw new InvalidOperationException("The run ended without the event.");
    }
}
