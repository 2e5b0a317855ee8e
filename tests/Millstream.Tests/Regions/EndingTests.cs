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

    [Fact]
    [Trait("Proves", "REG-105")]
    public async Task A_cancelled_consumer_leaves_the_others()
    {
        var b = new Rec<int>();
        int running = 0;
        (StreamTaskHandle<int> source, StreamTaskHandle a) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                r.Spawn(counter, b.Add);
                return (counter, r.Spawn(counter, async _ =>
                {
                    Interlocked.Increment(ref running);
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                }));
            },
            options: Four);
        await b.HasAsync(10);

        await Deadline.AtOnce(a.CancelAsync());

        Assert.Equal(0, Volatile.Read(ref running));
        Assert.Equal(RunStatus.Stopped, a.Status);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => a.FetchAsync());
        await b.HasAsync(b.Count + 100);
        Assert.Equal(RunStatus.Running, source.Status);
        await Deadline.Within(source.KillAsync());
        Assert.Equal(UpTo(b.Count), b.Items);
    }

    [Fact]
    [Trait("Proves", "REG-106")]
    public async Task What_a_cancelled_task_has_emitted_arrives()
    {
        var rec = new Rec<int>();
        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> x = r.Spawn(new Counter().Next);
                StreamTaskHandle<int> y = r.Spawn(x, v => v, o => o.Named("y"));
                return new[] { x, y, r.Spawn(y, rec.Add) };
            },
            options: Four);
        await rec.HasAsync(10);

        await Deadline.AtOnce(tasks[1].CancelAsync());
        await EndedAsync(tasks);

        Assert.Equal([RunStatus.Completed, RunStatus.Stopped, RunStatus.Completed], tasks.Select(t => t.Status));
        Assert.Equal(UpTo((int)tasks[0].Run.Snapshot().Task("y").Emitted), rec.Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-107")]
    public async Task A_producer_that_waits_for_room_is_cancelled_although_nobody_takes_an_item(bool givesSequences)
    {
        var gate = new Gate();
        var rec = new Rec<int>();
        var counter = new Counter();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> endless = givesSequences
                    ? r.Spawn(() => Enumerable.Range(0, 1_000_000).Select(_ => counter.Next()))
                    : r.Spawn(counter.Next);
                return (endless, r.Spawn(endless, x =>
                {
                    gate.Pass();
                    rec.Add(x);
                }));
            },
            options: Four);
        await gate.ReachedAsync();
        await PassAsync(200);

        await Deadline.AtOnce(source.CancelAsync());
        gate.Open();
        await EndedAsync(sink);

        Assert.Equal([RunStatus.Stopped, RunStatus.Completed], [source.Status, sink.Status]);
        Assert.Equal(UpTo(rec.Count), rec.Items);
        Assert.Equal(rec.Count, sink.Run.Snapshot().Edges[0].Put);
    }

    [Fact]
    [Trait("Proves", "REG-108")]
    public async Task A_task_that_waits_is_cancelled_at_once()
    {
        var feed = new Feed<int>();
        int attempts = 0;
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> silent = r.From(feed.Reader);
            return (silent, r.Spawn(silent, _ => { }));
        });
        StreamTaskHandle<int> waiting = await Engine.StreamAsync(r => r.From(feed.Reader));
        StreamTaskHandle<int> retrying = await Engine.StreamAsync(r => r.Spawn<int>(
            () => throw new InvalidOperationException($"{Interlocked.Increment(ref attempts)}"), o => o.Retry(5, TimeSpan.FromMinutes(1))));
        await PassAsync(100);

        await Deadline.AtOnce(sink.CancelAsync());
        await Deadline.AtOnce(waiting.CancelAsync());
        await Deadline.AtOnce(retrying.CancelAsync());
        await Deadline.AtOnce(source.WaitAsync());

        Assert.Equal(
            [RunStatus.Completed, RunStatus.Stopped, RunStatus.Stopped, RunStatus.Stopped],
            [source.Status, sink.Status, waiting.Status, retrying.Status]);
        Assert.Equal(1, attempts);
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

    [Theory]
    [InlineData("just spawned")]
    [InlineData("queued")]
    [InlineData("waiting")]
    [InlineData("blocked")]
    [Trait("Proves", "REG-113")]
    public async Task An_ordinary_task_can_be_cancelled_at_any_time(string when)
    {
        var gate = new Gate();
        TaskHandle<int> task = when switch
        {
            "queued" => Engine.Sequential(q =>
            {
                q.Spawn(() => gate.PassAsync());
                return q.Spawn(() => 1);
            }),
            "waiting" => Engine.Spawn(async context =>
            {
                await gate.PassAsync(context.CancellationToken);
                await Task.Delay(TimeSpan.FromSeconds(100), TimeProvider.System, context.CancellationToken);
                return 1;
            }),
            "blocked" => Engine.Spawn(() =>
            {
                gate.Pass();
                return 1;
            }),
            _ => Engine.Spawn(async () =>
            {
                await gate.PassAsync();
                return 1;
            }),
        };
        if (when != "just spawned")
        {
            await gate.ReachedAsync();
        }

        Task cancelled = task.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(task.FetchAsync()));
        Assert.Equal(RunStatus.Stopped, task.Status);
        Assert.Equal(7, await Deadline.AtOnce(Engine.Spawn(() => 7).FetchAsync()));

        gate.Open();
        await Deadline.Within(cancelled);
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
