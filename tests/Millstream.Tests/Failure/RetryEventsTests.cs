using Millstream.Telemetry;
using Millstream.Testing;

namespace Millstream.Failure;

/// <summary>What a run tells of calls that are made again.</summary>
public sealed class RetryEventsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-72")]
    public async Task Each_repetition_is_told_with_its_delay(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        int calls = 0;
        await using GraphRun run = await StartAsync(2, time, fuse, capacity, () => ++calls < 3 ? throw new InvalidOperationException($"attempt {calls}") : 7);
        foreach (int delay in (int[])[100, 200])
        {
            await time.WaitForTimersAsync(1, Token).InTime();
            time.Advance(TimeSpan.FromMilliseconds(delay));
        }

        Assert.Equal((7, 3), (await run.ResultAsync<int>("a", Token).InTime(), calls));
        RunEvent[] retries = [.. (await run.EventsAsync()).Where(e => e.Kind == RunEventKind.TaskRetry)];
        Assert.Equal(
            [("a", 2, 100d, "attempt 1"), ("a", 3, 200, "attempt 2")],
            retries.Select(e => (e.TaskId!.Value.ToString(), (int)e.Count!.Value, e.Delay!.Value.TotalMilliseconds, e.Message!)));
        Assert.All(retries, e => Assert.IsType<InvalidOperationException>(e.Error));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-72")]
    public async Task With_too_few_attempts_the_task_is_faulted(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        int calls = 0;
        await using GraphRun run = await StartAsync(1, time, fuse, capacity, () => ++calls < 3 ? throw new InvalidOperationException($"attempt {calls}") : 7);
        await time.WaitForTimersAsync(1, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(100));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.ResultAsync<int>("a", Token).InTime());

        Assert.Equal((2, 2, RunStatus.Faulted), (calls, error.Attempt, run.Snapshot().Task("a").Status));
        Assert.Single(await run.EventsAsync(), e => e.Kind == RunEventKind.TaskRetry);
    }

    private static Task<GraphRun> StartAsync(int retries, ManualTimeProvider time, bool fuse, int capacity, Func<int> make) => LocalEngine.Shared.StartAsync(
        Told.Chain(Told.Maker("a", make).WithOptions(o => o.Retry(retries, TimeSpan.FromMilliseconds(100), isExponential: true))),
        RunModes.Of(fuse, capacity) with { Time = time });
}
