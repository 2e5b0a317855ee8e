using Millstream.Durability;
using Millstream.Tasks;

namespace Millstream.Telemetry;

/// <summary>What a run tells of its tasks and items, the same in every mode.</summary>
public sealed class ProgressTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<bool, int, int?> Modes => new()
    {
        { true, 1024, null }, { true, 1024, 4 }, { false, 1024, null }, { false, 4, null }, { false, 1, 4 }, { false, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "FLU-185")]
    public async Task The_last_report_tells_what_every_task_has_done(bool fuse, int capacity, int? calls)
    {
        var listener = new Listener();
        GraphRun? run = null;
        var totals = new List<long?>();
        using var started = new ManualResetEventSlim();
        run = Flow.Iter(Ten, o => o.Named("gen"))
            .Then(
                x =>
                {
                    started.Wait(Deadline);
                    if (x == 5)
                    {
                        totals.Add(run!.Snapshot().Task("gen").Total);
                    }

                    return 2 * x;
                },
                o => Parallel(o.Named("twice"), calls))
            .Reduce((sum, x) => sum + x, 0, o => o.Named("add"))
            .Start(new RunOptions { Fuse = fuse, Capacity = capacity, MaxInFlight = 6, Progress = listener });
        started.Set();

        Assert.Equal(90, await run.ResultAsync<int>("result").WaitAsync(Deadline));

        RunProgress last = listener.Reports[^1];
        Assert.Equal(3, last.Tasks.Count);
        Assert.Equal((10, 10), (last.Task("gen").Started, last.Task("gen").Emitted));
        Assert.Equal((10, 10, 0), (last.Task("twice").Started, last.Task("twice").Done, last.Task("twice").Failed));
        Assert.Equal((10, 10), (last.Task("add").Started, last.Task("add").Done));
        Assert.Equal([null], totals);
        Assert.Equal(10, last.Task("gen").Total);
        Assert.Equal(RunStatus.Completed, last.Status);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "FLU-186")]
    public async Task Attempts_are_counted_beside_items(bool fuse, int capacity, int? calls)
    {
        int refused = 0;
        GraphRun run = Flow.Iter(Ten)
            .Then(
                x => x == 3 && Interlocked.Increment(ref refused) <= 2 ? throw new InvalidOperationException("not yet") : 2 * x,
                o => Parallel(o.Named("twice").Retry(2), calls))
            .Start(new RunOptions { Fuse = fuse, Capacity = capacity });

        await run.Completion.WaitAsync(Deadline);

        TaskStatistics twice = run.Snapshot().Task("twice");
        Assert.Equal((10, 10, 12, 0), (twice.Started, twice.Done, twice.Attempts, twice.Failed));
    }

    // Cache hits join when there are caches.
    [Fact]
    [Trait("Proves", "FLU-187")]
    public async Task Every_mode_tells_the_same_events_of_items()
    {
        string? first = null;
        foreach ((bool fuse, int capacity, int? calls) in Modes.Select(row => row.Data))
        {
            var refused = new HashSet<int>();
            GraphRun run = Flow.Iter(Ten)
                .Then(
                    x =>
                    {
                        lock (refused)
                        {
                            return x % 4 == 1 && refused.Add(x) ? throw new InvalidOperationException("not yet") : x;
                        }
                    },
                    o => Parallel(o.Named("retried").Retry(1), calls))
                .Then(x => x % 5 == 2 ? throw new InvalidOperationException("never") : x, o => Parallel(o.Named("skipping").SkipErrors(), calls))
                .Then(x => x == 4 ? throw new InvalidOperationException("never") : x, o => Parallel(o.Named("keeping").DeadLetterErrors(), calls))
                .Save("{index}", new MemoryStore(), o => Parallel(o, calls))
                .Reduce((sum, x) => sum + x, 0)
                .Start(new RunOptions { Fuse = fuse, Capacity = capacity, Events = EventDetail.Calls });
            await run.Completion.WaitAsync(Deadline);

            var events = new List<string>();
            await foreach (RunEvent one in run.Events())
            {
                if (one.Index is not null)
                {
                    events.Add($"{one.Kind} {one.TaskId} {one.Index}");
                }
            }

            string here = string.Join('\n', events.Order());
            first ??= here;
            Assert.Equal(first, here);
        }

        Assert.Contains("ItemRetried retried 5", first, StringComparison.Ordinal);
        Assert.Contains("ItemSkipped skipping 7", first, StringComparison.Ordinal);
        Assert.Contains("ItemFailed skipping 7", first, StringComparison.Ordinal);
        Assert.Contains("DeadLettered keeping 3", first, StringComparison.Ordinal);
        Assert.Contains("ItemStarted keeping 3", first, StringComparison.Ordinal);
        Assert.Contains("ItemSaved save 6", first, StringComparison.Ordinal);
        Assert.Contains("ItemCompleted reduce 6", first, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "FLU-188")]
    public async Task A_listener_that_throws_is_told_no_more_and_changes_nothing(bool fuse, int capacity, int? calls)
    {
        var listener = new Listener { Throws = true };
        int bodies = 0;
        FlowValue<int> sum = Flow.Iter(Ten)
            .Then(x => { Interlocked.Increment(ref bodies); return 2 * x; }, o => Parallel(o, calls))
            .Reduce((total, x) => total + x, 0);
        GraphRun first = sum.Start(new RunOptions { Fuse = fuse, Capacity = capacity, Progress = listener });

        Assert.Equal(90, await first.ResultAsync<int>("result").WaitAsync(Deadline));
        Assert.Equal(90, await sum.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(Deadline));

        Assert.Equal(20, bodies);
        Assert.Single(listener.Reports);
        Assert.Equal(first.RunId, listener.Reports[0].RunId);
        Assert.Single(await WarningsAsync(first));
    }

    [Fact]
    public async Task Events_are_numbered_without_gaps_and_begin_and_end_with_the_run()
    {
        GraphRun run = Flow.Iter(Ten).Then(x => x).Start(new RunOptions { Fuse = false, Events = EventDetail.Calls });
        await run.Completion.WaitAsync(Deadline);

        var events = new List<RunEvent>();
        await foreach (RunEvent one in run.Events())
        {
            events.Add(one);
        }

        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Seq));
        Assert.Equal(RunEventKind.RunStarted, events[0].Kind);
        Assert.Equal(RunEventKind.RunCompleted, events[^1].Kind);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task What_was_put_on_an_edge_was_delivered_or_dropped_in_the_end(bool fuse, int capacity, int? calls)
    {
        Flow<int> source = Flow.Range(0, 1000);
        GraphRun run = FlowRuns.Start(
            [source.Then(x => x, o => Parallel(o, calls)).Take(10), source.Zip(Flow.Range(0, 300))],
            new RunOptions { Fuse = fuse, Capacity = capacity });
        await run.Completion.WaitAsync(Deadline);

        Assert.All(run.Snapshot().Edges, edge => Assert.Equal((edge.Put, 0), (edge.Delivered + edge.Dropped, edge.Depth)));
    }

    private static async Task<List<RunEvent>> WarningsAsync(GraphRun run)
    {
        var warnings = new List<RunEvent>();
        await foreach (RunEvent one in run.Events())
        {
            if (one.Kind == RunEventKind.Warning)
            {
                warnings.Add(one);
            }
        }

        return warnings;
    }

    private static IEnumerable<int> Ten() => Enumerable.Range(0, 10).Select(x => x);

    private static TaskOptions Parallel(TaskOptions options, int? calls) => calls is { } many ? options.Parallel(many) : options;

    private sealed class Listener : IProgress<RunProgress>
    {
        public List<RunProgress> Reports { get; } = [];

        public bool Throws { get; init; }

        public void Report(RunProgress value)
        {
            Reports.Add(value);
            if (Throws)
            {
                throw new InvalidOperationException("I do not want to know.");
            }
        }
    }
}
