using System.Runtime.CompilerServices;
using Millstream.Graphs;
using Millstream.Telemetry;

namespace Millstream.Testing;

public sealed class DeterministicEngineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Who_asks_whether_all_waits_while_the_last_comes_to_wait_is_told()
    {
        var engine = new DeterministicEngine(1);
        for (int i = 0; i < 5000; i++)
        {
            var gate = new TaskCompletionSource();
            Task<IReadOnlyList<int>> run = Flow.From(1).Then(async x => { await gate.Task; return x; }).RunAsync(new RunOptions().DrivenBy(engine));
            Task other = Task.Run(async () =>
            {
                for (int asked = 0; asked < 20; asked++)
                {
                    await engine.IdleAsync();
                }
            });
            await engine.IdleAsync().WaitAsync(Deadline, TestContext.Current.CancellationToken);
            await other.WaitAsync(Deadline, TestContext.Current.CancellationToken);
            gate.SetResult();
            await run.WaitAsync(Deadline, TestContext.Current.CancellationToken);
        }
    }

    public static TheoryData<string> Scenarios => [.. Graphs.Keys];

    private static Dictionary<string, Func<DeterministicEngine, TaskGraph>> Graphs { get; } = new()
    {
        ["chain"] = _ => Flow.Range(0, 20).Then(x => x + 1).Where(x => x % 2 == 0).Build(),
        ["fan-out and zip"] = _ => FanOutAndZip().Build(),
        ["fan-out and merge"] = _ => FanOutAndMerge().Build(),
        ["parallel and synchronous"] = _ => Flow.Range(0, 20).Then(x => x * 2, o => o.Parallel(4)).Build(),
        ["parallel, awaiting"] = engine => Flow.Range(0, 12).Then(x => SlowAsync(engine, x), o => o.Parallel(3)).Build(),
        ["unordered"] = engine => Flow.Range(0, 12).Then(x => SlowAsync(engine, x), o => o.Parallel(3).Unordered()).Build(),
        ["yielding"] = _ => Flow.Range(0, 12).Then(YieldingAsync).Then(YieldingAsync).Build(),
        ["timed source"] = engine => Flow.Iter(() => Ticks(engine, 6)).Merge(Flow.Iter(() => Ticks(engine, 4))).Build(),
        ["retry with a delay"] = _ => Flow.Range(0, 6)
            .Then(FailingOnce(), o => o.Retry(2, TimeSpan.FromMilliseconds(10))).Build(),
        ["time limit"] = engine => Flow.Range(0, 6)
            .Then((x, token) => SlowAsync(engine, 30 * x, token), o => o.Timeout(TimeSpan.FromMilliseconds(70)).SkipErrors()).Build(),
        ["live stream"] = _ => Flow.Range(0, 12).Then<int, int>(EverySecond).Build(),
        ["failure"] = engine => Flow.Range(0, 50)
            .Then(x => SlowAsync(engine, x == 7 ? throw new InvalidOperationException("seven") : x), o => o.Parallel(3))
            .Merge(FanOutAndZip()).Build(),
        ["cancellation"] = engine => Flow.Iter(() => Ticks(engine, int.MaxValue)).Merge(FanOutAndMerge()).Build(),
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task The_same_seed_gives_the_same_events_at_the_same_times(string scenario)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            string first = await LogAsync(scenario, seed);
            string second = await LogAsync(scenario, seed);

            Assert.Equal(first, second);
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Other_seeds_give_other_interleavings(string scenario)
    {
        var logs = new HashSet<string>();
        for (int seed = 0; seed < 20; seed++)
        {
            logs.Add(await LogAsync(scenario, seed));
        }

        Assert.True(logs.Count >= 2, $"20 seeds gave {logs.Count} interleavings of '{scenario}'.");
    }

    [Fact]
    public async Task Every_seed_gives_the_same_results()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var engine = new DeterministicEngine(seed);
            RunOptions options = new RunOptions { Fuse = false, Capacity = 2 }.DrivenBy(engine);

            IReadOnlyList<int> zipped = await FanOutAndZip().RunAsync(options).WaitAsync(Deadline);
            IReadOnlyList<int> merged = await FanOutAndMerge().RunAsync(options).WaitAsync(Deadline);

            Assert.Equal(Enumerable.Range(0, 30).Select(x => (2 * x) + (3 * x)), zipped);
            Assert.Equal(Enumerable.Range(0, 30).SelectMany(x => (int[])[2 * x, 3 * x]).Order(), merged.Order());
        }
    }

    [Fact]
    public async Task An_hour_of_virtual_time_passes_at_once()
    {
        var engine = new DeterministicEngine(1);
        DateTimeOffset before = engine.Time.GetUtcNow();

        IReadOnlyList<int> ticks = await Flow.Iter(() => Ticks(engine, 60, TimeSpan.FromMinutes(1)))
            .RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Deadline);

        Assert.Equal(60, ticks.Count);
        Assert.Equal(TimeSpan.FromHours(1), engine.Time.GetUtcNow() - before);
    }

    [Fact]
    public async Task Time_stands_still_while_anything_can_go_on()
    {
        var engine = new DeterministicEngine(1);
        DateTimeOffset before = engine.Time.GetUtcNow();
        var times = new List<DateTimeOffset>();

        await Flow.Range(0, 100).Then(YieldingAsync)
            .Then(x =>
            {
                times.Add(engine.Time.GetUtcNow());
                return x;
            })
            .Merge(Flow.Iter(() => Ticks(engine, 1)))
            .RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Deadline);

        Assert.All(times, time => Assert.Equal(before, time));
    }

    [Fact]
    public async Task Everything_runs_one_after_the_other()
    {
        var engine = new DeterministicEngine(1);
        int running = 0;
        int overlaps = 0;

        await Flow.Range(0, 200)
            .Then(Alone, o => o.Parallel(8))
            .Merge(Flow.Range(0, 200).Then(Alone, o => o.Parallel(8)))
            .RunAsync(new RunOptions { Capacity = 4 }.DrivenBy(engine)).WaitAsync(Deadline);

        Assert.Equal(0, overlaps);

        int Alone(int x)
        {
            overlaps += Interlocked.Increment(ref running) == 1 ? 0 : 1;
            Thread.SpinWait(100);
            Interlocked.Decrement(ref running);
            return x;
        }
    }

    [Fact]
    public async Task User_code_goes_on_where_the_engine_is_whatever_it_awaits_of_the_run()
    {
        var engine = new DeterministicEngine(3);
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        await Flow.Range(0, 20)
            .Then(async x =>
            {
                await Task.Yield();
                await Task.Delay(TimeSpan.FromMilliseconds(x % 3), engine.Time);
                await (x == 0 ? Task.CompletedTask : opened.Task);
                await Task.Yield();
                opened.TrySetResult();
                return x;
            })
            .RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Deadline);

        Assert.True(engine.IsRepeatable);
    }

    [Fact]
    public async Task A_run_that_waits_for_another_thread_is_right_and_known_not_to_repeat()
    {
        var engine = new DeterministicEngine(3);

        IReadOnlyList<int> result = await Flow.Range(0, 5)
            .Then(async x => await Task.Run(() => 2 * x).ConfigureAwait(false))
            .RunAsync(new RunOptions().DrivenBy(engine)).WaitAsync(Deadline);

        Assert.Equal([0, 2, 4, 6, 8], result);
        Assert.False(engine.IsRepeatable);
    }

    [Fact]
    public async Task A_test_can_run_on_the_engine_with_its_runs()
    {
        var engine = new DeterministicEngine(5);
        var seen = new List<string>();

        await engine.RunAsync(async () =>
        {
            Task<IReadOnlyList<int>> other = Flow.Iter(() => Ticks(engine, 3)).RunAsync(new RunOptions().DrivenBy(engine));
            await foreach (int x in Flow.Range(0, 3).Then(YieldingAsync).With(new RunOptions().DrivenBy(engine)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(15), engine.Time);
                seen.Add($"{x} at {Elapsed(engine)} ms");
            }

            seen.Add($"{(await other).Count} at {Elapsed(engine)} ms");
        }).WaitAsync(Deadline);

        Assert.Equal(["0 at 15 ms", "1 at 30 ms", "2 at 45 ms", "3 at 45 ms"], seen);
        Assert.True(engine.IsRepeatable);
    }

    [Fact]
    public async Task A_test_can_wait_until_everything_waits()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var engine = new DeterministicEngine(seed);
            await engine.RunAsync(async () =>
            {
                var source = new TestSource<int>();
                var done = new List<int>();
                Task<IReadOnlyList<int>> run = source.Flow
                    .Then(async x =>
                    {
                        await Task.Delay(TimeSpan.FromSeconds(x), engine.Time);
                        done.Add(x);
                        return x;
                    })
                    .RunAsync(new RunOptions { Fuse = false }.DrivenBy(engine));
                source.Push(0, 1, 2);

                await engine.IdleAsync();
                Assert.Equal([0], done);
                Assert.Equal(0, Elapsed(engine));

                await Task.Delay(TimeSpan.FromSeconds(1), engine.Time);
                await engine.IdleAsync();
                Assert.Equal([0, 1], done);

                source.Complete();
                Assert.Equal([0, 1, 2], await run);
            }).WaitAsync(Deadline);
        }
    }

    [Fact]
    public async Task A_test_outside_can_wait_until_everything_waits()
    {
        var engine = new DeterministicEngine(1);
        var gate = new TaskCompletionSource();
        int begun = 0;
        Task run = Flow.Range(0, 100)
            .Then(async x =>
            {
                begun++;
                await gate.Task;
                return x;
            }, o => o.Parallel(4))
            .RunAsync(new RunOptions().DrivenBy(engine));

        await engine.IdleAsync().WaitAsync(Deadline);
        Assert.Equal(4, begun);

        gate.SetResult();
        await run.WaitAsync(Deadline);
        await engine.IdleAsync().WaitAsync(Deadline);
        Assert.Equal(100, begun);
    }

    [Fact]
    public async Task A_test_that_can_never_go_on_fails_and_says_so()
    {
        var engine = new DeterministicEngine(5);
        var never = new TaskCompletionSource();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => engine.RunAsync(() => never.Task).WaitAsync(Deadline));

        Assert.StartsWith("The test waits at ", error.Message, StringComparison.Ordinal);
        Assert.Contains("nothing can go on and no timer is armed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_may_wait_for_another_thread()
    {
        var engine = new DeterministicEngine(5);
        int made = 0;

        await engine.RunAsync(async () => made = await Task.Run(() => 7)).WaitAsync(Deadline);

        Assert.Equal(7, made);
    }

    [Fact]
    public async Task A_test_that_throws_gives_its_own_exception()
    {
        var engine = new DeterministicEngine(5);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => engine.RunAsync(async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("mine");
        }).WaitAsync(Deadline));

        Assert.Equal("mine", error.Message);
    }

    [Fact]
    public async Task A_run_drained_by_a_timer_gives_what_was_made_until_then()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var engine = new DeterministicEngine(seed);
            TaskGraph graph = Flow.Iter(() => Ticks(engine, int.MaxValue)).Build();

            // On the engine's own thread: otherwise its clock might have moved on before the timer is armed.
            await engine.RunAsync(async () =>
            {
                await using GraphRun run = await engine.StartAsync(graph);
                using ITimer timer = engine.Time.CreateTimer(
                    _ => _ = run.DrainAsync(), state: null, TimeSpan.FromMilliseconds(55), Timeout.InfiniteTimeSpan);
                IReadOnlyList<int> items = await run.ResultAsync<IReadOnlyList<int>>("result");

                Assert.Equal([0, 1, 2, 3, 4], items);
            }).WaitAsync(Deadline);
        }
    }

    [Fact]
    public async Task Starting_a_graph_on_the_engine_is_driving_it()
    {
        var engine = new DeterministicEngine(5);

        await using GraphRun run = await engine.StartAsync(FanOutAndZip().Build(), new RunOptions { Capacity = 1 });

        Assert.Equal(30, (await run.ResultAsync<IReadOnlyList<int>>("result").WaitAsync(Deadline)).Count);
        Assert.Equal(5, engine.Seed);
    }

    private static long Elapsed(DeterministicEngine engine) => engine.Time.GetTimestamp() / TimeSpan.TicksPerMillisecond;

    private static async Task<string> LogAsync(string scenario, int seed)
    {
        var engine = new DeterministicEngine(seed);
        TaskGraph graph = Graphs[scenario](engine);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(55), engine.Time);
        CancellationToken token = scenario == "cancellation" ? cancellation.Token : CancellationToken.None;
        var options = new RunOptions { RunId = "run", Fuse = false, Capacity = 3, Events = EventDetail.Calls };
        GraphRun run = await engine.StartAsync(graph, options, token);
        await Task.WhenAny(run.Completion).WaitAsync(Deadline);
        var lines = new List<string>();
        await foreach (RunEvent one in run.Events())
        {
            lines.Add($"{one.Seq} {one.Kind} {one.TaskId} {one.Index} {one.Time:O} {one.Error?.Message}");
        }

        Assert.True(engine.IsRepeatable);
        return string.Join('\n', lines);
    }

    private static Flow<int> FanOutAndZip()
    {
        Flow<int> source = Flow.Range(0, 30);
        return source.Then(x => 2 * x).Zip(source.Then(x => 3 * x), (a, b) => a + b);
    }

    private static Flow<int> FanOutAndMerge()
    {
        Flow<int> source = Flow.Range(0, 30);
        return Flow.Merge(source.Then(x => 2 * x), source.Then(YieldingAsync).Then(x => 3 * x));
    }

    private static async Task<int> SlowAsync(DeterministicEngine engine, int x, CancellationToken token = default)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(x), engine.Time, token);
        return x;
    }

    private static async Task<int> YieldingAsync(int x)
    {
        await Task.Yield();
        return x;
    }

    private static Func<int, Task<int>> FailingOnce()
    {
        var failed = new HashSet<int>();
        return async x =>
        {
            await Task.Yield();
            return failed.Add(x) ? throw new InvalidOperationException($"once at {x}") : x;
        };
    }

    private static async IAsyncEnumerable<int> EverySecond(IAsyncEnumerable<int> items)
    {
        bool isSecond = false;
        await foreach (int item in items)
        {
            await Task.Yield();
            if (isSecond)
            {
                yield return item;
            }

            isSecond = !isSecond;
        }
    }

    private static async IAsyncEnumerable<int> Ticks(
        DeterministicEngine engine,
        int count,
        TimeSpan? period = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Delay(period ?? TimeSpan.FromMilliseconds(10), engine.Time, cancellationToken);
            yield return i;
        }
    }
}
