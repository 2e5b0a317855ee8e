namespace Millstream.Testing;

public sealed class ManualTimeProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _log = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Stands_still_until_it_is_moved()
    {
        var start = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(start, _time.GetUtcNow());
        Assert.Equal(start, _time.GetUtcNow());
        Assert.Equal(0, _time.GetTimestamp());
    }

    [Fact]
    public void Begins_at_the_moment_given_and_tells_it_in_UTC()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.FromHours(2)));

        Assert.Equal(new DateTime(2026, 3, 1, 0, 0, 0), time.GetUtcNow().DateTime);
        Assert.Equal(TimeSpan.Zero, time.GetUtcNow().Offset);
    }

    [Fact]
    public void Local_time_is_UTC_on_every_machine() => Assert.Equal(_time.GetUtcNow(), _time.GetLocalNow());

    [Fact]
    public void Timestamps_count_what_the_clock_has_moved()
    {
        _time.Advance(Second);
        var before = _time.GetTimestamp();

        _time.Advance(2.5 * Second);

        Assert.Equal(2.5 * Second, _time.GetElapsedTime(before));
        Assert.Equal(3.5 * Second, TimeSpan.FromSeconds((double)_time.GetTimestamp() / _time.TimestampFrequency));
    }

    [Fact]
    public void SetUtcNow_moves_to_the_moment_and_fires_what_is_due_on_the_way()
    {
        Arm("a", Second, Never);
        var moment = _time.GetUtcNow() + (2 * Second);

        _time.SetUtcNow(moment);

        Assert.Equal(moment, _time.GetUtcNow());
        Assert.Equal(["a at 1"], _log);
    }

    [Fact]
    public void SetUtcNow_does_not_go_back()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _time.SetUtcNow(_time.GetUtcNow() - Second));

        Assert.StartsWith(
            "The clock stands at 2000-01-01T00:00:00.0000000+00:00 and does not go back to "
            + "1999-12-31T23:59:59.0000000+00:00.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Advance_refuses_to_go_back_or_past_the_end_of_time_and_stays_where_it_is()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(-Second));
        Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.MaxValue));

        Assert.Equal(0, _time.GetTimestamp());
    }

    [Fact]
    public async Task Serves_the_waits_of_the_framework()
    {
        var delay = Task.Delay(Second, _time, Token);
        using var timeout = new CancellationTokenSource(2 * Second, _time);
        using var ticks = new PeriodicTimer(3 * Second, _time);
        var tick = ticks.WaitForNextTickAsync(Token).AsTask();
        Assert.Equal(3, _time.ArmedTimers);

        _time.Advance(Second);
        await delay;
        Assert.False(timeout.IsCancellationRequested);

        _time.Advance(2 * Second);
        Assert.True(timeout.IsCancellationRequested);
        Assert.True(await tick);
    }

    [Fact]
    public void Waiting_for_timers_that_are_armed_already_completes_at_once()
    {
        Arm("a", Second, Never);
        Arm("b", Second, Never);

        Assert.True(_time.WaitForTimersAsync(0, Token).IsCompletedSuccessfully);
        Assert.True(_time.WaitForTimersAsync(2, Token).IsCompletedSuccessfully);
        Assert.False(_time.WaitForTimersAsync(3, Token).IsCompleted);
    }

    [Fact]
    public async Task Waiting_for_timers_completes_when_as_many_are_armed_at_once()
    {
        var wait = _time.WaitForTimersAsync(2, Token);

        Arm("a", Second, Never);
        _time.Advance(Second);
        Arm("b", Second, Never);
        Assert.False(wait.IsCompleted);

        Arm("c", Second, Never);
        await wait;
    }

    [Fact]
    public async Task A_timer_disarmed_right_after_it_was_armed_still_ends_the_wait()
    {
        var wait = _time.WaitForTimersAsync(1, Token);

        Arm("a", Second, Never).Dispose();

        await wait;
    }

    [Fact]
    public async Task Waiting_for_timers_ends_with_the_callers_cancellation()
    {
        using var cancellation = new CancellationTokenSource();
        var wait = _time.WaitForTimersAsync(1, cancellation.Token);

        await cancellation.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Fact]
    public void Waiting_for_a_negative_number_of_timers_is_refused_at_the_call() =>
        Assert.Throws<ArgumentOutOfRangeException>("count", () => { _ = _time.WaitForTimersAsync(-1, Token); });

    [Fact]
    public async Task A_consumer_that_arms_asynchronously_is_driven_step_by_step()
    {
        var consumer = Task.Run(
            async () =>
            {
                for (var i = 0; i < 3; i++)
                {
                    await Task.Delay(Second, _time, Token);
                    Log("tick");
                }
            },
            Token);

        for (var i = 0; i < 3; i++)
        {
            await _time.WaitForTimersAsync(1, Token);
            _time.Advance(Second);
        }

        await consumer;
        Assert.Equal(["tick at 1", "tick at 2", "tick at 3"], _log);
    }

    [Fact]
    public async Task Many_threads_arm_dispose_and_advance_at_once_and_every_armed_timer_fires_once()
    {
        const int Threads = 4;
        const int Timers = 500;
        var fired = 0;

        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(
            () =>
            {
                for (var i = 0; i < Timers; i++)
                {
                    _time.CreateTimer(_ => Interlocked.Increment(ref fired), null, (i % 7) * Second, Never);
                    _time.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromDays(49), Never)
                        .Dispose();
                    _time.Advance(Second);
                }
            },
            Token)));
        _time.Advance(7 * Second);

        Assert.Equal(Threads * Timers, fired);
        Assert.Equal(0, _time.ArmedTimers);
    }

    private ITimer Arm(string name, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(_ => Log(name), null, dueTime, period);

    private void Log(string name) => _log.Add($"{name} at {Elapsed().TotalSeconds:0.##}");

    private TimeSpan Elapsed() => _time.GetElapsedTime(0);
}
