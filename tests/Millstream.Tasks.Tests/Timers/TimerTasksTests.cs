using Millstream.Data;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Timers;

public sealed class TimerTasksTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, new[] { 0, 10, 20 })]
    [InlineData(false, new[] { 10, 20, 30 })]
    public async Task It_ticks_in_equal_intervals(bool atOnce, int[] seconds)
    {
        var time = new ManualTimeProvider(Noon);
        Task<IReadOnlyList<Row>> ticks = TimerTasksPlacing.Tick(new EverySettings { Interval = TimeSpan.FromSeconds(10), AtOnce = atOnce }).Take(3).ResultAsync(new RunOptions { Time = time });
        for (int i = 0; i < (atOnce ? 2 : 3); i++)
        {
            await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(seconds.Select((s, i) => $$"""{"tick":{{i}},"time":"{{Noon.AddSeconds(s):O}}"}"""), (await ticks).Select(r => r.ToJson()));
    }

    [Theory]
    [InlineData(MissedTicks.Skip)]
    [InlineData(MissedTicks.Keep)]
    public async Task It_does_not_drift_and_says_what_becomes_of_missed_ticks(MissedTicks missed)
    {
        var time = new ManualTimeProvider(Noon);
        var gate = new TaskCompletionSource();
        var seen = new TaskCompletionSource();
        async Task<Row> Wait(Row row)
        {
            seen.TrySetResult();
            await gate.Task;
            return row;
        }

        Task<IReadOnlyList<Row>> all = TimerTasksPlacing.Tick(new EverySettings { Interval = TimeSpan.FromSeconds(10), Missed = missed })
            .Then(Wait).Take(60).ResultAsync(new RunOptions { Time = time, Capacity = 1 });
        await seen.Task.WaitAsync(Runs.Deadline, Token);
        await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
        time.Advance(TimeSpan.FromSeconds(1003));
        gate.SetResult();
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, time.WaitForTimersAsync(1, Token)).WaitAsync(Runs.Deadline, Token);
            time.Advance(TimeSpan.FromSeconds(3));
        }

        long[] ticks = [.. (await all).Select(Tick)];
        Assert.All(await all, row => Assert.Equal(Noon.AddSeconds(10 * Tick(row)).ToString("O"), row["time"].ToString()));
        if (missed == MissedTicks.Keep)
        {
            Assert.Equal(Enumerable.Range(0, 60).Select(i => (long)i), ticks);
        }
        else
        {
            // Some were on their way when nobody took any more; then comes the newest that was due, and from there on every one.
            int before = Array.FindIndex(ticks, t => t >= 100);
            Assert.InRange(before, 1, 40);
            Assert.Equal(Enumerable.Range(0, before).Select(i => (long)i), ticks[..before]);
            Assert.Equal(Enumerable.Range(100, 60 - before).Select(i => (long)i), ticks[before..]);
        }
    }

    [Fact]
    public async Task Nobody_who_reads_no_timer()
    {
        foreach (TaskDefinition timer in (TaskDefinition[])[TimerTasksDefinitions.Tick, TimerTasksDefinitions.TickByCron])
        {
            var time = new ManualTimeProvider(Noon);
            var g = new GraphBuilder("g");
            object settings = timer == TimerTasksDefinitions.Tick ? new EverySettings() : new CronSettings { Expression = "* * * * * ?" };
            g.Add(timer, [], "timer", settings);
            await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build().Discard("ticks"), new RunOptions { Time = time, AllowViews = true }, Token);
            Assert.True(SpinWait.SpinUntil(() => run.Snapshot().Task("timer").Status == RunStatus.Running, Runs.Deadline));
            Assert.Equal(0, time.ArmedTimers);

            await using (OutletView<Row> view = run.View<Row>("timer"))
            {
                await using IAsyncEnumerator<OutletSignal<Row>> signals = view.GetAsyncEnumerator(Token);
                ValueTask<bool> next = signals.MoveNextAsync();
                if (timer == TimerTasksDefinitions.TickByCron)
                {
                    await time.WaitForTimersAsync(1, Token).WaitAsync(Runs.Deadline, Token);
                    time.Advance(TimeSpan.FromSeconds(1));
                }

                Assert.True(await next.AsTask().WaitAsync(Runs.Deadline, Token));
                Assert.Equal(0, Tick(signals.Current.Item));
            }

            await run.DrainAsync().WaitAsync(Runs.Deadline, Token);
        }
    }

    [Fact]
    public async Task Cron_ticks_when_its_expression_says_in_its_time_zone()
    {
        // Half past two does not exist in Vienna on the 29th of March 2026: its clocks go from two to three.
        string[] times = await CronAsync(new CronSettings { Expression = "0 30 2 * * ?", TimeZone = "Europe/Vienna" }, 2);
        Assert.Equal("2026-03-30T00:30:00.0000000+00:00", times[^1]);

        Assert.Equal(
            ["2026-03-28T12:00:05.0000000+00:00", "2026-03-28T12:00:10.0000000+00:00", "2026-03-28T12:00:15.0000000+00:00"],
            await CronAsync(new CronSettings { Expression = "*/5 * * * * ?" }, 3));
    }

    [Fact]
    public async Task Cron_ends_with_the_last_time_that_its_expression_names() =>
        Assert.Equal(["2026-12-31T00:00:00.0000000+00:00"], await CronAsync(new CronSettings { Expression = "0 0 0 31 12 ? 2026" }, 5));

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Equal(["'timer.every': the setting 'Interval' is 00:00:00. It is more than nothing: 1s."], Runs.Refusals(() => TimerTasksPlacing.Tick(new EverySettings { Interval = TimeSpan.Zero })));
        Assert.Equal(
            [
                "'timer.cron': the setting 'Expression' is '*/5 * * * *', which is no cron expression: it has 5 fields. It is a cron expression of six fields, seconds first: 0 */5 * * * ? for every five minutes.",
                "'timer.cron': the setting 'TimeZone' is 'Mars/Olympus', which is no time zone that this machine knows. Examples: UTC, local, Europe/Vienna.",
            ],
            Runs.Refusals(() => TimerTasksPlacing.TickByCron(new CronSettings { Expression = "*/5 * * * *", TimeZone = "Mars/Olympus" })));
        Assert.Single(Runs.Refusals(() => TimerTasksPlacing.TickByCron(new CronSettings { Expression = "a b c d e f" })));
        Assert.Equal(
            ["seconds, 0 to 59", "minutes, 0 to 59", "hours, 0 to 23"],
            new[] { "99 * * * * ?", "0 10,60/5 * * * ?", "0 0 1-24 * * ?" }
                .Select(e => Assert.Single(Runs.Refusals(() => TimerTasksPlacing.TickByCron(new CronSettings { Expression = e }))))
                .Select(r => r.Split(" is none of the ")[1].Split('.')[0]));
        Assert.NotNull(TimerTasksPlacing.TickByCron(new CronSettings { Expression = "0/30 59 23 ? * MON-FRI" }));
    }

    private static async Task<string[]> CronAsync(CronSettings settings, int count)
    {
        var time = new ManualTimeProvider(Noon);
        Task<IReadOnlyList<Row>> ticks = TimerTasksPlacing.TickByCron(settings).Take(count).ResultAsync(new RunOptions { Time = time });
        for (int i = 0; !ticks.IsCompleted && i < 100_000; i++)
        {
            await Task.WhenAny(ticks, time.WaitForTimersAsync(1, Token)).WaitAsync(Runs.Deadline, Token);
            time.Advance(settings.Expression.StartsWith('*') ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1));
        }

        return [.. (await ticks).Select(r => r["time"].ToString())];
    }

    private static long Tick(Row row) => row["tick"].TryInteger(out long tick) ? tick : -1;
}
