using Millstream.Telemetry;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>A task that failed: what everybody who waits gets, and what still arrives.</summary>
public sealed class FailureTests
{
    private static readonly InvalidOperationException BadItem = new("bad item");

    /// <summary>Every way to the end of a flow, and every mode.</summary>
    public static TheoryData<string, bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<string, bool, int>();
            foreach (var way in new[] { "collect", "fold", "unordered fold", "join", "await foreach" })
            {
                foreach (var (fuse, capacity) in new[] { (true, 1024), (true, 1), (false, 1024), (false, 4), (false, 1) })
                {
                    ways.Add(way, fuse, capacity);
                }
            }

            return ways;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Ways))]
    [Trait("Proves", "FLU-140")]
    public async Task A_failed_task_is_named_with_the_item_the_attempt_and_the_very_object_thrown(string way, bool fuse, int capacity)
    {
        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => RunAsync(way, Flow.Iter(Gen, 10).Then(FailOn3), Of(fuse, capacity)).InTime());

        Assert.Equal("FailOn3", error.TaskName);
        Assert.Equal(3, error.ItemIndex);
        Assert.Equal(1, error.Attempt);
        Assert.Same(BadItem, error.InnerException);
        Assert.Contains(nameof(FailOn3), error.InnerException!.StackTrace, StringComparison.Ordinal);
        Assert.Equal("Task \"FailOn3\" failed at item 3: bad item", error.Message);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-150")]
    public async Task What_a_failed_task_had_emitted_still_arrives(bool fuse, int capacity)
    {
        var recorded = new List<int>();

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, 10).Then(FailOn3)
            .Then(Record, o => o.Named("record")).RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal([0, 1, 2], recorded);
        Assert.Equal(3, error.ItemIndex);

        int Record(int x)
        {
            recorded.Add(x);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-150")]
    public async Task What_a_failed_parallel_task_had_emitted_is_a_prefix_with_nothing_behind_the_failed_item(bool fuse, int capacity)
    {
        for (var turn = 0; turn < 20; turn++)
        {
            var recorded = new List<int>();

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, 10)
                .Then(FailOn3, o => o.Parallel(4))
                .Then(Record, o => o.Named("record")).RunAsync(Of(fuse, capacity), Token).InTime());

            Assert.Equal(Enumerable.Range(0, recorded.Count), recorded);
            Assert.InRange(recorded.Count, 0, 3);
            Assert.Equal(3, error.ItemIndex);

            int Record(int x)
            {
                recorded.Add(x);
                return x;
            }
        }
    }

    [Fact]
    [Trait("Proves", "FLU-143")]
    public async Task After_a_failure_no_more_calls_are_begun()
    {
        var started = 0;

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, 600)
            .Then(BodyAsync, o => o.Parallel(4)).RunAsync(Token).WaitAsync(RunModes.AtOnce, Token));

        Assert.Equal(0, error.ItemIndex);
        Assert.InRange(started, 1, 8);

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            Interlocked.Increment(ref started);
            if (x == 0)
            {
                throw BadItem;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
            return x;
        }
    }

    [Fact]
    [Trait("Proves", "FLU-144")]
    public async Task The_token_of_a_running_body_fires_when_another_fails()
    {
        var isWaiting = new TaskCompletionSource();
        var fired = false;

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter(Gen, 10)
            .Then(BodyAsync, o => o.Parallel(2)).RunAsync(Token).WaitAsync(RunModes.AtOnce, Token));

        Assert.Equal(0, error.ItemIndex);
        Assert.True(fired);

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            if (x == 0)
            {
                await isWaiting.Task;
                throw BadItem;
            }

            isWaiting.TrySetResult();
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System, token);
            }
            finally
            {
                fired |= token.IsCancellationRequested;
            }

            return x;
        }
    }

    [Fact]
    [Trait("Proves", "FLU-145")]
    public async Task A_body_that_ignores_its_token_is_left_behind_after_the_grace_time_and_named()
    {
        var isWaiting = new TaskCompletionSource();
        var goOn = new TaskCompletionSource<int>();
        var log = new ListLogger();
        var options = new RunOptions { Grace = TimeSpan.FromMilliseconds(200), Logger = log };
        await using var run = Flow.Iter(Gen, 10).Then(StubbornAsync, o => o.Parallel(2)).Start(options, Token);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(RunModes.AtOnce, Token));

        Assert.Equal(0, error.ItemIndex);
        Assert.Contains(log.Lines, line => line.Contains("'StubbornAsync'", StringComparison.Ordinal) && line.Contains("left behind", StringComparison.Ordinal));
        goOn.SetResult(1);

        async Task<int> StubbornAsync(int x)
        {
            if (x == 0)
            {
                await isWaiting.Task;
                throw BadItem;
            }

            isWaiting.TrySetResult();
            return await goOn.Task;
        }
    }

    [Fact]
    public async Task A_body_that_was_left_behind_begins_nothing_when_it_comes_back()
    {
        using var isBlocked = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var backOut = new TaskCompletionSource();
        var seen = new List<int>();
        var grace = new RunOptions { Fuse = false, Grace = TimeSpan.FromMilliseconds(50) };
        var run = Flow.Iter(Gen, 100).Then(Block).Start(grace, Token);
        isBlocked.Wait(Deadline, Token);

        await run.KillAsync(Token).InTime();
        goOn.Set();
        await backOut.Task.InTime();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Completion.InTime());

        Assert.Equal([0], seen);

        int Block(int x)
        {
            seen.Add(x);
            isBlocked.Set();
            goOn.Wait(Token);
            backOut.TrySetResult();
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-146")]
    public async Task Of_two_items_that_fail_at_the_same_moment_the_first_is_thrown_and_the_other_listed(bool fuse, int capacity)
    {
        for (var turn = 0; turn < 20; turn++)
        {
            var both = new Barrier();
            await using var run = Flow.Iter(Gen, 6).Then(FailAsync, o => o.Parallel(4)).Start(Of(fuse, capacity), Token);

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.InTime());

            Assert.Equal(2, error.ItemIndex);
            Assert.Equal([2L, 3L], run.Errors.Cast<TaskFailedException>().Select(e => e.ItemIndex!.Value));
            Assert.Same(error, run.Errors[0]);
            Assert.Equal([run.Errors[1]], error.AlsoFailed);

            async Task<int> FailAsync(int x)
            {
                if (x is 2 or 3)
                {
                    await both.ArriveAsync();
                    throw new InvalidOperationException($"bad {x}");
                }

                return x;
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-149")]
    public async Task A_failure_stops_what_is_not_connected_with_it_too(bool fuse, int capacity)
    {
        var started = new TaskCompletionSource();
        var disposed = new TaskCompletionSource();
        var failing = Flow.Iter(Gen, 10).Then(WhenStartedAsync).Then(FailOn3);
        var endless = Flow.Iter(Endless).Then(Twice).Reduce((long a, int x) => a + x, 0L);
        await using var run = FlowRuns.Start([endless, failing], Of(fuse, capacity), Token);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(RunModes.AtOnce, Token));

        Assert.Equal("FailOn3", error.TaskName);
        Assert.True(disposed.Task.IsCompleted);

        IEnumerable<int> Endless()
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    started.TrySetResult();
                    yield return i;
                }
            }
            finally
            {
                disposed.SetResult();
            }
        }

        async Task<int> WhenStartedAsync(int x)
        {
            await started.Task;
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_call_that_runs_when_a_step_behind_it_fails_has_ended_before_the_error_arrives(bool fuse, int capacity)
    {
        var running = 0;

        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Gen, 10).Then(BodyAsync).Then(FailOn3).RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal(("FailOn3", 3L), (error.TaskName, error.ItemIndex!.Value));
        Assert.Empty(error.AlsoFailed);
        Assert.Equal(0, running);

        async ValueTask<int> BodyAsync(int x, CancellationToken token)
        {
            if (x == 4)
            {
                running++;
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
                finally
                {
                    running--;
                }
            }

            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task The_failure_of_a_run_inside_a_body_is_the_cause_of_the_bodys_own(bool fuse, int capacity)
    {
        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Gen, 3).Then(OuterAsync).RunAsync(Of(fuse, capacity), Token).InTime());

        Assert.Equal(("OuterAsync", 0L), (error.TaskName, error.ItemIndex!.Value));
        Assert.Equal("FailOn3", Assert.IsType<TaskFailedException>(error.InnerException).TaskName);

        static async Task<int> OuterAsync(int x) => (await Flow.Iter(Gen, 10).Then(FailOn3).RunAsync(Token))[x];
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_function_that_combines_flows_is_named_with_the_set_it_failed_on_after_what_came_before(bool fuse, int capacity)
    {
        var pairs = Flow.Iter(Gen, 10).Zip(Flow.Iter(Gen, 10), (a, b) => a == 3 ? throw BadItem : a + b);

        var (items, error) = await CollectAsync(pairs.With(Of(fuse, capacity), Token)).InTime();

        Assert.Equal([0, 2, 4], items);
        var failure = Assert.IsType<TaskFailedException>(error);
        Assert.Equal(("zip", 3L), (failure.TaskName, failure.ItemIndex!.Value));
        Assert.Same(BadItem, failure.InnerException);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_logger_that_throws_ends_nothing(bool fuse, int capacity)
    {
        var options = Of(fuse, capacity) with { Progress = new ThrowingProgress(), Logger = new ThrowingLogger() };

        Assert.Equal([0, 2, 4], await Flow.Iter(Gen, 3).Then(Twice).RunAsync(options, Token).InTime());
    }

    private static IEnumerable<int> Gen(int n) => Enumerable.Range(0, n);

    private static int Twice(int x) => x * 2;

    private static int FailOn3(int x) => x == 3 ? throw BadItem : x;

    private static async Task RunAsync(string way, Flow<int> flow, RunOptions options)
    {
        switch (way)
        {
            case "collect":
                await flow.RunAsync(options, Token);
                break;
            case "fold":
                await flow.Reduce((a, x) => a + x, 0).RunAsync(options, Token);
                break;
            case "unordered fold":
                await flow.Reduce((a, x) => a + x, 0, ordered: false).RunAsync(options, Token);
                break;
            case "join":
                await flow.Join(all => all.Count).RunAsync(options, Token);
                break;
            default:
                await foreach (var _ in flow.With(options, Token))
                {
                }

                break;
        }
    }

    /// <summary>Lets two go on together.</summary>
    private sealed class Barrier
    {
        private readonly TaskCompletionSource _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _arrived;

        public Task ArriveAsync()
        {
            if (Interlocked.Increment(ref _arrived) == 2)
            {
                _both.SetResult();
            }

            return _both.Task;
        }
    }

    private sealed class ThrowingProgress : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => throw new InvalidOperationException("The listener is broken.");
    }
}
