using Millstream.Tasks;
using Millstream.Testing;

namespace Millstream.Execution;

/// <summary>How many items are in flight: never more than k(b + c) + b + 2, for k tasks with c calls each and edges of b items.</summary>
public sealed class BoundsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Gets the time in which a run without bounds would have gone far beyond them.</summary>
    private static TimeSpan LongEnough => TimeSpan.FromMilliseconds(500);

    public static TheoryData<bool> Fused => [true, false];

    [Theory]
    [MemberData(nameof(Fused))]
    [Trait("Proves", "FLU-23")]
    public async Task A_fold_that_waits_holds_the_source_back(bool fuse)
    {
        var items = new InFlight();
        using var gate = new ManualResetEventSlim();
        Task<long> run = Flow.Iter(() => items.Source(1000))
            .Then(x => x, o => o.Parallel(4).Capacity(4))
            .Reduce(
                (long sum, int x) =>
                {
                    gate.Wait(Deadline);
                    return items.Fold(sum, x);
                },
                0L,
                o => o.Capacity(4))
            .RunAsync(new RunOptions { Fuse = fuse, Capacity = 4 });

        await Task.Delay(LongEnough, TimeProvider.System);
        int heldBack = items.Now;
        gate.Set();

        Assert.Equal(499_500, await run.WaitAsync(Deadline));
        Assert.InRange(heldBack, 1, 14);
        Assert.InRange(items.Most, 1, 14);
    }

    [Fact]
    public async Task The_bound_holds_in_whatever_order_things_happen()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var items = new InFlight();
            (int c, int b) = (1 + (seed % 5), 1 + (seed % 3));
            TaskOptions Options(TaskOptions o) => o.Parallel(c).Capacity(b);

            await Flow.Iter(() => items.Source(100))
                .Then(async x => { await Task.Yield(); return x; }, Options)
                .Then(x => x, Options)
                .Reduce(items.Fold, 0L, o => o.Capacity(b))
                .RunAsync(new RunOptions { Capacity = b }.DrivenBy(new DeterministicEngine(seed))).WaitAsync(Deadline);

            Assert.True(items.Most <= (2 * (b + c)) + b + 2, $"{items.Most} items with c={c}, b={b}, seed {seed}.");
        }
    }

    [Theory]
    [MemberData(nameof(Fused))]
    [Trait("Proves", "FLU-24")]
    public async Task Bodies_that_wait_hold_the_source_back_though_all_items_are_wanted_in_a_list(bool fuse)
    {
        var items = new InFlight();
        var engine = new DeterministicEngine(1);
        var gate = new TaskCompletionSource();
        Task<IReadOnlyList<int>> run = Flow.Iter(() => items.Source(200))
            .Then(async x => { await gate.Task; return x; }, o => o.Parallel(4).Capacity(4))
            .RunAsync(new RunOptions { Fuse = fuse }.DrivenBy(engine));

        await engine.IdleAsync().WaitAsync(Deadline);
        int yielded = items.Yielded;
        gate.SetResult();

        Assert.Equal(200, (await run.WaitAsync(Deadline)).Count);
        Assert.InRange(yielded, 1, 9);
    }

    [Fact]
    [Trait("Proves", "FLU-25")]
    public async Task A_slow_unordered_fold_holds_the_source_back()
    {
        var items = new InFlight();
        await Flow.Iter(() => items.Source(300))
            .Then(x => x, o => o.Parallel(8).Capacity(8).Unordered())
            .Reduce(
                (long sum, int x) =>
                {
                    using var never = new ManualResetEventSlim();
                    never.Wait(TimeSpan.FromMilliseconds(5));
                    return items.Fold(sum, x);
                },
                0L,
                o => o.Capacity(8))
            .RunAsync(new RunOptions { Capacity = 8 }).WaitAsync(Deadline);

        Assert.InRange(items.Most, 1, 26);
    }

    [Theory]
    [MemberData(nameof(Fused))]
    public async Task What_a_task_of_the_live_stream_gives_is_not_bounded_as_a_sources_items(bool fuse)
    {
        IReadOnlyList<int> items = await Flow.Range(0, 50)
            .Then((IAsyncEnumerable<int> live) => live.SelectMany(x => new[] { x, x }))
            .RunAsync(new RunOptions { Fuse = fuse, MaxInFlight = 1 }).WaitAsync(Deadline);

        Assert.Equal(Enumerable.Range(0, 50).SelectMany(x => new[] { x, x }), items);
    }

    [Theory]
    [MemberData(nameof(Fused))]
    [Trait("Proves", "FLU-26")]
    public async Task With_one_item_in_flight_each_goes_all_the_way_before_the_next_is_made(bool fuse)
    {
        var log = new List<string>();
        IEnumerable<int> Source()
        {
            for (int i = 0; i < 3; i++)
            {
                log.Add($"y{i}");
                yield return i;
            }
        }

        await Flow.Iter(Source)
            .Then(x => { log.Add($"t{x}"); return x; })
            .Reduce((sum, x) => { log.Add($"f{x}"); return sum + x; }, 0)
            .RunAsync(new RunOptions { Fuse = fuse, MaxInFlight = 1 }).WaitAsync(Deadline);

        Assert.Equal(["y0", "t0", "f0", "y1", "t1", "f1", "y2", "t2", "f2"], log);
    }

    [Theory]
    [InlineData("ordered")]
    [InlineData("unordered")]
    [InlineData("straight")]
    [Trait("Proves", "FLU-27")]
    public async Task The_first_fold_happens_before_the_last_item_is_made(string form)
    {
        var items = new InFlight();
        int firstFoldAt = 0;
        Flow<int> source = Flow.Iter(() => items.Source(20));
        Flow<int> before = form switch
        {
            "ordered" => source.Then(x => x, o => o.Parallel(4).Capacity(2)),
            "unordered" => source.Then(x => x, o => o.Parallel(4).Capacity(2).Unordered()),
            _ => source,
        };

        await before
            .Reduce(
                (long sum, int x) =>
                {
                    firstFoldAt = items.Folded == 0 ? items.Yielded : firstFoldAt;
                    return items.Fold(sum, x);
                },
                0L,
                o => o.Capacity(2))
            .RunAsync(new RunOptions { Capacity = 2 }).WaitAsync(Deadline);

        Assert.InRange(firstFoldAt, 1, 19);
    }

    [Fact]
    [Trait("Proves", "FLU-28")]
    public async Task Each_task_has_its_own_limit_of_calls()
    {
        var engine = new DeterministicEngine(1);
        var (first, second) = (new Calls(engine), new Calls(engine));

        await Flow.Range(0, 200)
            .Then(first.CallAsync, o => o.Parallel(4))
            .Then(second.CallAsync, o => o.Parallel(1))
            .RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Deadline);

        Assert.InRange(first.Most, 3, 4);
        Assert.Equal(1, second.Most);
    }

    [Fact]
    [Trait("Proves", "FLU-29")]
    public void A_limit_that_allows_nothing_is_refused_by_its_name_and_value()
    {
        AssertRefused("Parallel", "0", () => Flow.Range(0, 1).Then(x => x, o => o.Parallel(0)));
        AssertRefused("Parallel", "-1", () => Flow.Range(0, 1).Then(x => x, o => o.Parallel(-1)));
        AssertRefused("Capacity", "0", () => Flow.Range(0, 1).Then(x => x, o => o.Capacity(0)));
        AssertRefused("Capacity", "0", () => new RunOptions { Capacity = 0 });
        AssertRefused("MaxInFlight", "0", () => new RunOptions { MaxInFlight = 0 });
        AssertRefused("Retry", "-1", () => Flow.Range(0, 1).Then(x => x, o => o.Retry(-1)));
        AssertRefused("Timeout", "-00:00:01", () => Flow.Range(0, 1).Then(x => x, o => o.Timeout(TimeSpan.FromSeconds(-1))));
    }

    [Fact]
    [Trait("Proves", "FLU-35")]
    public async Task Calls_that_wait_do_so_at_the_same_time()
    {
        var engine = new DeterministicEngine(1);

        await Flow.Range(0, 3)
            .Then(async x => { await Task.Delay(TimeSpan.FromMilliseconds(100), engine.Time); return x; }, o => o.Parallel(3))
            .RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Deadline);

        Assert.InRange(engine.Time.GetElapsedTime(0), TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(249));
    }

    private static void AssertRefused(string option, string value, Func<object> build)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(build);
        Assert.Contains(option, error.Message, StringComparison.Ordinal);
        Assert.Equal(value, error.ActualValue!.ToString());
    }

    private sealed class Calls(DeterministicEngine engine)
    {
        private int _now;

        public int Most { get; private set; }

        public async Task<int> CallAsync(int x)
        {
            Most = Math.Max(Most, ++_now);
            await Task.Delay(TimeSpan.FromMilliseconds(5), engine.Time);
            _now--;
            return x;
        }
    }
}
