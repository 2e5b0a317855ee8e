using Millstream.Telemetry;

namespace Millstream.Failure;

/// <summary>A failure in the middle of a chain.</summary>
public sealed class ChainTests
{
    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-69")]
    public async Task What_is_behind_a_failure_is_never_called(bool fuse, int capacity)
    {
        int called = 0;
        await using GraphRun run = await LocalEngine.Shared.StartAsync(
            Told.Chain(
                Told.Maker("ok", () => 1),
                Told.Step("fail", (Func<int, int>)(_ => throw new InvalidOperationException("boom"))),
                Told.Step("next", x => x + ++called)),
            RunModes.Of(fuse, capacity));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.ResultAsync<int>("next").InTime());

        await run.EndAsync();
        RunProgress end = run.Snapshot();
        Assert.Equal(("fail", 0), (error.TaskId.ToString(), called));
        Assert.Equal([RunStatus.Completed, RunStatus.Faulted, RunStatus.Faulted], end.Tasks.Select(t => t.Status));
        Assert.Equal([null, "fail", "fail"], end.Tasks.Select(t => t.Origin?.ToString()));
        Assert.Null(end.Task("next").StartedAt);
    }
}
