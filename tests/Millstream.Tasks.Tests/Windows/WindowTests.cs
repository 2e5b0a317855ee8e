using Microsoft.Extensions.Logging.Abstractions;
using Millstream.Csv;
using Millstream.Data;
using Millstream.Testing;

namespace Millstream.Windows;

public sealed class WindowTests
{
    private static readonly Row[] Requests =
    [
        .. new (string At, string Host, int Ms)[]
        {
            ("2026-02-03T04:00:01Z", "a", 10), ("2026-02-03T04:00:59.999Z", "b", 20), ("2026-02-03T04:01:00Z", "a", 30), ("2026-02-03T04:00:30Z", "a", 40), ("2026-02-03T04:05:00Z", "a", 50),
        }.Select(r => Row.Of(("at", r.At), ("host", r.Host), ("ms", r.Ms))),
    ];

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Rows_fall_into_windows_by_their_own_time(bool fuse, int capacity)
    {
        var settings = new WindowAggregateSettings { Time = "at", By = "host", Compute = "count, avg(ms)" };

        Assert.Equal(
            [
                """{"window":"2026-02-03T04:00:00.000Z","host":"a","count":1,"avg_ms":10}""",
                """{"window":"2026-02-03T04:00:00.000Z","host":"b","count":1,"avg_ms":20}""",
                """{"window":"2026-02-03T04:01:00.000Z","host":"a","count":1,"avg_ms":30}""",
                """{"window":"2026-02-03T04:05:00.000Z","host":"a","count":1,"avg_ms":50}""",
            ],
            (await Flow.From(Requests).AggregateWindows(settings).ResultAsync(Runs.Mode(fuse, capacity))).Select(r => r.ToJson()));

        settings.Lateness = TimeSpan.FromMinutes(1);
        Assert.Equal(
            ["a 2 25", "b 1 20", "a 1 30", "a 1 50"],
            (await Flow.From(Requests).AggregateWindows(settings).ResultAsync(Runs.Mode(fuse, capacity))).Select(r => $"{r["host"]} {r["count"]} {r["avg_ms"]}"));
    }

    [Fact]
    public async Task How_many_items_came_too_late_is_told_at_the_end()
    {
        var log = new TestLog();
        string[] times = ["2026-02-03T04:05:00Z", "2026-02-03T04:00:00Z", "2026-02-03T04:00:01Z", "2026-02-03T04:05:01Z", "2026-02-03T04:00:02Z"];
        Flow<object?> rows = Flow.From(times).Then(t => (object?)Row.Of(("at", t)));

        Assert.Equal(2, (await rows.CountWindows(new WindowCountSettings { Time = "at" }).ResultAsync(new RunOptions { Logger = log }))[0]["count"].TryInteger(out long count) ? count : 0);
        await Flow.From(times[..2]).Then(t => (object?)Row.Of(("at", t))).CountWindows(new WindowCountSettings { Time = "at" }).ResultAsync(new RunOptions { Logger = log });

        string first = "An item of 2026-02-03T04:00:00.000Z came when its window had closed: it is left out, and so is each that comes like it. Set 'lateness' to wait for them.";
        Assert.Equal([first, "3 items came when their windows had closed, and were left out.", first], log.Lines);
    }

    [Fact]
    public async Task Windows_are_those_of_the_operator()
    {
        var random = new Random(3);
        Row[] rows = [.. Enumerable.Range(0, 500).Select(i => Row.Of(("at", 1_700_000_000_000L + (i * 7_000L) + random.Next(7_000))))];
        foreach (TimeSpan every in (TimeSpan[])[TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(7), TimeSpan.FromDays(7)])
        {
            IReadOnlyList<Window<Row>> windows = await Flow.From(rows).Window(r => DateTimeOffset.FromUnixTimeMilliseconds(r["at"].TryInteger(out long at) ? at : 0), WindowOptions.Tumbling(every)).ResultAsync();

            Assert.Equal(
                windows.Select(w => $"{w.Start.ToUnixTimeMilliseconds()} {w.Items.Count}"),
                (await Flow.From(rows).Then(r => (object?)r).CountWindows(new WindowCountSettings { Every = every, Time = "at" }).ResultAsync()).Select(r => $"{Epoch(r["window"])} {r["count"]}"));
        }

        static long Epoch(Cell cell) => Expressions.Times.TryRead(cell, out DateTimeOffset time) ? time.ToUnixTimeMilliseconds() : -1;
    }

    [Fact]
    public async Task Without_a_time_a_window_ends_by_the_clock_whether_an_item_comes_or_not()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2026, 2, 3, 4, 0, 30, TimeSpan.Zero));
        var lines = System.Threading.Channels.Channel.CreateBounded<object?>(10);
        await using var seen = new TestSink<Row>(Flow.Iter(lines.Reader).CountWindows(new WindowCountSettings { Every = TimeSpan.FromMinutes(1) }), new RunOptions { Time = time });
        Task<IReadOnlyList<Row>> first = seen.TakeAsync(1, TestContext.Current.CancellationToken);
        await lines.Writer.WriteAsync("a", TestContext.Current.CancellationToken);
        await time.WaitForTimersAsync(1, TestContext.Current.CancellationToken).WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["""{"window":"2026-02-03T04:00:00.000Z","count":1}"""], (await first.WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken)).Select(r => r.ToJson()));

        await lines.Writer.WriteAsync("b", TestContext.Current.CancellationToken);
        await lines.Writer.WriteAsync("c", TestContext.Current.CancellationToken);
        lines.Writer.Complete();
        IReadOnlyList<Row> rest = await seen.TakeAllAsync(TestContext.Current.CancellationToken).WaitAsync(Runs.Deadline, TestContext.Current.CancellationToken);
        Assert.Equal(["""{"window":"2026-02-03T04:01:00.000Z","count":2}"""], rest.Select(r => r.ToJson()).TakeLast(1));
    }

    [Fact]
    public async Task Items_that_come_while_the_clock_is_set_back_fall_into_the_window_that_is_open()
    {
        var clock = new SetClock();
        var windows = new WindowRun(new WindowCountSettings { Every = TimeSpan.FromMinutes(1) }, clock, NullLogger.Instance);
        var rows = new List<string>();
        await foreach (Row row in windows.OfAsync(Items(), needsRows: false, TestContext.Current.CancellationToken))
        {
            rows.Add(row.ToJson());
        }

        Assert.Equal(["""{"window":"2026-02-03T04:00:00.000Z","count":1}""", """{"window":"2026-02-03T04:01:00.000Z","count":3}"""], rows);

        async IAsyncEnumerable<string> Items()
        {
            foreach (int second in (int[])[30, 60, 59, 61])
            {
                clock.Now = new DateTimeOffset(2026, 2, 3, 4, 0, 0, TimeSpan.Zero).AddSeconds(second);
                yield return "a";
            }

            await Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Milliseconds_of_a_CSV_column_are_times()
    {
        Flow<Row> rows = Flow.From("ts", "1700000000000", "1700000030000", "1700000060000").ParseCsv();

        Assert.Equal(
            ["""{"window":"2023-11-14T22:13:00.000Z","count":2}""", """{"window":"2023-11-14T22:14:00.000Z","count":1}"""],
            (await rows.AggregateWindows(new WindowAggregateSettings { Time = "ts", Compute = "count" }).ResultAsync()).Select(r => r.ToJson()));
        Assert.Equal(
            "The time of an item, 'ts', is '1700000000'. A time is written 2026-02-03T04:05:06Z, or is milliseconds since 1970: a number, or a text of 13 digits.",
            (await Flow.From("ts", "1700000000").ParseCsv().AggregateWindows(new WindowAggregateSettings { Time = "ts", Compute = "count" }).CauseAsync()).Message);
    }

    [Fact]
    public async Task A_time_that_is_none_fails_and_settings_are_checked()
    {
        Assert.Equal(
            "The time of an item, 'host', is 'a'. A time is written 2026-02-03T04:05:06Z, or is milliseconds since 1970: a number, or a text of 13 digits.",
            (await Flow.From(Requests).AggregateWindows(new WindowAggregateSettings { Time = "host" }).CauseAsync()).Message);
        Assert.Equal(
            [
                "'window.aggregate': the setting 'Every' is 00:00:00; a window is a millisecond long or more.",
                "'window.aggregate': the setting 'Time' has a fault: '(' is no expression: at 2, there is the end, and a value is expected.",
                "'window.aggregate': a column is called 'window', which is the column of the window's beginning. Give it another name: 'name: …'.",
            ],
            Runs.Refusals(() => Flow.From(Requests).AggregateWindows(new WindowAggregateSettings { Every = TimeSpan.Zero, Time = "(", By = "window" })));
    }

    /// <summary>A clock that is set, forward and back.</summary>
    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
