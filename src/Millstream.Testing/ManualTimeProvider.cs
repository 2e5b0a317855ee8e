using System.Diagnostics;

namespace Millstream.Testing;

/// <summary>A clock that stands still until the test moves it, and fires its timers while it moves.</summary>
/// <remarks>
/// <para>
/// Timers fire on the thread that calls <see cref="Advance"/>, one after another: the earliest first, those due at the
/// same moment in the order in which they were armed. While a callback runs the clock stands at its timer's due time,
/// so that what the callback arms is counted from there. A timer armed with a due time of zero fires on the next call
/// of <see cref="Advance"/>, which may be by zero.
/// </para>
/// <para>
/// A consumer that goes on asynchronously arms its next timer some time after its last one fired. Await
/// <see cref="WaitForTimersAsync"/> before each step, and no step is taken too early.
/// </para>
/// <para>
/// All members may be called from any thread, and from a callback. Time should have one driver nevertheless: when two
/// threads advance at once the clock never goes back, but a callback may then see a time later than its own.
/// </para>
/// </remarks>
public sealed class ManualTimeProvider : TimeProvider
{
    // Guards all fields below and those of the timers. Neither callbacks nor continuations run under it.
    private readonly Lock _gate = new();
    private readonly DateTimeOffset _start;
    private readonly SortedSet<ManualTimer> _armed = new(ManualTimer.InOrderOfFiring);
    private readonly List<ArmedWaiter> _waiters = [];
    private TimeSpan _elapsed;
    private long _armings;

    /// <summary>Creates a clock that stands at midnight UTC, 1 January 2000.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Creates a clock that stands at a given moment.</summary>
    /// <param name="start">The moment at which the clock stands until it is moved.</param>
    public ManualTimeProvider(DateTimeOffset start)
    {
        _start = start.ToUniversalTime();
    }

    /// <summary>UTC, wherever the test runs.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Ten million: a timestamp counts ticks of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How many timers are waiting to fire at this moment.</summary>
    /// <value>Zero when all have fired, were disposed, or were given an infinite due time.</value>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>The moment at which the clock stands.</summary>
    /// <returns>A moment in UTC.</returns>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _start + _elapsed;
        }
    }

    /// <summary>How far the clock has moved since it was created.</summary>
    /// <returns>Ticks of 100 ns; zero until the clock is moved.</returns>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _elapsed.Ticks;
        }
    }

    /// <summary>Moves the clock forward and fires, in order, every timer that falls due on the way.</summary>
    /// <param name="duration">How far to move the clock; zero fires what is due already.</param>
    /// <remarks>
    /// An exception from a callback ends the call: the clock stays at that timer's due time, and the timers behind it
    /// stay armed for the next call.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="duration"/> is negative, or leads past the last moment that a date can say. The clock has not
    /// moved.
    /// </exception>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);

        TimeSpan target;
        lock (_gate)
        {
            var left = DateTimeOffset.MaxValue - _start - _elapsed;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, left);
            target = _elapsed + duration;
        }

        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves the clock forward to a given moment, as <see cref="Advance"/> does.</summary>
    /// <param name="value">The moment to move to; not before the present one.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="value"/> lies before the present moment. The clock has not moved.
    /// </exception>
    public void SetUtcNow(DateTimeOffset value)
    {
        var now = GetUtcNow();
        if (value < now)
        {
            throw new ArgumentOutOfRangeException(
                nameof(value), value, $"The clock stands at {now:O} and does not go back to {value:O}.");
        }

        Advance(value - now);
    }

    /// <summary>Creates a timer that fires when this clock is moved past its due time.</summary>
    /// <param name="callback">Called by <see cref="Advance"/>, with the execution context of this call.</param>
    /// <param name="state">Given to <paramref name="callback"/>.</param>
    /// <param name="dueTime">
    /// How far from now the timer fires first; <see cref="Timeout.InfiniteTimeSpan"/> leaves it unarmed.
    /// </param>
    /// <param name="period">
    /// How far apart it fires after that, counted from due time to due time; zero or
    /// <see cref="Timeout.InfiniteTimeSpan"/> lets it fire once.
    /// </param>
    /// <returns>The timer. Dispose it, or it stays armed for as long as its period says.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A duration is negative but not infinite, or exceeds 4,294,967,294 ms, the limit of the system's timers.
    /// </exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, _gate, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Waits until a number of timers are armed at the same moment.</summary>
    /// <param name="count">How many timers; zero is reached at once.</param>
    /// <param name="cancellationToken">Ends the wait. Timers are left as they are.</param>
    /// <returns>
    /// A task that completes when at least <paramref name="count"/> timers are armed at once, now or later. When the
    /// caller goes on they need not be armed any more.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return WaitForTimersCoreAsync(new ArmedWaiter(count), cancellationToken);
    }

    /// <summary>Gets whether a timer is due at the moment at which the clock stands.</summary>
    internal bool IsTimerDue
    {
        get
        {
            lock (_gate)
            {
                return _armed.Min is { } next && next.Due <= _elapsed;
            }
        }
    }

    /// <summary>Fires the one timer that is due next, after moving the clock to it; false when none is armed.</summary>
    internal bool FireNext()
    {
        ManualTimer? due;
        lock (_gate)
        {
            due = _armed.Min;
            _elapsed = due is not null && due.Due > _elapsed ? due.Due : _elapsed;
            due?.BeginFiring();
        }

        due?.Fire();
        return due is not null;
    }

    /// <summary>Puts a timer among the armed ones, or takes it out when the wait is infinite.</summary>
    internal void Arm(ManualTimer timer, TimeSpan wait) => ArmFrom(_elapsed, timer, wait);

    /// <summary>Arms a timer as <see cref="Arm"/> does, the wait counted from a given moment.</summary>
    internal void ArmFrom(TimeSpan moment, ManualTimer timer, TimeSpan wait)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "The order of the armed timers changes only under the lock.");

        // Taken out first in any case: an element of a sorted set must not change its key.
        _armed.Remove(timer);
        if (wait == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        timer.SetDue(moment + wait, ++_armings);
        _armed.Add(timer);
        foreach (var waiter in _waiters)
        {
            waiter.Check(_armed.Count);
        }
    }

    /// <summary>Moves the clock to the next timer due, or to the target when none is due on the way.</summary>
    private ManualTimer? TakeDue(TimeSpan target)
    {
        lock (_gate)
        {
            var due = _armed.Min is { } next && next.Due <= target ? next : null;
            var moment = due?.Due ?? target;

            // A callback, or a second driver, may have moved the clock further already.
            _elapsed = moment > _elapsed ? moment : _elapsed;
            due?.BeginFiring();
            return due;
        }
    }

    private async Task WaitForTimersCoreAsync(ArmedWaiter waiter, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            waiter.Check(_armed.Count);
            _waiters.Add(waiter);
        }

        try
        {
            await waiter.Reached.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>One call that waits for a number of armed timers.</summary>
    private sealed class ArmedWaiter(int count)
    {
        // Completed under the lock, hence asynchronously.
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Check(int armed)
        {
            if (armed >= count)
            {
                _reached.TrySetResult();
            }
        }
    }
}
