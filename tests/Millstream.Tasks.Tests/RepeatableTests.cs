using Millstream.Data;
using Millstream.Graphs;
using Millstream.Joins;
using Millstream.Testing;
using Millstream.Timers;
using Millstream.Windows;

namespace Millstream;

/// <summary>Tasks that wait for items and the clock alone stay on the thread of a deterministic engine, in its time.</summary>
public sealed class RepeatableTests
{
    private static readonly DateTimeOffset Begin = new(2026, 2, 3, 4, 0, 5, TimeSpan.Zero);

    [Fact]
    public async Task Windows_of_the_clock_hold_the_ticks_that_fall_into_them() => Assert.Equal(
        ["""{"window":"2026-02-03T04:00:00.000Z","count":6}""", """{"window":"2026-02-03T04:01:00.000Z","count":6}""", """{"window":"2026-02-03T04:02:00.000Z","count":6}""", """{"window":"2026-02-03T04:03:00.000Z","count":2}"""],
        await PlayAsync(() => Ticks(10).Then(r => (object?)r).CountWindows(new WindowCountSettings { Every = TimeSpan.FromMinutes(1) })));

    [Fact]
    public async Task Rows_that_come_soon_after_each_other_are_joined() =>
        Assert.Equal(20, (await PlayAsync(() => Ticks(10).JoinWindow(Ticks(10), new JoinWindowSettings { On = "tick", Within = TimeSpan.FromSeconds(5) }))).Count);

    [Fact]
    public async Task Cron_ticks_when_it_is_time() => Assert.Equal(
        ["2026-02-03T04:15:00", "2026-02-03T04:30:00", "2026-02-03T04:45:00"],
        (await PlayAsync(() => TimerTasksPlacing.TickByCron(new CronSettings { Expression = "0 */15 * * * ?", TimeZone = "UTC" }).Take(3).Then(r => Row.Of(("at", r["time"])))))
            .Select(text => text["{\"at\":\"".Length..][..19]));

    private static Flow<Row> Ticks(int seconds) => TimerTasksPlacing.Tick(new EverySettings { Interval = TimeSpan.FromSeconds(seconds) }).Take(20);

    /// <summary>Runs a graph in several interleavings, and gives the rows, which are the same in all.</summary>
    private static async Task<IReadOnlyList<string>> PlayAsync(Func<Flow<Row>> make)
    {
        List<string>? first = null;
        for (int seed = 1; seed <= 8; seed++)
        {
            var engine = new DeterministicEngine(seed, new ManualTimeProvider(Begin));
            var rows = new List<string>();
            await engine.RunAsync(async () =>
            {
                var g = new GraphBuilder("repeatable");
                g.Output("rows", make());
                await using GraphRun run = await engine.StartAsync(g.Build(), new RunOptions { Fuse = seed % 2 == 0, Capacity = seed > 4 ? 1 : 64 });
                await foreach (Row row in run.Output<Row>("rows").WithCancellation(TestContext.Current.CancellationToken))
                {
                    rows.Add(row.ToJson());
                }
            }).WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);

            Assert.True(engine.IsRepeatable, $"seed {seed}");
            Assert.Equal(first ??= rows, rows);
        }

        return first!;
    }
}
