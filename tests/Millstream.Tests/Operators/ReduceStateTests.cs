using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text;
using Millstream.Graphs;
using static Millstream.Fixtures;

namespace Millstream;

/// <summary>The state of a fold: where it comes from, who uses it, what becomes of it when a call fails.</summary>
public sealed class ReduceStateTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
