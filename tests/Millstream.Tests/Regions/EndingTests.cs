using Microsoft.Extensions.Logging;
using Millstream.Telemetry;

namespace Millstream.Regions;

/// <summary>Section 9: kill, cancel, drain, stop.</summary>
public sealed class EndingTests : RegionTest
{
    [Theory]
    [InlineData(0, "source-1")]
    [InlineData(5, "writer-2")]
    [InlineData(8, "sum")]
    [Trait("Proves", "REG-100")]
    public async Task A_kill_ends_everything_that_is_connected(int killed, string name)
    {
        int evaluations = 0;
        var sums = new Rec<int>();
        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int>[] sources =
                    [.. Enumerable.Range(1, 4).Select(i => r.Spawn(() => Interlocked.Increment(ref evaluations), o => o.Named($"source-{i}")))];
                StreamTaskHandle<int>[] writers =
                    [.. sources.Select((s, i) => r.Spawn(s, x => Interlocked.Increment(ref evaluations), o => o.Named($"writer-{i + 1}")))];
                StreamTaskHandle sum = r.Spawn(
                    writers,
                    vs =>
                    {
                        Interlocked.Increment(ref evaluations);
                        sums.Add(vs.Sum());
                    },
                    o => o.Named("sum"));
                return (StreamTaskHandle[])[.. sources, .. writers, sum];
            },
            options: Four);
        await sums.HasAsync(50);

        await Deadline.AtOnce(tasks[killed].KillAsync());
        int after = Volatile.Read(ref evaluations);
        Assert.All(tasks, t => Assert.Equal(RunStatus.Killed, t.Status));
        await PassAsync(100);

        Assert.Equal(after, Volatile.Read(ref evaluations));
        foreach (StreamTaskHandle task in tasks)
        {
            KilledException error = await Assert.ThrowsAsync<KilledException>(() => task.FetchAsync());
            Assert.Equal(name, error.TaskId.ToString());
            Assert.Contains($"'{name}'", error.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tasks[0].Run.Completion);
        Assert.Equal(RunStatus.Killed, tasks[0].Run.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-101")]
    public async Task A_kill_travels_along_every_edge_between_regions(bool fromTheFirst)
    {
        var rec = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle other) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next, o => o.Named("source"));
                return (counter, r.Spawn(counter, _ => { }));
            },
            options: Four);
        StreamTaskHandle<int> middle = await Engine.StreamAsync(r => r.Spawn(source, x => x + 1, o => o.Named("middle")), options: Four);
        StreamTaskHandle last = await Engine.StreamAsync(r => r.Spawn(middle, rec.Add, o => o.Named("last")), options: Four);
        await rec.HasAsync(10);

        await Deadline.AtOnce((fromTheFirst ? source : last).KillAsync());

        foreach (StreamTaskHandle task in new[] { source, other, middle, last })
        {
            Assert.Equal(RunStatus.Killed, task.Status);
            Assert.Equal(fromTheFirst ? "source" : "last", (await Assert.ThrowsAsync<KilledException>(() => task.FetchAsync())).TaskId.ToString());
        }
    }

    [Fact]
    [Trait("Proves", "REG-102")]
    public async Task A_kill_leaves_alone_what_is_not_connected()
    {
        var rec = new Rec<int>();
        (StreamTaskHandle<int> killed, StreamTaskHandle ended, StreamTaskHandle<int> apart, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> one = r.Spawn(new Counter().Next);
                StreamTaskHandle<int> two = r.Spawn(new Counter().Next);
                return (one, r.Spawn(one, _ => { }, o => o.MaxEvaluations(5)), two, r.Spawn(two, rec.Add));
            },
            teardown: false,
            options: Four);
        await EndedAsync(ended);

        await Deadline.AtOnce(killed.KillAsync());
        await rec.HasAsync(rec.Count + 100);

        Assert.Equal(
            [RunStatus.Killed, RunStatus.Completed, RunStatus.Running, RunStatus.Running],
            [killed.Status, ended.Status, apart.Status, sink.Status]);
        Assert.Null(await ended.FetchAsync());
        await Deadline.Within(apart.KillAsync());
    }

    [Fact]
    [Trait("Proves", "REG-103")]
    public async Task Killing_twice_and_from_two_threads_is_harmless()
    {
        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next);
                return new[] { source, r.Spawn(source, _ => { }) };
            },
            options: Four);

        await Deadline.AtOnce(Task.WhenAll(Task.Run(() => tasks[0].KillAsync()), Task.Run(() => tasks[1].KillAsync())));
        string? name = (await Assert.ThrowsAsync<KilledException>(() => tasks[0].FetchAsync())).TaskId.ToString();
        await Deadline.AtOnce(tasks[0].KillAsync());
        await Deadline.AtOnce(tasks[0].Run.KillAsync());

        Assert.All(tasks, t => Assert.Equal(RunStatus.Killed, t.Status));
        Assert.Equal(name, (await Assert.ThrowsAsync<KilledException>(() => tasks[1].FetchAsync())).TaskId.ToString());
    }

    [Fact]
    [Trait("Proves", "REG-104")]
    public async Task A_kill_awakens_who_heeds_its_token_and_leaves_behind_who_does_not()
    {
        var heeds = new Gate();
        var ignores = new Gate();
        bool wasAwakened = false;
        var log = new ListLogger();
        StreamTaskHandle<int> source = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                r.Spawn(counter, async (x, context) =>
                {
                    try
                    {
                        await heeds.PassAsync(context.CancellationToken);
                    }
                    catch (OperationCanceledException)
                    {
                        wasAwakened = true;
                        throw;
                    }
                });
                r.Spawn(counter, _ => ignores.Pass(), o => o.Named("stubborn"));
                return counter;
            },
            options: Four with { Grace = TimeSpan.FromMilliseconds(200), Logger = log });
        await Task.WhenAll(heeds.ReachedAsync(), ignores.ReachedAsync());

        await Deadline.AtOnce(source.KillAsync());

        Assert.True(wasAwakened);
        Assert.Contains("'stubborn'", Assert.Single(log.Messages), StringComparison.Ordinal);
        ignores.Open();
    }

    [Theory]
    [InlineData(RunStatus.Completed, 4)]
    [InlineData(RunStatus.Completed, 1024)]
    [InlineData(RunStatus.Stopped, 4)]
    [InlineData(RunStatus.Stopped, 1024)]
    [InlineData(RunStatus.Killed, 4)]
    [InlineData(RunStatus.Killed, 1024)]
    [Trait("Proves", "REG-109")]
    [Trait("Proves", "REG-110")]
    [Trait("Proves", "REG-111")]
    public async Task Every_item_is_accounted_for_however_the_run_ends(RunStatus how, int capacity)
    {
        var counter = new Counter();
        var rec = new Rec<int>();
        int interrupted = 0;
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> endless = r.Spawn(counter.Next);
                return (endless, r.Spawn(endless, async (x, context) =>
                {
                    try
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, context.CancellationToken);
                        rec.Add(x);
                    }
                    catch (OperationCanceledException)
                    {
                        interrupted++;
                        throw;
                    }
                }));
            },
            options: new RunOptions { Capacity = capacity });
        await rec.HasAsync(100);

        GraphRun run = source.Run;
        await Deadline.Within(how switch
        {
            RunStatus.Completed => run.DrainAsync(),
            RunStatus.Stopped => run.StopAsync(),
            _ => run.KillAsync(),
        });

        EdgeStatistics edge = run.Snapshot().Edges.Single();
        int p = counter.Evaluations;
        Assert.Equal((how, how, how), (run.Status, source.Status, sink.Status));
        Assert.Equal(UpTo(rec.Count), rec.Items);
        Assert.Equal(p, rec.Count + (int)edge.Dropped + interrupted);
        Assert.Equal((p, 0), (edge.Put, edge.Depth));
        if (how == RunStatus.Completed)
        {
            Assert.Equal((0, 0), (edge.Dropped, interrupted));
        }

        Assert.InRange(interrupted, 0, how == RunStatus.Killed ? 1 : 0);
    }

    [Fact]
    public async Task A_stop_ends_a_body_that_reads_a_live_stream_and_a_fetch_gives_nothing()
    {
        var feed = new Feed<int>();
        StreamTaskHandle<int> live = await Engine.StreamAsync(r => r.Spawn(r.From(feed.Reader), Pass));
        feed.Push(1);

        await Deadline.AtOnce(live.Run.StopAsync());

        Assert.Equal(RunStatus.Stopped, live.Status);
        Assert.Null(await live.FetchAsync());

        static async IAsyncEnumerable<int> Pass(IAsyncEnumerable<int> items)
        {
            await foreach (int item in items)
            {
                yield return item;
            }
        }
    }

    [Fact]
    public async Task The_end_of_a_run_reaches_consumers_in_other_regions_and_leaves_producers_there_alone()
    {
        StreamTaskHandle<int> first = await Engine.StreamAsync(r => r.Spawn(new Counter().Next), options: Four);
        StreamTaskHandle<int> second = await Engine.StreamAsync(r => r.Spawn(first, x => x), options: Four);
        StreamTaskHandle third = await Engine.StreamAsync(r => r.Spawn(second, _ => { }), options: Four);

        await Deadline.AtOnce(second.Run.KillAsync());
        await Deadline.AtOnce(third.WaitAsync());

        Assert.Equal([RunStatus.Running, RunStatus.Killed, RunStatus.Killed], [first.Status, second.Status, third.Status]);
        await Deadline.Within(first.Run.StopAsync());
        Assert.Equal(RunStatus.Stopped, first.Status);
    }

    [Fact]
    [Trait("Proves", "REG-112")]
    public async Task The_callers_token_kills_the_run()
    {
        using var caller = new CancellationTokenSource();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(new Counter().Next), options: Four, cancellationToken: caller.Token);

        await caller.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.AtOnce(source.Run.Completion));

        Assert.Equal(caller.Token, error.CancellationToken);
        Assert.Equal((RunStatus.Killed, RunStatus.Killed), (source.Run.Status, source.Status));
        Assert.Equal(caller.Token, (await Assert.ThrowsAsync<KilledException>(() => source.FetchAsync())).CancellationToken);
    }

    private sealed class ListLogger : ILogger
    {
        private readonly Rec<string> _messages = new();

        public IReadOnlyList<string> Messages => _messages.Items;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _messages.Add(formatter(state, exception));
    }
}
