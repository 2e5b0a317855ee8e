
namespace Millstream.Regions;

/// <summary>One task of a region is cancelled; the others go on.</summary>
public sealed class CancellingTests : RegionTest
{
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
}
