using System.Collections.Concurrent;
using static Millstream.Fixtures;

namespace Millstream;

public sealed class RunAllTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-115")]
    public async Task Two_consumers_of_one_source_get_every_item(bool fuse, int capacity)
    {
        int started = 0;
        Flow<int> it = Flow.Iter(() =>
        {
            started++;
            return Gen(3);
        });

        (IReadOnlyList<int> twice, IReadOnlyList<int> thrice) =
            await Flow.RunAllAsync(it.Then(Twice), it.Then(Thrice), Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 2, 4], twice);
        Assert.Equal([0, 3, 6], thrice);
        Assert.Equal(1, started);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-116")]
    public async Task A_flow_and_a_value_of_one_source(bool fuse, int capacity)
    {
        Flow<int> it = Flow.Iter(Gen, 3);

        (IReadOnlyList<int> twice, int sum) = await Flow.RunAllAsync(it.Then(Twice), it.Join(SumOf), Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 2, 4], twice);
        Assert.Equal(3, sum);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-117")]
    public async Task What_one_is_made_of_may_be_another(bool fuse, int capacity)
    {
        FlowValue<int> a = Flow.Value(1).Then(Twice);
        FlowValue<int> b = a.Then(Inc);
        Flow<int> m = Flow.Map(Twice, [1, 2]);

        (int two, int three) = await Flow.RunAllAsync(a, b, Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);
        (IReadOnlyList<int> list, int sum) = await Flow.RunAllAsync(m, m.Join(SumOf), Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal((2, 3), (two, three));
        Assert.Equal([2, 4], list);
        Assert.Equal(6, sum);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-118")]
    public async Task The_slowest_consumer_governs(bool fuse)
    {
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fast = new ConcurrentQueue<int>();
        var slow = new ConcurrentQueue<int>();
        Flow<int> it = Flow.Iter(Gen, 1000);
        Flow<int> held = it.Then(
            async x =>
            {
                entered.TrySetResult();
                await gate.Task;
                slow.Enqueue(x);
                return x;
            },
            o => o.Parallel(1).Capacity(4));
        Flow<int> quick = it.Then(x =>
        {
            fast.Enqueue(x);
            return x;
        });

        Task<(int, int)> running = Flow.RunAllAsync(
            held.Reduce((n, _) => n + 1, 0), quick.Reduce((n, _) => n + 1, 0), new RunOptions { Fuse = fuse, Capacity = 4 }, Token);
        await entered.Task.WaitAsync(Deadline, Token);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Token);

        Assert.InRange(fast.Count, 1, 6);
        gate.SetResult();
        Assert.Equal((1000, 1000), await running.WaitAsync(Deadline, Token));
        Assert.Equal(Enumerable.Range(0, 1000), slow);
        Assert.Equal(Enumerable.Range(0, 1000), fast);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-119")]
    public async Task A_consumer_that_has_enough_leaves_the_others_theirs(bool fuse, int capacity)
    {
        Flow<int> it = Flow.Iter(Gen, 3000);

        (IReadOnlyList<int> two, IReadOnlyList<int> all) =
            await Flow.RunAllAsync(it.Take(2), it.Then(Twice), Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 1], two);
        Assert.Equal(Enumerable.Range(0, 3000).Select(Twice), all);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-149")]
    public async Task A_failure_of_one_stops_the_other_at_once(bool fuse, int capacity)
    {
        int disposed = 0;
        var hasStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Flow<int> failing = Flow.Iter(Gen, 10).Then(FailOn3);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.RunAllAsync(failing, Flow.Iter(Endless).Reduce((long n, int _) => n + 1, 0L), Mode(fuse, capacity), Token)
                .WaitAsync(TimeSpan.FromSeconds(60), Token));

        Assert.Equal(("FailOn3", 3L), (error.TaskName, error.ItemIndex));
        Assert.Equal(1, disposed);

        async Task<int> FailOn3(int x)
        {
            await hasStarted.Task;
            return x == 3 ? throw new InvalidOperationException("bad item") : x;
        }

        IEnumerable<int> Endless()
        {
            hasStarted.TrySetResult();
            try
            {
                while (true)
                {
                    yield return 1;
                }
            }
            finally
            {
                disposed++;
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-169")]
    public async Task What_many_diamonds_share_runs_once(bool fuse)
    {
        var calls = new int[64];
        FlowOutcome[] diamonds = [.. Enumerable.Range(0, 64).Select(i =>
        {
            FlowValue<int> shared = Flow.Value(i).Then(x =>
            {
                Interlocked.Increment(ref calls[x]);
                return x;
            });
            return (FlowOutcome)shared.Then(Twice).Then(Add, shared.Then(Thrice));
        })];

        await using GraphRun run = FlowRuns.Start(diamonds, new RunOptions { Fuse = fuse }, Token);
        await run.Completion.WaitAsync(Deadline, Token);

        for (int i = 0; i < 64; i++)
        {
            Assert.Equal(5 * i, await run.ResultAsync((FlowValue<int>)diamonds[i], Token));
        }

        Assert.All(calls, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task Three_and_four_at_once()
    {
        Flow<int> it = Flow.Iter(Gen, 3);

        (IReadOnlyList<int> list, int sum, int count) = await Flow.RunAllAsync(it, it.Reduce(Add, 0), it.Join(l => l.Count), cancellationToken: Token);
        (_, _, _, IReadOnlyList<int> again) = await Flow.RunAllAsync(it, it.Reduce(Add, 0), it.Join(l => l.Count), it, cancellationToken: Token);

        Assert.Equal([0, 1, 2], list);
        Assert.Equal((3, 3), (sum, count));
        Assert.Equal([0, 1, 2], again);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-36")]
    public async Task A_task_waits_for_what_it_reads_and_for_nothing_else(bool fuse)
    {
        var reached = new TaskCompletionSource();
        FlowValue<int> slow = Flow.Value(1).Then(async x =>
        {
            await reached.Task;
            return x;
        });
        FlowValue<int> fast = Flow.Value(2).Then(async x => { await Task.Yield(); return x; }).Then(x =>
        {
            reached.SetResult();
            return x;
        });

        Assert.Equal((1, 2), await Flow.RunAllAsync(slow, fast, new RunOptions { Fuse = fuse }, Token).WaitAsync(Deadline, Token));
    }
}
