namespace Millstream.Regions;

/// <summary>Section 2: starting a region.</summary>
public sealed class StartingTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-01")]
    public async Task Nothing_runs_before_the_body_returns_and_then_nothing_is_lost()
    {
        var counter = new Counter();
        var rec = new Rec<int>();
        int early = -1;

        StreamTaskHandle<int> source = await Deadline.Within(Engine.StreamAsync(
            async r =>
            {
                StreamTaskHandle<int> spawned = r.Spawn(counter.Next);
                await PassAsync(200);
                r.Spawn(spawned, rec.Add);
                early = counter.Evaluations;
                return spawned;
            },
            options: Four));
        await rec.HasAsync(100);
        await Deadline.Within(source.KillAsync());

        Assert.Equal(0, early);
        Assert.Equal(UpTo(rec.Count), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-02")]
    public async Task Every_sink_gets_everything_each_time()
    {
        for (int run = 0; run < 100; run++)
        {
            var counter = new Counter();
            Rec<int>[] recs = [.. Enumerable.Range(0, 8).Select(_ => new Rec<int>())];

            StreamTaskHandle[] sinks = await Engine.StreamAsync(
                r =>
                {
                    StreamTaskHandle<int> source = r.Spawn(counter.Next, o => o.MaxEvaluations(100));
                    return recs.Select(rec => r.Spawn(source, rec.Add)).ToArray();
                },
                options: Four);
            await EndedAsync(sinks);

            Assert.All(recs, rec => Assert.Equal(UpTo(100), rec.Items));
        }
    }

    [Fact]
    [Trait("Proves", "REG-03")]
    public async Task The_caller_gets_what_the_body_gave_and_does_not_wait_for_the_tasks()
    {
        var feed = new Feed<int>();

        StreamTaskHandle<int> one = await Deadline.AtOnce(Engine.StreamAsync(r => r.From(feed.Reader)));
        (StreamTaskHandle<int> a, StreamTaskHandle<string> b) = await Deadline.AtOnce(Engine.StreamAsync(r => (r.Spawn(() => 1), r.Spawn(() => "x"))));
        GraphRun run = await Deadline.AtOnce(Engine.StreamAsync(r => { r.From(feed.Reader); }));

        Assert.False(run.Completion.IsCompleted);
        Assert.All(new StreamTaskHandle[] { one, a, b }, t => Assert.True(t.Status is RunStatus.Pending or RunStatus.Running));
        await Deadline.Within(Task.WhenAll(one.KillAsync(), a.KillAsync(), b.KillAsync(), run.KillAsync()));
    }

    [Fact]
    [Trait("Proves", "REG-04")]
    public async Task A_body_that_throws_starts_nothing_and_its_handles_say_so()
    {
        var counter = new Counter();
        var thrown = new InvalidOperationException("boom");
        StreamTaskHandle<int>? leaked = null;

        Task started = Engine.StreamAsync(r =>
        {
            leaked = r.Spawn(counter.Next);
            r.Spawn(leaked, x => x + 1);
            throw thrown;
        });
        Exception caught = await Assert.ThrowsAnyAsync<Exception>(() => Deadline.Within(started));
        await PassAsync(500);

        Assert.Same(thrown, caught);
        Assert.Equal(0, counter.Evaluations);
        foreach (Func<Task> wait in new Func<Task>[] { () => leaked!.FetchAsync(), () => leaked!.WaitAsync(), () => leaked!.KillAsync(), () => leaked!.CancelAsync() })
        {
            InvalidOperationException never = await Assert.ThrowsAsync<InvalidOperationException>(() => Deadline.AtOnce(wait()));
            Assert.Equal("The task 'Next' was never started: boom", never.Message);
        }
    }

    [Fact]
    [Trait("Proves", "REG-05")]
    public async Task Waiting_for_a_task_inside_the_open_region_is_refused_at_once()
    {
        Task<bool> started = Engine.StreamAsync(async r =>
        {
            StreamTaskHandle<int> task = r.Spawn(() => 1, o => o.Named("ones"));
            await task.FetchAsync();
            return true;
        });

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => Deadline.AtOnce(started));
        Assert.Contains("'ones'", error.Message, StringComparison.Ordinal);
        Assert.Contains("the region that spawned it is still open", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "REG-06")]
    public async Task An_empty_region_completes_at_once()
    {
        GraphRun run = await Deadline.AtOnce(Engine.StreamAsync(_ => { }));

        await Deadline.AtOnce(run.Completion);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    [Trait("Proves", "REG-07")]
    public async Task A_closed_region_takes_nothing_more_and_runs_on()
    {
        Region? kept = null;
        var rec = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(
            r =>
            {
                kept = r;
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                r.Spawn(counter, rec.Add);
                return counter;
            },
            options: Four);

        Assert.Throws<InvalidOperationException>(() => kept!.Spawn(() => 1));
        Assert.Throws<InvalidOperationException>(() => kept!.Spawn(source, x => x));
        Assert.Throws<InvalidOperationException>(() => kept!.From([1]));
        await rec.HasAsync(rec.Count + 100);
        Assert.Equal(RunStatus.Running, source.Status);
        await Deadline.Within(source.KillAsync());
    }

    [Fact]
    [Trait("Proves", "REG-08")]
    public async Task Limits_below_one_are_refused_where_they_are_given()
    {
        var counter = new Counter();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> source = r.Spawn(counter.Next);
            Assert.Throws<ArgumentOutOfRangeException>(() => r.Spawn(source, x => x, o => o.Capacity(0)));
            Assert.Throws<ArgumentOutOfRangeException>(() => r.Spawn(source, x => x, o => o.Capacity(-1)));
            Assert.Throws<ArgumentOutOfRangeException>(() => r.Spawn(source, x => x, o => o.MaxEvaluations(0)));
            return r.Spawn(source, x => x, o => o.MaxEvaluations(-1));
        }));

        await PassAsync(100);
        Assert.Equal(0, counter.Evaluations);
    }

    [Fact]
    [Trait("Proves", "REG-09")]
    public async Task What_a_running_body_spawns_is_an_ordinary_task()
    {
        int runs = 0;
        var spawned = new TaskCompletionSource<TaskHandle<int>>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(
            () =>
            {
                spawned.TrySetResult(Engine.Spawn(() => Interlocked.Increment(ref runs)));
                return 1;
            },
            o => o.MaxEvaluations(1)));

        TaskHandle<int> ordinary = await Deadline.Within(spawned.Task);

        Assert.Equal(1, await Deadline.Within(ordinary.FetchAsync()));
        await EndedAsync(source);
        Assert.Equal(1, Volatile.Read(ref runs));
        Assert.Single(source.Run.Graph.Nodes);
    }

    [Fact]
    [Trait("Proves", "REG-10")]
    public async Task A_tasks_own_option_wins_over_the_regions()
    {
        var ten = new Rec<int>();
        var hundred = new Rec<int>();

        StreamTaskHandle[] sinks = await Engine.StreamAsync(
            r => new[]
            {
                r.Spawn(r.Spawn(new Counter().Next), ten.Add, o => o.MaxEvaluations(1000)),
                r.Spawn(r.Spawn(new Counter().Next, o => o.MaxEvaluations(100)), hundred.Add, o => o.MaxEvaluations(1000)),
            },
            tasks: o => o.MaxEvaluations(10),
            options: Four);
        await EndedAsync(sinks);

        Assert.Equal(UpTo(10), ten.Items);
        Assert.Equal(UpTo(100), hundred.Items);
    }

    [Fact]
    [Trait("Proves", "REG-11")]
    public async Task A_region_that_fails_leaves_another_alone()
    {
        var rec = new Rec<int>();
        StreamTaskHandle<int> good = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                r.Spawn(counter, rec.Add);
                return counter;
            },
            options: Four);
        StreamTaskHandle<int> bad = await Engine.StreamAsync(r => r.Spawn<int>(() => throw new InvalidOperationException("bad")));

        await EndedAsync(bad);
        await rec.HasAsync(rec.Count + 1000);

        Assert.Equal(RunStatus.Faulted, bad.Status);
        Assert.Equal(RunStatus.Running, good.Status);
        await Deadline.Within(good.KillAsync());
    }
}
