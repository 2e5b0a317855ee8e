using Millstream.Data;

namespace Millstream.Timers;

/// <summary>Tasks that tick, by the clock of the run.</summary>
public static class TimerTasks
{
    private static readonly Columns TickColumns = Columns.Of("tick", "time");

    // A wait is cut into pieces: a clock that is set anew is noticed, and no timer is asked for more than it can.
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>
    /// Ticks in equal intervals: rows with the number of the tick, from 0, and the time at which it was due. The k-th tick is due k intervals after the first, however late those before
    /// it were: it does not drift. It makes nothing and runs no timer while nobody reads it, and never ends by itself. Position: none, each run begins with tick 0. Guarantee: ticks come
    /// in order, none twice and none too early. Back-pressure: waits; "missed" says what becomes of the ticks that were due meanwhile.
    /// </summary>
    [StreamTask(Name = "timer.every", IsReplayable = false)]
    public static async Task TickAsync(Outlet<Row> ticks, EverySettings settings, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        await ticks.WaitForDemandAsync(cancellationToken).ConfigureAwait(true);
        long begin = time.GetTimestamp();
        DateTimeOffset first = time.GetUtcNow() + (settings.AtOnce ? TimeSpan.Zero : settings.Interval);
        TimeSpan offset = settings.AtOnce ? TimeSpan.Zero : settings.Interval;
        for (long tick = 0; ; tick++)
        {
            TimeSpan elapsed = time.GetElapsedTime(begin);
            if (settings.Missed == MissedTicks.Skip)
            {
                tick = Math.Max(tick, (elapsed - offset).Ticks / settings.Interval.Ticks);
            }

            TimeSpan due = offset + TimeSpan.FromTicks(checked(settings.Interval.Ticks * tick));
            for (; elapsed < due; elapsed = time.GetElapsedTime(begin))
            {
                await Task.Delay(Piece(due - elapsed), time, cancellationToken).ConfigureAwait(true);
            }

            if (!ticks.HasDemand)
            {
                await ticks.WaitForDemandAsync(cancellationToken).ConfigureAwait(true);
                if (settings.Missed == MissedTicks.Skip)
                {
                    // Those for which nobody was there are gone; the next one is on the same beat.
                    tick = Math.Max(tick, ((time.GetElapsedTime(begin) - offset).Ticks / settings.Interval.Ticks) + 1) - 1;
                    continue;
                }
            }

            await ticks.EmitAsync(Tick(tick, first + TimeSpan.FromTicks(settings.Interval.Ticks * tick)), cancellationToken).ConfigureAwait(true);
        }
    }

    /// <summary>
    /// Ticks at the times that a cron expression names: rows with the number of the tick, from 0, and the time at which it was due. Where a time zone puts its clocks forward a tick in
    /// the missing hour is left out, and where it puts them back one in the doubled hour comes once. It makes nothing and runs no timer while nobody reads it, and ends with the last time
    /// that the expression names. Position: none, each run goes on with the next time from its start on. Guarantee: ticks come in order, none twice and none too early. Back-pressure:
    /// waits; "missed" says what becomes of the ticks that were due meanwhile.
    /// </summary>
    [StreamTask(Name = "timer.cron", IsReplayable = false)]
    public static async Task TickByCronAsync(Outlet<Row> ticks, CronSettings settings, TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticks);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        Quartz.CronExpression cron = settings.Cron;
        await ticks.WaitForDemandAsync(cancellationToken).ConfigureAwait(true);
        DateTimeOffset last = time.GetUtcNow();
        for (long tick = 0; cron.GetNextValidTimeAfter(last) is { } due; tick++)
        {
            if (settings.Missed == MissedTicks.Skip)
            {
                due = Newest(cron, due, time.GetUtcNow());
            }

            for (DateTimeOffset now = time.GetUtcNow(); now < due; now = time.GetUtcNow())
            {
                await Task.Delay(Piece(due - now), time, cancellationToken).ConfigureAwait(true);
            }

            last = due;
            if (!ticks.HasDemand)
            {
                await ticks.WaitForDemandAsync(cancellationToken).ConfigureAwait(true);
                if (settings.Missed == MissedTicks.Skip)
                {
                    last = time.GetUtcNow();
                    tick--;
                    continue;
                }
            }

            await ticks.EmitAsync(Tick(tick, due), cancellationToken).ConfigureAwait(true);
        }
    }

    /// <summary>Waits some time, which begins with the call, however long it is.</summary>
    internal static async Task WaitAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        for (TimeSpan left = wait; left > TimeSpan.Zero; left = wait - time.GetElapsedTime(began))
        {
            // Where it began: live tasks stay with the thread that is theirs.
            await Task.Delay(Piece(left), time, cancellationToken).ConfigureAwait(true);
        }
    }

    private static DateTimeOffset Newest(Quartz.CronExpression cron, DateTimeOffset due, DateTimeOffset now)
    {
        while (cron.GetNextValidTimeAfter(due) is { } next && next <= now)
        {
            due = next;
        }

        return due;
    }

    private static TimeSpan Piece(TimeSpan wait)
    {
        // Up to a whole millisecond: timers count those, and one that fires early would fire again and again.
        TimeSpan whole = TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        return whole < LongestWait ? whole : LongestWait;
    }

    private static Row Tick(long number, DateTimeOffset due) => new(TickColumns, new Cell(number), Cell.From(due.ToUniversalTime()));
}
