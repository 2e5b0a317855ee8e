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
    public void A_timer_fires_once_at_its_due_time_and_not_before()
    {
        Arm("a", Second, Never);

        _time.Advance(Second - TimeSpan.FromTicks(1));
        Assert.Empty(_log);

        _time.Advance(TimeSpan.FromTicks(1));
        _time.Advance(10 * Second);
        Assert.Equal(["a at 1"], _log);
    }

    [Fact]
    public void Timers_fire_in_due_order_with_the_clock_standing_at_each_due_time()
    {
        Arm("c", 3 * Second, Never);
        Arm("a", Second, Never);
        Arm("b", 2 * Second, Never);

        _time.Advance(5 * Second);

        Assert.Equal(["a at 1", "b at 2", "c at 3"], _log);
        Assert.Equal(5 * Second, Elapsed());
    }

    [Fact]
    public void Timers_due_together_fire_in_the_order_they_were_armed()
    {
        Arm("a", 2 * Second, Never);
        _time.Advance(Second);
        Arm("b", Second, Never);
        Arm("c", Second, Never);

        _time.Advance(Second);

        Assert.Equal(["a at 2", "b at 2", "c at 2"], _log);
    }

    [Fact]
    public void A_periodic_timer_fires_at_each_period_on_the_way()
    {
        Arm("a", Second, 2 * Second);
        Arm("b", 4 * Second, Never);

        _time.Advance(6 * Second);

        Assert.Equal(["a at 1", "a at 3", "b at 4", "a at 5"], _log);
        Assert.Equal(1, _time.ArmedTimers);
    }

    [Fact]
    public void A_period_of_zero_fires_once_as_the_systems_timers_do()
    {
        Arm("a", Second, TimeSpan.Zero);

        _time.Advance(10 * Second);

        Assert.Equal(["a at 1"], _log);
    }

    [Fact]
    public void A_timer_due_at_once_fires_on_the_next_advance_even_by_zero()
    {
        Arm("a", TimeSpan.Zero, Never);
        Assert.Empty(_log);

        _time.Advance(TimeSpan.Zero);

        Assert.Equal(["a at 0"], _log);
    }

    [Fact]
    public void An_infinite_due_time_leaves_a_timer_unarmed_until_it_is_changed()
    {
        var timer = Arm("a", Never, Second);
        _time.Advance(10 * Second);
        Assert.Empty(_log);

        Assert.True(timer.Change(Second, Never));
        _time.Advance(Second);

        Assert.Equal(["a at 11"], _log);
    }

    [Fact]
    public void Change_counts_from_the_present_and_replaces_due_time_and_period()
    {
        var timer = Arm("a", 2 * Second, Second);
        _time.Advance(Second);

        timer.Change(3 * Second, 5 * Second);
        _time.Advance(8 * Second);

        Assert.Equal(["a at 4", "a at 9"], _log);
    }

    [Fact]
    public void Change_to_infinite_disarms()
    {
        var timer = Arm("a", Second, Second);

        timer.Change(Never, Never);
        _time.Advance(10 * Second);

        Assert.Empty(_log);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public void What_a_callback_changes_wins_over_the_period()
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                Log("a");
                timer!.Change(4 * Second, Never);
            },
            null,
            Second,
            Second);

        _time.Advance(5 * Second);

        Assert.Equal(["a at 1", "a at 5"], _log);
    }

    [Fact]
    public void What_a_callback_arms_fires_within_the_same_advance_when_it_is_due()
    {
        _time.CreateTimer(_ => Arm("b", Second, Never), null, Second, Never);

        _time.Advance(2 * Second);

        Assert.Equal(["b at 2"], _log);
    }

    [Fact]
    public void A_callback_may_move_the_clock_and_the_clock_does_not_go_back()
    {
        _time.CreateTimer(_ => _time.Advance(5 * Second), null, Second, Never);
        Arm("b", 2 * Second, 2 * Second);

        _time.Advance(3 * Second);

        Assert.Equal(["b at 2", "b at 4", "b at 6"], _log);
        Assert.Equal(6 * Second, Elapsed());
    }

    [Fact]
    public void A_periodic_timer_overtaken_by_its_own_callback_keeps_to_its_due_times()
    {
        var first = true;
        _time.CreateTimer(
            _ =>
            {
                Log("a");
                if (first)
                {
                    first = false;
                    _time.Advance(1.5 * Second);
                }
            },
            null,
            Second,
            Second);

        _time.Advance(2 * Second);
        Assert.Equal(2.5 * Second, Elapsed());

        _time.Advance(Second);
        Assert.Equal(["a at 1", "a at 2", "a at 3"], _log);
    }

    [Fact]
    public void A_callbacks_exception_ends_the_advance_and_leaves_later_timers_armed()
    {
        _time.CreateTimer(_ => throw new InvalidOperationException("Broken."), null, Second, Never);
        Arm("b", 2 * Second, Never);

        Assert.Throws<InvalidOperationException>(() => _time.Advance(3 * Second));
        Assert.Equal(Second, Elapsed());

        _time.Advance(Second);
        Assert.Equal(["b at 2"], _log);
    }

    [Fact]
    public void A_disposed_timer_never_fires_and_refuses_a_change()
    {
        var timer = Arm("a", Second, Second);

        timer.Dispose();
        timer.Dispose();

        Assert.False(timer.Change(Second, Second));
        _time.Advance(10 * Second);
        Assert.Empty(_log);
    }

    [Fact]
    public void A_callback_may_dispose_its_own_timer()
    {
        ITimer? timer = null;
        timer = _time.CreateTimer(
            _ =>
            {
                Log("a");
                timer!.Dispose();
            },
            null,
            Second,
            Second);

        _time.Advance(10 * Second);

        Assert.Equal(["a at 1"], _log);
    }

    [Fact]
    public async Task DisposeAsync_completes_when_the_running_callback_has_ended()
    {
        using var isRunning = new SemaphoreSlim(0);
        using var mayEnd = new SemaphoreSlim(0);
        var timer = _time.CreateTimer(
            _ =>
            {
                isRunning.Release();
                mayEnd.Wait(Token);
            },
            null,
            Second,
            Second);
        var driver = Task.Run(() => _time.Advance(Second), Token);
        await isRunning.WaitAsync(Token);

        var disposal = timer.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);

        mayEnd.Release();
        await disposal;
        await driver;
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public void DisposeAsync_of_an_idle_timer_completes_at_once() =>
        Assert.True(Arm("a", Second, Second).DisposeAsync().AsTask().IsCompletedSuccessfully);

    [Fact]
    public void A_callback_gets_its_state_and_its_creators_execution_context()
    {
        var context = new AsyncLocal<string> { Value = "creator" };
        _time.CreateTimer(state => _log.Add($"{state} in {context.Value}"), "a", Second, Never);
        context.Value = "driver";

        _time.Advance(Second);

        Assert.Equal(["a in creator"], _log);
    }

    [Fact]
    public void A_timer_made_without_flow_of_context_fires()
    {
        using (ExecutionContext.SuppressFlow())
        {
            Arm("a", Second, Never);
        }

        _time.Advance(Second);

        Assert.Equal(["a at 1"], _log);
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(4_294_967_295)]
    public void A_wait_that_the_systems_timers_refuse_is_refused_and_changes_nothing(long milliseconds)
    {
        var wait = TimeSpan.FromMilliseconds(milliseconds);
        var timer = Arm("a", Second, Never);

        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => timer.Change(wait, Never));
        Assert.Throws<ArgumentOutOfRangeException>("period", () => timer.Change(Second, wait));
        Assert.Throws<ArgumentOutOfRangeException>("dueTime", () => _time.CreateTimer(_ => { }, null, wait, Never));

        _time.Advance(Second);
        Assert.Equal(["a at 1"], _log);
    }

    [Fact]
    public void A_timer_needs_a_callback() =>
        Assert.Throws<ArgumentNullException>("callback", () => _time.CreateTimer(null!, null, Second, Never));

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
