using System.Collections.Concurrent;
using Millstream.Graphs;
using static Millstream.Fixtures;

namespace Millstream;

public sealed class ReduceTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-50")]
    public async Task A_fold_takes_items_in_order(bool fuse)
    {
        var random = new Random(50);
        for (int run = 0; run < 20; run++)
        {
            int[] delays = [.. Enumerable.Range(0, 5).Select(_ => random.Next(4))];

            string all = await Flow.Iter(Gen, 5).Then(async x => { await Delayed(delays[x]); return 2 * x; }, o => o.Parallel(4)).Reduce(Cat, "")
                .RunAsync(new RunOptions { Fuse = fuse }, Token).WaitAsync(Deadline, Token);

            Assert.Equal("0,2,4,6,8", all);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-51")]
    public async Task An_unordered_sum_of_a_million(bool fuse) =>
        Assert.Equal(
            999_999_000_000,
            await Flow.Iter(Gen, 1_000_000).Then(x => 2L * x, o => o.Parallel(4)).Reduce((long sum, long x) => sum + x, 0L, ordered: false)
                .RunAsync(new RunOptions { Fuse = fuse }, Token).WaitAsync(TimeSpan.FromSeconds(60), Token));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-52")]
    public async Task An_unordered_fold_waits_for_no_item(bool fuse)
    {
        var gate = new TaskCompletionSource();
        var folded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int folds = 0;

        Task<int> running = Flow.Iter(Gen, 1000)
            .Then(async x => { await (x == 0 ? gate.Task : Task.CompletedTask); return x; }, o => o.Parallel(4))
            .Then(Same)
            .Where(_ => true)
            .Reduce(
                (sum, x) =>
                {
                    if (++folds == 999)
                    {
                        folded.SetResult();
                    }

                    return sum + x;
                },
                0,
                ordered: false)
            .RunAsync(new RunOptions { Fuse = fuse }, Token);
        await folded.Task.WaitAsync(Deadline, Token);

        Assert.False(running.IsCompleted);
        gate.SetResult();
        Assert.Equal(499_500, await running.WaitAsync(Deadline, Token));
        Assert.Equal(1000, folds);

        static int Same(int x) => x;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-53")]
    public async Task An_ordered_fold_waits_for_the_first_item_and_bounds_what_waits_with_it(bool fuse)
    {
        var gate = new TaskCompletionSource();
        int yielded = 0;
        var folds = new ConcurrentQueue<int>();
        IEnumerable<int> Source()
        {
            for (int i = 0; i < 1000; i++)
            {
                Interlocked.Increment(ref yielded);
                yield return i;
            }
        }

        Task<int> running = Flow.Iter(Source)
            .Then(async x => { await (x == 0 ? gate.Task : Task.CompletedTask); return x; }, o => o.Parallel(4))
            .Reduce(
                (sum, x) =>
                {
                    folds.Enqueue(x);
                    return sum + x;
                },
                0)
            .RunAsync(new RunOptions { Fuse = fuse, Capacity = 4 }, Token);
        await Delayed(500);

        Assert.Empty(folds);
        Assert.InRange(Volatile.Read(ref yielded), 1, 14);
        gate.SetResult();
        Assert.Equal(499_500, await running.WaitAsync(Deadline, Token));
        Assert.Equal(Enumerable.Range(0, 1000), folds);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [Trait("Proves", "FLU-54")]
    public async Task A_fold_never_runs_beside_itself(bool fuse, bool ordered)
    {
        int running = 0;
        int most = 0;
        RunOptions mode = new() { Fuse = fuse };
        Flow<int> mapped = Flow.Iter(Gen, 400).Then(async x => { await Task.Yield(); return x; }, o => o.Parallel(8));

        await mapped.Reduce(Fold, 0, ordered: ordered).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        await mapped.Reduce(async (int acc, int x) => { int sum = Fold(acc, x); await Task.Yield(); return sum; }, 0, ordered: ordered).RunAsync(mode, Token).WaitAsync(Deadline, Token);
        await mapped.Reduce(Fold, 0, o => o.Retry(1), ordered: ordered).RunAsync(mode, Token).WaitAsync(Deadline, Token);

        Assert.Equal(1, most);

        int Fold(int acc, int x)
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            Thread.SpinWait(50);
            Interlocked.Decrement(ref running);
            return acc + x;
        }
    }

    [Fact]
    public async Task Who_minds_the_order_keeps_it_for_all()
    {
        var gate = new TaskCompletionSource();
        Flow<int> mapped = Flow.Iter(Gen, 100).Then(async x => { await (x == 0 ? gate.Task : Task.CompletedTask); return x; }, o => o.Parallel(4));
        FlowValue<int> first = mapped.Reduce(FirstOf, -1, ordered: false);
        Task<(int, IReadOnlyList<int>)> running = Flow.RunAllAsync(first, mapped, Token);

        gate.SetResult();

        (int seen, IReadOnlyList<int> list) = await running.WaitAsync(Deadline, Token);
        Assert.Equal(0, seen);
        Assert.Equal(Enumerable.Range(0, 100), list);
        Assert.DoesNotContain("unordered", LocalEngine.Plan(mapped.Take(5).Reduce(Add, 0, ordered: false).Build()).ToString(), StringComparison.Ordinal);
        Assert.Contains("unordered", LocalEngine.Plan(first.Build()).ToString(), StringComparison.Ordinal);

        static int FirstOf(int acc, int x) => acc < 0 ? x : acc;
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-57")]
    public async Task A_fold_may_be_asynchronous_or_take_a_constant(bool fuse, int capacity)
    {
        RunOptions mode = Mode(fuse, capacity);
        Flow<int> four = Flow.Iter(Gen, 4);

        Assert.Equal(6, await four.Reduce(async (acc, x) => { await Task.Yield(); return acc + x; }, 0).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(6, await four.Reduce(async (acc, x, ct) => { await Task.Yield(); ct.ThrowIfCancellationRequested(); return acc + x; }, 0).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(6, await four.Reduce(AddAsync, () => 0).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(18, await four.Reduce(AddScaled, 0, 3).RunAsync(mode, Token).WaitAsync(Deadline, Token));

        static async Task<int> AddAsync(int acc, int x)
        {
            await Task.Yield();
            return acc + x;
        }

        static int AddScaled(int acc, int x, int factor) => acc + (x * factor);
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-63")]
    public async Task What_was_folded_goes_on(bool fuse, int capacity) =>
        Assert.Equal(
            100,
            await Flow.Iter(Gen, 10).Then(Twice).Reduce(Add, 0).Then(Plus10).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-64")]
    public async Task A_fold_that_fails_fails_the_run_and_is_called_no_more(bool fuse, int capacity)
    {
        foreach (bool isTimed in new[] { false, true })
        {
            int disposed = 0;
            var folds = new ConcurrentQueue<int>();
            await using GraphRun run = Flow.Iter(Endless).Reduce(FailAt3, 0, o => isTimed ? o.Timeout(Deadline) : o).Start(Mode(fuse, capacity), Token);

            TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Deadline, Token));

            Assert.Equal(("FailAt3", 3L), (error.TaskName, error.ItemIndex));
            Assert.IsType<ArithmeticException>(error.InnerException);
            Assert.Single(run.Errors);
            Assert.Equal(1, disposed);
            Assert.Equal([0, 1, 2, 3], folds);

            IEnumerable<int> Endless()
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        yield return i;
                    }
                }
                finally
                {
                    disposed++;
                }
            }

            int FailAt3(int acc, int x)
            {
                folds.Enqueue(x);
                return x == 3 ? throw new ArithmeticException() : acc + x;
            }
        }
    }

    [Fact]
    public void Several_folds_at_once_need_something_that_combines_them()
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => Flow.Iter(Gen, 3).Reduce(Add, 0, o => o.Parallel(8)));

        Assert.Equal("Reduce: Parallel(8) cannot be. A fold takes one item after the other; give 'combine' to fold several parts at once.", error.Message);
    }

    private static Task Delayed(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, Token);
}
