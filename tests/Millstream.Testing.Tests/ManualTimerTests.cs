namespace Millstream.Testing;

/// <summary>Timers of a clock that a test moves.</summary>
public sealed class ManualTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    private readonly ManualTimeProvider _time = new();
    private readonly List<string> _log = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Local_time_is_UTC_on_every_machine() => Assert.Equal(_time.GetUtcNow(), _time.GetLocalNow());

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

    private ITimer Arm(string name, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(_ => Log(name), null, dueTime, period);

    private void Log(string name) => _log.Add($"{name} at {Elapsed().TotalSeconds:0.##}");

    private TimeSpan Elapsed() => _time.GetElapsedTime(0);
}
