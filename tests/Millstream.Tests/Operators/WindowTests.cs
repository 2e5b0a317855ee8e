namespace Millstream;

public sealed class WindowTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-173")]
    public async Task Items_out_of_order_count_until_their_window_has_closed(bool fuse, int capacity)
    {
        var windows = WindowOptions.Tumbling(Seconds(5)) with { Lateness = Seconds(2) };
        var flow = Flow.From([1, 6, 5, 3]).Window(At, windows);

        var got = await RunAsync(flow, fuse, capacity);

        Assert.Equal(["0-5: 1 3", "5-10: 6 5"], got.Select(Text));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-173")]
    public async Task A_window_closes_when_the_newest_time_is_past_its_end_by_the_lateness(bool fuse, int capacity)
    {
        var windows = WindowOptions.Tumbling(Seconds(5)) with { Lateness = Seconds(2) };
        var log = new List<string>();
        IEnumerable<int> Times()
        {
            foreach (var time in (int[])[1, 6, 3, 7, 4, 12, 8, 20])
            {
                log.Add($"{time}");
                yield return time;
            }
        }

        await using var run = Flow.Iter(Times).Window(At, windows, o => o.Named("window"))
            .ForEach(w => log.Add(Text(w)))
            .Start(new RunOptions { Fuse = fuse, Capacity = capacity, MaxInFlight = 1 });
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        // 7 closes the first window, after which 4 is late; 12 the second, after which 8 is.
        Assert.Equal(["1", "6", "3", "7", "0-5: 1 3", "4", "12", "5-10: 6 7", "8", "20", "10-15: 12", "20-25: 20"], log);
        Assert.Equal(2, run.Snapshot().Task("window").Late);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-173")]
    public async Task A_late_item_goes_to_the_late_outlet_and_into_no_other_window(bool fuse, int capacity)
    {
        var flow = Flow.From([1, 6, 4, 11, 2, 12, 7]).Window(At, WindowOptions.Tumbling(Seconds(5)), out var late, o => o.Named("window"));
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };

        await using var run = FlowRuns.Start([flow, late.Then(x => x * 10)], options);
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal(["0-5: 1", "5-10: 6", "10-15: 11 12"], (await run.ResultAsync(flow)).Select(Text));
        Assert.Equal([40, 20, 70], await run.ResultAsync<IReadOnlyList<int>>("result-2"));
        Assert.Equal(3, run.Snapshot().Task("window").Late);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-173")]
    public async Task A_late_item_is_counted_when_nobody_reads_the_late_outlet(bool fuse, int capacity)
    {
        await using var run = Flow.From([6, 1]).Window(At, WindowOptions.Tumbling(Seconds(5)))
            .Start(new RunOptions { Fuse = fuse, Capacity = capacity });
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        var counts = run.Snapshot().Task("At");
        Assert.Equal((2L, 1L, 1L, 0L), (counts.Started, counts.Late, counts.Emitted, counts.Dropped));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_late_outlet_alone_may_be_read_and_the_windows_may_be_left(bool fuse, int capacity)
    {
        var times = Enumerable.Range(0, 200).SelectMany(i => (int[])[i * 10, (i * 10) - 7]);
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var windows = Flow.Iter(times).Window(At, WindowOptions.Tumbling(Seconds(5)), out var late);
        var expected = Enumerable.Range(0, 200).Select(i => (i * 10) - 7);

        Assert.Equal(expected, await RunAsync(late, fuse, capacity));

        var (few, all) = (windows.Take(2), late.Where(_ => true));
        await using var run = FlowRuns.Start([few, all], options);
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal(2, (await run.ResultAsync(few)).Count);
        Assert.Equal(expected, await run.ResultAsync(all));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Windows_that_overlap_each_hold_the_item_and_it_is_late_when_all_have_closed(bool fuse, int capacity)
    {
        var flow = Flow.From([1, 6, 12, 7, 4]).Window(At, WindowOptions.Sliding(Seconds(10), Seconds(5)), out var late);

        await using var run = FlowRuns.Start([flow, late], new RunOptions { Fuse = fuse, Capacity = capacity });
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        // When 7 comes, only 5-15 of its two windows is open; of those of 4, none is.
        Assert.Equal(["-5-5: 1", "0-10: 1 6", "5-15: 6 12 7", "10-20: 12"], (await run.ResultAsync(flow)).Select(Text));
        Assert.Equal([4], await run.ResultAsync(late));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_session_ends_with_a_pause_and_an_item_between_two_makes_them_one(bool fuse, int capacity)
    {
        var windows = WindowOptions.Session(Seconds(5)) with { Lateness = Seconds(10) };
        var flow = Flow.From([1, 3, 12, 8, 7, 4, 20, 25, 40]).Window(At, windows);

        // 12 and 8 begin a session of their own, which 7, and then 4 before it, join to that of 1 and 3.
        Assert.Equal(["1-17: 1 3 12 8 7 4", "20-25: 20", "25-30: 25", "40-45: 40"], (await RunAsync(flow, fuse, capacity)).Select(Text));
    }

    [Fact]
    public async Task An_item_of_a_closed_session_is_late_even_if_it_would_reach_the_next()
    {
        var flow = Flow.From([0, 6, 4, 7]).Window(At, WindowOptions.Session(Seconds(5)), out var late);

        await using var run = FlowRuns.Start([flow, late]);
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal(["0-5: 0", "6-12: 6 7"], (await run.ResultAsync(flow)).Select(Text));
        Assert.Equal([4], await run.ResultAsync(late));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Windows_that_are_open_when_the_flow_fails_are_dropped_and_their_items_counted_once(bool fuse, int capacity)
    {
        static IEnumerable<int> FailAtEnd()
        {
            foreach (var time in (int[])[1, 2, 11, 12, 13])
            {
                yield return time;
            }

            throw new IOException("Broken.");
        }

        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var flow = Flow.Iter(FailAtEnd).Window(At, WindowOptions.Sliding(Seconds(10), Seconds(5)), o => o.Named("window"));
        await using var run = flow.Start(options);
        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(OperatorModes.Deadline));
        var got = new List<string>();
        await Assert.ThrowsAsync<TaskFailedException>(async () =>
        {
            await foreach (var window in flow.With(options))
            {
                got.Add(Text(window));
            }
        });

        // 1 and 2 were in two windows, which 11 closed; 11, 12 and 13 are in two that stay open.
        Assert.Equal(["-5-5: 1 2", "0-10: 1 2"], got);
        Assert.Equal(3, run.Snapshot().Task("window").Dropped);
    }

    [Fact]
    public async Task Items_held_are_counted_as_dropped_when_the_task_itself_fails()
    {
        await using var run = Flow.From([1, 2, 3]).Window(x => x == 3 ? throw new InvalidOperationException("No time.") : At(x), WindowOptions.Tumbling(Seconds(5)))
            .Start();
        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(OperatorModes.Deadline));

        Assert.Equal(2, run.Snapshot().Task("window").Dropped);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task One_item_may_close_more_windows_than_an_edge_holds(bool fuse, int capacity)
    {
        var windows = WindowOptions.Tumbling(Seconds(1)) with { Lateness = Seconds(5000) };
        var flow = Flow.Range(0, 3000).Concat(Flow.From([100_000])).Window(At, windows);

        var got = await RunAsync(flow, fuse, capacity);

        Assert.Equal(3001, got.Count);
        Assert.Equal(Enumerable.Range(0, 3000), got.Take(3000).Select(w => Assert.Single(w.Items)));
    }

    [Fact]
    public async Task Weeks_begin_on_Monday_and_days_at_midnight_in_UTC()
    {
        var time = new DateTimeOffset(2026, 3, 4, 1, 30, 0, TimeSpan.FromHours(2));
        var week = Flow.From([time]).Window(t => t, WindowOptions.Tumbling(TimeSpan.FromDays(7))).First();
        var day = Flow.From([time]).Window(t => t, WindowOptions.Tumbling(TimeSpan.FromDays(1))).First();

        Assert.Equal(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), (await week.RunAsync()).Start);
        Assert.Equal(DayOfWeek.Monday, (await week.RunAsync()).Start.DayOfWeek);
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 0, 0, 0, TimeSpan.Zero), (await day.RunAsync()).Start);
    }

    [Fact]
    public async Task The_first_and_the_last_times_there_are_fall_into_windows_too()
    {
        DateTimeOffset[] times = [DateTimeOffset.MinValue, DateTimeOffset.MaxValue];
        foreach (var options in new[]
        {
            WindowOptions.Tumbling(TimeSpan.FromDays(1)), WindowOptions.Tumbling(TimeSpan.MaxValue),
            WindowOptions.Sliding(TimeSpan.FromDays(2), TimeSpan.FromDays(1)), WindowOptions.Session(TimeSpan.MaxValue),
            WindowOptions.Session(TimeSpan.FromDays(1)) with { Lateness = TimeSpan.MaxValue },
        })
        {
            var windows = await Flow.From(times).Window(t => t, options).RunAsync().WaitAsync(OperatorModes.Deadline);

            Assert.Equal(times, windows.SelectMany(w => w.Items).Distinct());
        }
    }

    [Fact]
    public void A_window_has_a_length_and_waits_for_no_negative_time()
    {
        Assert.Equal("length", Assert.Throws<ArgumentOutOfRangeException>(() => WindowOptions.Tumbling(TimeSpan.Zero)).ParamName);
        Assert.Equal("every", Assert.Throws<ArgumentOutOfRangeException>(() => WindowOptions.Sliding(Seconds(5), Seconds(6))).ParamName);
        Assert.Equal("every", Assert.Throws<ArgumentOutOfRangeException>(() => WindowOptions.Sliding(Seconds(5), TimeSpan.Zero)).ParamName);
        Assert.Equal("gap", Assert.Throws<ArgumentOutOfRangeException>(() => WindowOptions.Session(-Seconds(1))).ParamName);
        Assert.Equal(
            "Lateness",
            Assert.Throws<ArgumentOutOfRangeException>(() => WindowOptions.Tumbling(Seconds(5)) with { Lateness = -Seconds(1) }).ParamName);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_times_fall_where_the_rules_say(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var (length, lateness, spread) = (random.Next(1, 12), random.Next(0, 10), random.Next(1, 25));
            var every = random.Next(1, length + 1);
            var times = Enumerable.Range(0, random.Next(0, 80)).Select(i => i + random.Next(spread)).ToList();

            await CheckAsync(WindowOptions.Sliding(Seconds(length), Seconds(every)), Spans);
            await CheckAsync(WindowOptions.Session(Seconds(length)), Sessions);

            async Task CheckAsync(WindowOptions kind, Func<(IReadOnlyList<string> Windows, IReadOnlyList<int> Late)> rules)
            {
                var flow = Flow.From(times).Window(At, kind with { Lateness = Seconds(lateness) }, out var late);
                await using var run = FlowRuns.Start([flow, late], new RunOptions { Fuse = round % 2 == 0 });
                await run.Completion.WaitAsync(OperatorModes.Deadline);
                var (windows, lateOnes) = rules();
                var arranged = $"seed {seed}, round {round}: {kind}, lateness {lateness}, times {string.Join(' ', times)}";

                Assert.True(windows.SequenceEqual((await run.ResultAsync(flow)).Select(Text)), arranged);
                Assert.True(lateOnes.SequenceEqual(await run.ResultAsync(late)), arranged);
            }

            (IReadOnlyList<string>, IReadOnlyList<int>) Spans()
            {
                var placed = new SortedDictionary<int, List<int>>();
                var lateOnes = new List<int>();
                var newest = int.MinValue;
                foreach (var time in times)
                {
                    newest = Math.Max(newest, time);
                    var mine = Enumerable.Range(time - length + 1, length).Where(s => Origin(s) % every == 0 && s + length + lateness > newest).ToList();
                    mine.ForEach(start => (placed.TryGetValue(start, out var items) ? items : placed[start] = []).Add(time));
                    lateOnes.AddRange(mine.Count == 0 ? [time] : []);
                }

                return ([.. placed.Select(p => Text(p.Key, p.Key + length, p.Value))], lateOnes);
            }

            // Keeps every session for ever, and looks through all of them for each item.
            (IReadOnlyList<string>, IReadOnlyList<int>) Sessions()
            {
                var all = new List<(int Start, int End, List<(int Number, int Time)> Items)>();
                var lateOnes = new List<int>();
                var newest = int.MinValue;
                for (var number = 0; number < times.Count; number++)
                {
                    var time = times[number];
                    newest = Math.Max(newest, time);
                    var reached = all.Where(s => s.Start < time + length && time < s.End).ToList();
                    if (reached.Exists(s => IsClosed(s, number)) || (reached.Count == 0 && time + length + lateness <= newest))
                    {
                        lateOnes.Add(time);
                        continue;
                    }

                    all.RemoveAll(reached.Contains);
                    reached.Add((time, time + length, [(number, time)]));
                    all.Add((reached.Min(s => s.Start), reached.Max(s => s.End), [.. reached.SelectMany(s => s.Items)]));
                }

                return (
                    [.. all.OrderBy(s => s.Start).Select(s => Text(s.Start, s.End, s.Items.OrderBy(i => i.Number).Select(i => i.Time)))],
                    lateOnes);

                bool IsClosed((int Start, int End, List<(int Number, int Time)> Items) session, int before) =>
                    before > 0 && session.End + lateness <= times.Take(before).Max();
            }
        }
    }

    private static long Origin(int second) => DateTimeOffset.UnixEpoch.Ticks / TimeSpan.TicksPerSecond + second;

    private static TimeSpan Seconds(int count) => TimeSpan.FromSeconds(count);

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);

    private static string Text(Window<int> window) => Text(
        (int)(window.Start - DateTimeOffset.UnixEpoch).TotalSeconds, (int)(window.End - DateTimeOffset.UnixEpoch).TotalSeconds, window.Items);

    private static string Text(int start, int end, IEnumerable<int> items) => $"{start}-{end}: {string.Join(' ', items)}";

    private static Task<IReadOnlyList<T>> RunAsync<T>(Flow<T> flow, bool fuse, int capacity) =>
        flow.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);
}
