using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Declarations;

/// <summary>Graphs with options: one call runs all of them.</summary>
public sealed class OneCallTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_group_is_tried_again_as_a_whole(bool fuse, int capacity)
    {
        var calls = new List<string>();
        TaskGraph inner = Bodies.Of(
            "inner",
            x => x.Then(v => { calls.Add($"a{v}"); return v; }).Then(v =>
            {
                calls.Add($"b{v}");
                return calls.Count(c => c == $"b{v}") == 1 ? throw new InvalidOperationException("once") : 10 * v;
            }));
        var g = new GraphBuilder("outer");
        g.Group("group", inner, o => o.Retry(1), Flow.From(1, 2));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal([10, 20], await run.ResultAsync<IReadOnlyList<int>>("group", Token).InTime());
        Assert.Equal(["a1", "b1", "a1", "b1", "a2", "b2", "a2", "b2"], calls);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_group_has_a_time_limit_as_a_whole(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        bool isCancelled = false;
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskGraph inner = Bodies.Of("inner", x => x.Then(v => v + 1).Then(async (v, token) =>
        {
            try
            {
                var delay = Task.Delay(TimeSpan.FromMilliseconds(500), time, token);
                waits.SetResult();
                await delay;
            }
            catch (OperationCanceledException)
            {
                isCancelled = true;
                throw;
            }

            return v;
        }));
        var g = new GraphBuilder("outer");
        g.Group("group", inner, o => o.Timeout(TimeSpan.FromMilliseconds(50)), TaskInput.Of(1));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { Time = time }, Token);
        await waits.Task.InTime();
        time.Advance(TimeSpan.FromMilliseconds(50));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Contains("50 ms", error.Message, StringComparison.Ordinal);
        Assert.Equal("group", error.TaskId.ToString());
        Assert.True(isCancelled);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Errors_of_a_group_with_options_are_its_own(bool fuse, int capacity)
    {
        TaskGraph inner = Bodies.Of("inner", x => x.Then(v => v == 2 ? throw new InvalidOperationException("boom") : v, o => o.Named("Boom")));
        var g = new GraphBuilder("outer");
        PlacedTask group = g.Group("group", inner, o => o.Parallel(2), Flow.From(1, 2, 3));
        g.Output("good", group.Flow<int>()).Output("bad", group.Errors());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal([1, 3], await run.ResultAsync<IReadOnlyList<int>>("good", Token).InTime());
        DeadLetter letter = Assert.Single(await run.ResultAsync<IReadOnlyList<DeadLetter>>("bad", Token).InTime());
        Assert.Equal((2, 1L, "group"), (letter.Item, letter.ItemIndex, letter.TaskId.ToString()));
        Assert.Equal("Task \"Boom\" failed at item 0: boom", letter.Error.Message);
    }
}
