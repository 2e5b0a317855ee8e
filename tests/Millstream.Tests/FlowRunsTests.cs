namespace Millstream;

/// <summary>Runs of several flows and values at once.</summary>
public sealed class FlowRunsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { true, 1 }, { false, 4 } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Outcomes_of_one_run_share_their_source_and_are_fetched_by_themselves(bool fuse, int capacity)
    {
        var opened = 0;
        IEnumerable<int> Numbers()
        {
            opened++;
            return Enumerable.Range(0, 5000);
        }

        var numbers = Flow.Iter(Numbers);
        var (even, sum) = (numbers.Where(x => x % 2 == 0), numbers.Reduce((long s, int x) => s + x, 0L));

        await using var run = FlowRuns.Start([sum, even], new RunOptions { Fuse = fuse, Capacity = capacity }, Token);
        await run.Completion.WaitAsync(Deadline, Token);

        Assert.Equal(12_497_500, await run.ResultAsync(sum, Token));
        Assert.Equal(2500, (await run.ResultAsync(even, Token)).Count);
        Assert.Equal(12_497_500, await run.ResultAsync<long>("result", Token));
        Assert.Equal(2500, (await run.ResultAsync<IReadOnlyList<int>>("result-2", Token)).Count);
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task An_outcome_that_the_run_was_not_started_with_is_named()
    {
        var numbers = Flow.Range(0, 3);
        var (sum, other) = (numbers.Reduce((s, x) => s + x, 0, o => o.Named("sum")), numbers.Where(x => x > 1));
        await using var run = sum.Start(cancellationToken: Token);

        var error = await Assert.ThrowsAsync<ArgumentException>(() => run.ResultAsync(other, Token));

        Assert.StartsWith("The run was not started with 'where'. It was started with: 'sum'.", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, await run.ResultAsync(sum, Token));
    }

    [Fact]
    public void A_run_of_nothing_is_refused() => Assert.Throws<ArgumentException>(() => FlowRuns.Start([], cancellationToken: Token));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_seed_that_is_made_anew_belongs_to_one_run_also_without_items(bool fuse)
    {
        var options = new RunOptions { Fuse = fuse };
        var list = Flow.Range(0, 3).Reduce(Append, () => new List<int>());
        var none = Flow.Range(0, 0).Reduce(Append, () => new List<int>());

        Assert.Equal([0, 1, 2], await list.RunAsync(options, Token).WaitAsync(Deadline, Token));
        Assert.Equal([0, 1, 2], await list.RunAsync(options, Token).WaitAsync(Deadline, Token));
        Assert.NotSame(await none.RunAsync(options, Token), await none.RunAsync(options, Token));
        Assert.Empty(await none.RunAsync(options, Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_seed_that_throws_is_a_failure_of_the_fold(int items)
    {
        var cause = new InvalidOperationException("No seed.");
        List<int> Seed() => throw cause;
        var list = Flow.Range(0, items).Reduce(Append, Seed, o => o.Named("list"));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => list.RunAsync(Token).WaitAsync(Deadline, Token));

        Assert.Equal("list", error.TaskName);
        Assert.Same(cause, error.InnerException);
    }

    private static List<int> Append(List<int> list, int item)
    {
        list.Add(item);
        return list;
    }
}
