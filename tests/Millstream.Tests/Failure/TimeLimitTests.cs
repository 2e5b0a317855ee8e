using System.Runtime.CompilerServices;
using Millstream.Testing;
using static Millstream.RunModes;

namespace Millstream.Failure;

/// <summary>Calls and sources that are given a limited time; the same fused or not.</summary>
public sealed class TimeLimitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-129")]
    public async Task A_call_that_takes_too_long_gets_its_token_and_fails(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var fired = new TaskCompletionSource<double>();
        var run = Flow.From(1).Then(BodyAsync, o => o.Timeout(Limit)).RunAsync(Of(fuse, capacity) with { Time = time }, Token);

        await time.WaitForTimersAsync(2, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(49));
        Assert.False(fired.Task.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.InTime());
        var cause = Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal("The call took longer than its limit of 50 ms.", cause.Message);
        Assert.Equal(("BodyAsync", 0L, 1), (error.TaskName, error.ItemIndex!.Value, error.Attempt));
        Assert.Equal(50, await fired.Task.InTime());

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            var began = time.GetTimestamp();
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(10), time, token);
                return x;
            }
            catch (OperationCanceledException)
            {
                fired.SetResult(time.GetElapsedTime(began).TotalMilliseconds);
                throw;
            }
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-130")]
    public async Task Each_attempt_has_a_limit_of_its_own(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var began = time.GetTimestamp();
        var attempts = new List<double>();
        using var begun = new SemaphoreSlim(0);
        var run = Flow.From(1).Then(BodyAsync, o => o.Timeout(Limit).Retry(2)).RunAsync(Of(fuse, capacity) with { Time = time }, Token);

        for (var attempt = 0; attempt < 3; attempt++)
        {
            // Until an attempt has begun the timers may be those of the one before: its wait, and the grace time.
            await begun.WaitAsync(Token).InTime();
            await time.WaitForTimersAsync(2, Token).InTime();
            time.Advance(Limit);
        }

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.InTime());
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal(3, error.Attempt);
        Assert.Equal([0, 50, 100], attempts);

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            attempts.Add(time.GetElapsedTime(began).TotalMilliseconds);
            begun.Release();
            await Task.Delay(TimeSpan.FromSeconds(10), time, token);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-130")]
    public async Task A_retry_may_leave_timeouts_out(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var attempts = 0;
        var run = Flow.From(1).Then(BodyAsync, o => o.Timeout(Limit).Retry(2, when: e => e is not TimeoutException))
            .RunAsync(Of(fuse, capacity) with { Time = time }, Token);

        await time.WaitForTimersAsync(2, Token).InTime();
        time.Advance(Limit);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.InTime());
        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal((1, 1), (attempts, error.Attempt));

        async Task<int> BodyAsync(int x, CancellationToken token)
        {
            attempts++;
            await Task.Delay(TimeSpan.FromSeconds(10), time, token);
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task A_call_that_does_not_heed_its_token_is_left_behind_and_fails_by_its_limit(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var log = new TestLog();
        var never = new TaskCompletionSource<int>();
        using var begun = new SemaphoreSlim(0);
        var options = Of(fuse, capacity) with { Time = time, Logger = log };
        var run = Flow.From(1).Then(BodyAsync, o => o.Named("A").Timeout(Limit)).RunAsync(options, Token);

        await begun.WaitAsync(Token).InTime();
        time.Advance(Limit);
        await time.WaitForTimersAsync(1, Token).InTime();
        time.Advance(options.Grace);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.InTime());
        Assert.Equal("The call took longer than its limit of 50 ms.", Assert.IsType<TimeoutException>(error.InnerException).Message);
        Assert.Contains(log.Lines, line => line.Contains("A call of 'A' ran out of its time and did not heed its token; it was left behind.", StringComparison.Ordinal));
        never.SetResult(1);

        Task<int> BodyAsync(int x, CancellationToken token)
        {
            begun.Release();
            return never.Task;
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-131")]
    public async Task A_limit_holds_before_a_task_that_has_none(bool fuse, int capacity)
    {
        foreach (var isBlocking in new[] { true, false })
        {
            var time = new ManualTimeProvider();
            var ran = 0;
            var run = Flow.From(1)
                .Then((x, token) => TakeAsync(time, 300, isBlocking, x, token), o => o.Named("A").Timeout(TimeSpan.FromMilliseconds(100)))
                .Then(x => { ran++; return x; }, o => o.Named("B"))
                .RunAsync(Of(fuse, capacity) with { Time = time }, Token);

            await PassAsync(time, 100, isBlocking);

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => run.InTime());
            Assert.IsType<TimeoutException>(error.InnerException);
            Assert.Equal(("A", 0), (error.TaskName, ran));
        }
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-132")]
    public async Task Limits_of_two_tasks_are_neither_added_nor_shared(bool fuse, int capacity)
    {
        foreach (var isBlocking in new[] { true, false })
        {
            var time = new ManualTimeProvider();
            var late = Chain(time, 300, 1, isBlocking).RunAsync(Of(fuse, capacity) with { Time = time }, Token);
            await PassAsync(time, 200, isBlocking);

            var error = await Assert.ThrowsAsync<TaskFailedException>(() => late.InTime());
            Assert.IsType<TimeoutException>(error.InnerException);
            Assert.Equal("A", error.TaskName);

            var inTime = Chain(time, 150, 150, isBlocking).RunAsync(Of(fuse, capacity) with { Time = time }, Token);
            await PassAsync(time, 150, isBlocking);
            await PassAsync(time, 150, isBlocking);
            Assert.Equal([1], await inTime.InTime());
        }

        static Flow<int> Chain(ManualTimeProvider time, int first, int second, bool isBlocking) => Flow.From(1)
            .Then((x, token) => TakeAsync(time, first, isBlocking, x, token), o => o.Named("A").Timeout(TimeSpan.FromMilliseconds(200)))
            .Then((x, token) => TakeAsync(time, second, isBlocking, x, token), o => o.Named("B").Timeout(TimeSpan.FromMilliseconds(200)));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-133")]
    public async Task A_limit_leaves_calls_run_at_the_same_time(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var run = Flow.Range(0, 12)
            .Then(async (x, token) => await TakeAsync(time, 50, isBlocking: false, x, token), o => o.Parallel(12).Timeout(TimeSpan.FromSeconds(5)))
            .RunAsync(Of(fuse, capacity) with { Time = time }, Token);

        // All twelve wait, each under its limit, before the first has ended: together they take 50 ms.
        await time.WaitForTimersAsync(24, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(Enumerable.Range(0, 12), await run.InTime());
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "FLU-137")]
    public async Task On_a_source_it_limits_the_wait_for_each_item(bool fuse, int capacity)
    {
        var time = new ManualTimeProvider();
        var isWaiting = new SemaphoreSlim(0);
        var run = CollectAsync(Flow.Iter(SlowAsync(), o => o.Named("slow").Timeout(Limit)).Then(x => x)
            .With(Of(fuse, capacity) with { Time = time }, Token));

        // 40 ms for each of the first two, longer together than the limit of one.
        for (var item = 0; item < 2; item++)
        {
            Assert.True(await isWaiting.WaitAsync(Deadline, Token));
            await time.WaitForTimersAsync(2, Token).InTime();
            time.Advance(TimeSpan.FromMilliseconds(40));
        }

        Assert.True(await isWaiting.WaitAsync(Deadline, Token));
        await time.WaitForTimersAsync(2, Token).InTime();
        time.Advance(TimeSpan.FromMilliseconds(60));

        var (items, thrown) = await run.InTime();
        Assert.Equal([0, 1], items);
        var error = Assert.IsType<TaskFailedException>(thrown);
        Assert.Equal(("slow", 2L), (error.TaskName, error.ItemIndex!.Value));
        Assert.IsType<TimeoutException>(error.InnerException);

        async IAsyncEnumerable<int> SlowAsync([EnumeratorCancellation] CancellationToken token = default)
        {
            for (var i = 0; ; i++)
            {
                var delay = Task.Delay(TimeSpan.FromMilliseconds(i < 2 ? 40 : 1000), time, token);
                isWaiting.Release();
                await delay;
                yield return i;
            }
        }
    }

    /// <summary>A body that takes some time: it blocks its thread, or awaits on its token.</summary>
    private static async Task<int> TakeAsync(ManualTimeProvider time, int milliseconds, bool isBlocking, int x, CancellationToken token)
    {
        if (isBlocking)
        {
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        }
        else
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, token);
        }

        return x;
    }

    /// <summary>Lets a body that waits, under its limit, have some time; one that blocks takes it itself.</summary>
    private static async Task PassAsync(ManualTimeProvider time, int milliseconds, bool isBlocking)
    {
        if (!isBlocking)
        {
            await time.WaitForTimersAsync(2, Token).InTime();
            time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}
