using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Operators;

/// <summary>Branches of a single value that are not taken, and conditions that throw.</summary>
public sealed class BranchesTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-129")]
    public async Task What_depends_on_a_branch_that_was_not_taken_is_disabled(bool fuse, int capacity)
    {
        int calls = 0;
        (Flow<int> then, Flow<int> otherwise) = Flow.Value(4).If(x => x > 0);
        Flow<int> untaken = Named(Named(Named(otherwise, "one"), "two"), "three");
        Flow<int> taken = then.Then(x => 10 * x, o => o.Named("taken"));
        var g = new GraphBuilder("g");
        g.Output("merged", Flow.Merge(taken, untaken).Then(x => x + 1, o => o.Named("behind")))
            .Output("concatenated", Flow.Concat(untaken, taken))
            .Output("untaken", untaken)
            .Output("count", untaken.Count());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal([41], await run.ResultAsync<IReadOnlyList<int>>("merged", Token).InTime());
        Assert.Equal([40], await run.ResultAsync<IReadOnlyList<int>>("concatenated", Token).InTime());
        Assert.Empty(await run.ResultAsync<IReadOnlyList<int>>("untaken", Token).InTime());
        await Assert.ThrowsAsync<ArgumentException>(() => run.ResultAsync<long>("count", Token).InTime());
        await run.Completion.InTime();
        Assert.Equal((RunStatus.Completed, 0), (run.Status, calls));
        RunProgress end = run.Snapshot();
        Assert.Equal(["count", "one", "three", "two"], end.Tasks.Where(t => t.Status == RunStatus.Disabled).Select(t => t.TaskId.ToString()).Order(StringComparer.Ordinal));
        Assert.All(end.Tasks, t => Assert.Contains(t.Status, (RunStatus[])[RunStatus.Completed, RunStatus.Disabled]));
        List<RunEvent> events = await run.Events(cancellationToken: Token).ToListAsync(Token);
        Assert.Equal(
            ["count", "one", "three", "two"],
            events.Where(e => e.Kind == RunEventKind.TaskDisabled).Select(e => e.TaskId.ToString()!).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(events, e => e.Kind == RunEventKind.TaskStarted && e.TaskId.ToString() is "one" or "two" or "three" or "count");

        Flow<int> Named(Flow<int> flow, string name) => flow.Then(x => { calls++; return x; }, o => o.Named(name));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-129")]
    public async Task Where_no_branch_is_taken_all_behind_them_are_disabled_and_the_run_completes(bool fuse, int capacity)
    {
        Branches<int> branches = Flow.Value(4).Switch([new Branch<int>("big", x => x > 9), new Branch<int>("odd", x => x % 2 == 1)]);
        Flow<int> merged = Flow.Merge(branches["big"].Then(x => x, o => o.Named("a")), branches["odd"].Then(LiveAsync, o => o.Named("b")));
        GraphRun run = merged.Then(x => x, o => o.Named("c")).Start(RunModes.Of(fuse, capacity), Token);

        Assert.Empty(await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(
            [("a", RunStatus.Disabled), ("b", RunStatus.Disabled), ("c", RunStatus.Disabled), ("merge", RunStatus.Disabled), ("switch", RunStatus.Completed), ("value", RunStatus.Completed)],
            run.Snapshot().Tasks.Select(t => (t.TaskId.ToString(), t.Status)).Order());
        (List<int> items, Exception? error) = await RunModes.CollectAsync(merged.With(RunModes.Of(fuse, capacity), Token)).InTime();
        Assert.Equal((0, null), (items.Count, error));

        static async IAsyncEnumerable<int> LiveAsync(IAsyncEnumerable<int> items)
        {
            await foreach (int item in items)
            {
                yield return item;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-131")]
    public async Task A_condition_that_throws_fails_the_task_or_counts_as_false(bool fuse, int capacity)
    {
        Branch<int>[] bad = [new("bad", x => x > 1 ? throw new InvalidOperationException("boom") : false), new("good", x => x == 2)];

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From(1, 2, 3).Switch(bad)["good"].RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
        Assert.Equal("Task \"switch\" failed at item 1: The condition of the branch 'bad' failed: boom", error.Message);
        Assert.Equal("bad", Assert.IsType<ConditionFailedException>(error.InnerException).Branch);

        GraphRun run = Flow.From(1, 2, 3).Switch(bad, onError: OnConditionError.Else)["good"].Start(RunModes.Of(fuse, capacity), Token);
        Assert.Equal([2], await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
        List<RunEvent> events = await run.Events(cancellationToken: Token).ToListAsync(Token);
        RunEvent warning = Assert.Single(events, e => e.Kind == RunEventKind.Warning);
        Assert.Equal("switch", warning.TaskId.ToString());

        (_, Flow<int> otherwise) = Flow.From(1, 2, 3).If(x => x == 2 ? throw new InvalidOperationException("boom") : true, onError: OnConditionError.Else);
        Assert.Equal([2], await otherwise.RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
    }
}
