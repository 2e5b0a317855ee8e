using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text;
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
    [InlineData(true, 1_000_000)]
    [InlineData(false, 1_000_000)]
    [InlineData(true, 0)]
    [Trait("Proves", "FLU-55")]
    public async Task A_merged_fold_has_states_of_its_own_for_calls_at_the_same_time(bool fuse, int count)
    {
        var states = new ConcurrentBag<Sum>();
        FlowValue<Sum> merged = Flow.Iter(Gen, count).Reduce(
            (state, x) => state.Take(x),
            () =>
            {
                var made = new Sum();
                states.Add(made);
                return made;
            },
            combine: (a, b) => a.Merge(b),
            o => o.Parallel(4));

        Sum sum = await merged.RunAsync(new RunOptions { Fuse = fuse }, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        long plain = await Flow.Iter(Gen, count).Reduce((long acc, int x) => acc + x, () => 0L, combine: (a, b) => a + b, o => o.Parallel(4))
            .RunAsync(new RunOptions { Fuse = fuse }, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Equal((long)count * (count - 1) / 2, sum.Total);
        Assert.Equal((long)count * (count - 1) / 2, plain);
        Assert.InRange(states.Count, 1, 4);
        Assert.DoesNotContain(states, s => s.WasMisused);
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
    [Trait("Proves", "FLU-58")]
    public async Task A_fold_may_begin_with_a_value_of_the_run(bool fuse, int capacity)
    {
        int computed = 0;
        FlowValue<int> hundred = Flow.Value(99).Then(x =>
        {
            computed++;
            return x + 1;
        });
        RunOptions mode = Mode(fuse, capacity);

        Assert.Equal(112, await Flow.From(1, 2, 3).Then(Twice).Reduce(Add, hundred).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(1, computed);
        Assert.Equal(100, await Flow.Iter(Gen, 0).Reduce(Add, hundred).RunAsync(mode, Token).WaitAsync(Deadline, Token));
        Assert.Equal(103, await Flow.Iter(Gen, 3).Reduce(async (acc, x) => { await Task.Yield(); return acc + x; }, hundred).RunAsync(mode, Token).WaitAsync(Deadline, Token));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-59")]
    public async Task A_fold_that_failed_is_called_again_for_that_item(bool fuse, int capacity)
    {
        int calls = 0;
        bool hasFailed = false;

        await using GraphRun run = Flow.From(2, 4, 6).Reduce(Flaky, 0, o => o.Retry(1)).Start(Mode(fuse, capacity), Token);
        await run.Completion.WaitAsync(Deadline, Token);

        Assert.Equal(12, await run.ResultAsync<int>("result", Token));
        Assert.Equal(4, calls);
        Telemetry.TaskStatistics statistics = run.Snapshot().Task("Flaky");
        Assert.Equal((3L, 4L, 1L), (statistics.Done, statistics.Attempts, statistics.Emitted));

        int Flaky(int acc, int x)
        {
            calls++;
            if (x == 6 && !hasFailed)
            {
                hasFailed = true;
                throw new InvalidOperationException("once");
            }

            return acc + x;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-60")]
    public async Task A_repeated_fold_works_on_a_copy_of_its_own(bool fuse, int capacity)
    {
        bool hasFailed = false;

        List<int> list = await Flow.From(2, 4).Reduce(Flaky, () => new List<int>(), o => o.Retry(1), clone: l => [.. l])
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);
        List<int> kept = await Flow.From(2, 3, 4).Reduce(
                (state, x) =>
                {
                    state.Add(x);
                    return x == 3 ? throw new InvalidOperationException() : state;
                },
                () => new List<int>(),
                o => o.SkipErrors(),
                clone: l => [.. l])
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([2, 4], list);
        Assert.Equal([2, 4], kept);

        List<int> Flaky(List<int> state, int x)
        {
            state.Add(x);
            if (!hasFailed)
            {
                hasFailed = true;
                throw new InvalidOperationException("once");
            }

            return state;
        }
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-61")]
    public async Task A_start_value_that_is_made_belongs_to_one_run(bool fuse, int capacity)
    {
        FlowValue<List<int>> collected = Flow.Iter(Gen, 3).Reduce(Append, () => new List<int>());

        List<int> first = await collected.RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);
        List<int> second = await collected.RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token);

        Assert.Equal([0, 1, 2], first);
        Assert.Equal([0, 1, 2], second);
        Assert.NotSame(first, second);
    }

    [Fact]
    [Trait("Proves", "FLU-62")]
    public void A_start_value_that_the_fold_could_change_is_refused()
    {
        Flow<int> flow = Flow.Iter(Gen, 3);

        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => flow.Reduce(Append, new List<int>()));
        foreach (object seed in new object[]
        {
            new int[2], new List<int>(), new HashSet<int>(), new Dictionary<int, int>(), new SortedSet<int>(), new LinkedList<int>(), new Queue<int>(), new Stack<int>(),
            new StringBuilder(), new ConcurrentQueue<int>(), new Collection<int>(),
        })
        {
            Assert.Throws<GraphConfigurationException>(() => flow.Reduce((state, _) => state, seed));
        }

        foreach (object? seed in new object?[] { null, "", 3, (1, 2), ImmutableArray.Create(1), ImmutableList<int>.Empty, new ReadOnlyCollection<int>([]), ImmutableQueue<int>.Empty })
        {
            flow.Reduce((state, _) => state, seed);
        }

        Assert.Equal(
            "Reduce: the start value is a List<int>, which the fold may change; all runs would share it. Give a function that makes one for each run, as '() => new "
            + "List<int>(…)'.",
            error.Message);
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

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task What_a_seed_or_a_combination_throws_fails_the_run(bool fuse, int capacity)
    {
        TaskFailedException seed = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, 0)
            .Reduce(Add, new Func<int>(() => throw new InvalidOperationException("no seed")), o => o.Named("Sum").Retry(1))
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        var both = new Barrier(2);
        TaskFailedException combine = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, 2).Reduce(
                (acc, x) =>
                {
                    both.SignalAndWait(Token);
                    return acc + x;
                },
                () => 0,
                combine: (_, _) => throw new InvalidOperationException("no sum"),
                o => o.Parallel(2).Named("Merged"))
            .RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));

        Assert.Equal(("Sum", null, "no seed"), (seed.TaskName, seed.ItemIndex, seed.InnerException!.Message));
        Assert.Equal(("Merged", null, "no sum"), (combine.TaskName, combine.ItemIndex, combine.InnerException!.Message));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    public async Task Null_is_a_state_like_any_other(bool fuse, int capacity)
    {
        Assert.Null(await Flow.Iter(Gen, 3).Reduce((string? s, int _) => s, (string?)null).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        Assert.Null(await Flow.Iter(Gen, 0).Reduce((string? s, int _) => s, (string?)null, o => o.Retry(1)).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
    }

    private static Task Delayed(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, Token);

    /// <summary>A state that notices when two calls use it, and when it is used after it was combined.</summary>
    private sealed class Sum
    {
        private int _users;
        private bool _isFinished;

        public long Total { get; private set; }

        public bool WasMisused { get; private set; }

        public Sum Take(int x)
        {
            WasMisused |= Interlocked.Increment(ref _users) != 1 || _isFinished;
            Total += x;
            Interlocked.Decrement(ref _users);
            return this;
        }

        public Sum Merge(Sum other)
        {
            WasMisused |= _users != 0;
            other.WasMisused |= other._users != 0;
            other._isFinished = true;
            Total += other.Total;
            return this;
        }
    }
}
