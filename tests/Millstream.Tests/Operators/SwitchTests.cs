using Millstream.Durability;
using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Operators;

public sealed class SwitchTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Branch<int>[] BigOrEven => [new("big", x => x > 4), new("even", x => x % 2 == 0), new("rest")];

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-128")]
    public async Task The_first_or_every_branch_whose_condition_holds_is_taken_and_the_default_where_none_does(bool fuse, int capacity)
    {
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(["big 5", "big 6", "even 2", "even 4", "rest 1", "rest 3"], await TakenAsync(Matching.First, "rest"));
            Assert.Equal(["big 5", "big 6", "even 2", "even 4", "even 6", "rest 1", "rest 3"], await TakenAsync(Matching.Every, "rest"));
            Assert.Equal(["big 5", "big 6", "even 1", "even 2", "even 3", "even 4"], await TakenAsync(Matching.First, "even"));
            Assert.Equal(["big 5", "big 6", "even 2", "even 4"], await TakenAsync(Matching.First, null));
        }

        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => Flow.From([1]).Switch(BigOrEven, "other"));
        Assert.Equal("The switch has no branch 'other' to be the default. It has: 'big', 'even', 'rest'.", error.Message);

        async Task<IEnumerable<string>> TakenAsync(Matching matching, string? ofDefault)
        {
            Branches<int> branches = Flow.From([1, 2, 3, 4, 5, 6]).Switch(BigOrEven, ofDefault, matching);
            Flow<string> all = Flow.Merge([.. branches.Names.Select(name => branches[name].Then(x => $"{name} {x}"))]);
            return (await all.RunAsync(RunModes.Of(fuse, capacity), Token).InTime()).Order(StringComparer.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-130")]
    public async Task A_stream_is_divided_item_by_item_and_a_branch_that_gets_nothing_completes(bool fuse, int capacity)
    {
        Branches<int> branches = Flow.From([1, 2, 3, 4, 5, 6]).Switch(
            [new Branch<int>("even", x => x % 2 == 0), new Branch<int>("odd", x => x % 2 == 1), new Branch<int>("none", x => x > 9)]);
        var g = new GraphBuilder("g");
        g.Output("even", branches["even"]).Output("odd", branches["odd"]).Output("none", branches["none"].Then(x => x, o => o.Named("never")));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal([2, 4, 6], await run.ResultAsync<IReadOnlyList<int>>("even").InTime());
        Assert.Equal([1, 3, 5], await run.ResultAsync<IReadOnlyList<int>>("odd").InTime());
        Assert.Empty(await run.ResultAsync<IReadOnlyList<int>>("none").InTime());
        await run.Completion.InTime();
        TaskStatistics never = run.Snapshot().Task("never");
        Assert.Equal((RunStatus.Completed, 0L), (never.Status, never.Started));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_condition_that_throws_fails_the_item_by_the_policy_of_the_task(bool fuse, int capacity)
    {
        int calls = 0;
        Branch<int>[] bad = [new("bad", x => x == 2 ? throw new InvalidOperationException("boom") : false), new("good", _ => true)];
        Branch<int>[] once = [new("once", x => x == 2 && calls++ == 0 ? throw new InvalidOperationException("boom") : true)];

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From([1, 2, 3]).Switch(bad)["good"].RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
        ConditionFailedException cause = Assert.IsType<ConditionFailedException>(error.InnerException);
        Assert.Equal((1L, "bad"), (error.ItemIndex!.Value, cause.Branch));
        Assert.Equal("Task \"switch\" failed at item 1: The condition of the branch 'bad' failed: boom", error.Message);
        Assert.Equal([1, 3], await Flow.From([1, 2, 3]).Switch(bad, options: o => o.SkipErrors())["good"].RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
        Assert.Equal([1, 2, 3], await Flow.From([1, 2, 3]).Switch(once, options: o => o.Retry(1))["once"].RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Items_keep_their_order_beside_others_and_their_index_at_the_source(bool fuse, int capacity)
    {
        var store = new MemoryStore();
        Branches<int> branches = Flow.From(Enumerable.Range(0, 100).ToArray()).Switch(
            [new Branch<int>("tens", x => x % 10 == 0), new Branch<int>("others", _ => true)], options: o => o.Parallel(4));

        IReadOnlyList<int> tens = await branches["tens"].Save("{index}", store).RunAsync(RunModes.Of(fuse, capacity), Token).InTime();

        Assert.Equal(Enumerable.Range(0, 10).Select(x => x * 10), tens);
        Assert.Equal(tens.Select(x => $"{x}").Order(StringComparer.Ordinal), await store.ListAsync(cancellationToken: Token).Order(StringComparer.Ordinal).ToListAsync(Token));
    }

    [Fact]
    public void What_is_no_switch_is_refused()
    {
        Assert.Contains("has 0 branches", Assert.Throws<GraphConfigurationException>(() => Flow.From([1]).Switch([])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "two branches of one name: 'a', 'a'",
            Assert.Throws<GraphConfigurationException>(() => Flow.From([1]).Switch([new("a"), new("a")])).Message,
            StringComparison.Ordinal);
        Assert.Contains("There are: 'big', 'even', 'rest'", Assert.Throws<KeyNotFoundException>(() => Flow.From([1]).Switch(BigOrEven)["small"]).Message, StringComparison.Ordinal);
    }
}
