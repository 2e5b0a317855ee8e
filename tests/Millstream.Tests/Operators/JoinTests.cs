using static Millstream.Fixtures;

namespace Millstream;

public sealed class JoinTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-45")]
    public async Task A_method_is_called_once_with_the_whole_list(bool fuse, int capacity)
    {
        int calls = 0;
        RunOptions mode = Mode(fuse, capacity);

        (int Count, int Sum) both = await Flow.Iter(Gen, 100).Then(Twice).Join(l =>
        {
            calls++;
            return (l.Count, l.Sum());
        }).RunAsync(mode, Token).WaitAsync(Deadline, Token);

        Assert.Equal((100, 9900), both);
        Assert.Equal(1, calls);
        Assert.Equal(45, await Flow.Iter(Gen, 10).Join(SumOf).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(45, await Flow.Iter(Gen, 10).Join(SumAsync).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(45, await Flow.Iter(Gen, 10).Join(async (l, ct) => { await Task.Yield(); ct.ThrowIfCancellationRequested(); return l.Sum(); }).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(0, await Flow.Iter(Gen, 0).Join(l => l.Count).RunAsync(mode, Token).WaitAsync(Deadline, Token));

        static async Task<int> SumAsync(IReadOnlyList<int> list)
        {
            await Task.Yield();
            return list.Sum();
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-47")]
    public async Task The_list_is_in_source_order(bool fuse, int capacity)
    {
        var random = new Random(4711);
        int[] delays = [.. Enumerable.Range(0, 50).Select(_ => random.Next(3))];

        IReadOnlyList<int> list = await Flow.Iter(Gen, 50).Then(DelayedAsync, o => o.Parallel(8)).Join(l => l)
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal(Enumerable.Range(0, 50), list);

        async Task<int> DelayedAsync(int x)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delays[x]), TimeProvider.System, Token);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-48")]
    public async Task A_joined_task_that_is_repeated_has_no_item_processed_again(bool fuse, int capacity)
    {
        int bodies = 0;
        int joins = 0;
        await using GraphRun run = Flow.Zip([1, 2, 3], [10, 20, 30])
            .Then((a, b) =>
            {
                bodies++;
                return a + b;
            })
            .Join(SumPlus, 5, o => o.Retry(1))
            .Start(Mode(fuse, capacity), Token);
        await run.Completion.WaitAsync(Deadline, Token);

        Assert.Equal(71, await run.ResultAsync<int>("result", Token));
        Assert.Equal((3, 2, 2L), (bodies, joins, run.Snapshot().Task("SumPlus").Attempts));

        int SumPlus(IReadOnlyList<int> list, int plus) =>
            ++joins == 1 ? throw new InvalidOperationException("once") : list.Sum() + plus;
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task A_joined_task_that_fails_names_no_item(bool fuse, int capacity)
    {
        var cause = new InvalidOperationException("bad list");

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Gen, 10).Join(Fail).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        Assert.Equal(("Fail", null, 1), (error.TaskName, error.ItemIndex, error.Attempt));
        Assert.Same(cause, error.InnerException);

        int Fail(IReadOnlyList<int> list) => throw cause;
    }

    [Fact]
    public async Task A_failure_before_it_reaches_no_joined_task()
    {
        int joins = 0;

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Gen, 10).Then(x => x == 4 ? throw new InvalidOperationException() : x, o => o.Named("FailOn4")).Join(l => ++joins)
                .RunAsync(Token).WaitAsync(Deadline, Token));

        Assert.Equal(("FailOn4", 4L, 0), (error.TaskName, error.ItemIndex, joins));
    }
}
