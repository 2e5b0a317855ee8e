using Millstream.Telemetry;

namespace Millstream.Regions;

/// <summary>Section 7: a task is joined to one that runs already.</summary>
public sealed class LateConnectionTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-70")]
    public async Task A_late_consumer_gets_the_items_from_then_on_under_their_own_numbers()
    {
        var feed = new Feed<int>();
        var rec = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.From(feed.Reader, o => o.Named("feed")), options: Four);
        feed.Push(0, 1, 2);
        await DiscardedAsync(source, 3);

        StreamTaskHandle late = await Engine.StreamAsync(r => r.Spawn(source, rec.Add), options: Four with { Events = EventDetail.Calls });
        feed.Push(3, 4, 5);
        await rec.HasAsync(3);
        feed.Complete();
        await EndedAsync(source, late);

        Assert.Equal([3, 4, 5], rec.Items);
        Assert.Equal(3, source.Run.Snapshot().Task("feed").Discarded);
        var indices = new List<long?>();
        await foreach (RunEvent one in late.Run.Events())
        {
            if (one.Kind == RunEventKind.ItemStarted && one.TaskId.ToString() == "Add")
            {
                indices.Add(one.Index);
            }
        }

        Assert.Equal([3, 4, 5], indices);
    }

    [Fact]
    [Trait("Proves", "REG-70")]
    public async Task A_late_consumer_that_fails_names_the_number_at_the_producer()
    {
        var feed = new Feed<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.From(feed.Reader), options: Four);
        feed.Push(0, 1, 2);
        await DiscardedAsync(source, 3);

        StreamTaskHandle late = await Engine.StreamAsync(
            r => r.Spawn(source, x => x == 4 ? throw new InvalidOperationException() : x), options: Four);
        feed.Push(3, 4, 5);
        await EndedAsync(late);

        Assert.Equal(4, (await Assert.ThrowsAsync<TaskFailedException>(() => late.FetchAsync())).ItemIndex);
        Assert.Equal(RunStatus.Running, source.Status);
        await Deadline.Within(source.KillAsync());
    }

    [Fact]
    [Trait("Proves", "REG-71")]
    public async Task Only_the_beginning_of_a_free_running_task_can_be_lost()
    {
        var rec = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(new Counter().Next), options: Four);

        StreamTaskHandle late = await Engine.StreamAsync(r => r.Spawn(source, rec.Add, o => o.MaxEvaluations(1000)), options: Four);
        await EndedAsync(late);
        await Deadline.Within(source.KillAsync());

        Assert.Equal(Enumerable.Range(rec.Items[0], 1000), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-72")]
    public async Task The_later_of_two_late_consumers_starts_at_a_higher_number()
    {
        var first = new Rec<int>();
        var second = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(new Counter().Next), options: Four);

        await Engine.StreamAsync(r => r.Spawn(source, first.Add), options: Four);
        await first.HasAsync(1);
        await PassAsync(100);
        await Engine.StreamAsync(r => r.Spawn(source, second.Add), options: Four);
        await second.HasAsync(1000);
        await Deadline.Within(source.KillAsync());

        Assert.Equal(Enumerable.Range(first.Items[0], first.Count), first.Items);
        Assert.Equal(Enumerable.Range(second.Items[0], second.Count), second.Items);
        Assert.True(second.Items[0] > first.Items[0]);
    }

    [Theory]
    [InlineData(RunStatus.Completed)]
    [InlineData(RunStatus.Faulted)]
    [InlineData(RunStatus.Killed)]
    [InlineData(RunStatus.Stopped)]
    [Trait("Proves", "REG-73")]
    public async Task Who_joins_an_ended_task_ends_at_once_as_that_did(RunStatus how)
    {
        var feed = new Feed<int>();
        var rec = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.From(feed.Reader, o => o.Named("feed")), options: Four);
        if (how == RunStatus.Killed)
        {
            await Deadline.Within(source.KillAsync());
        }
        else if (how == RunStatus.Stopped)
        {
            await Deadline.Within(source.Run.StopAsync());
        }
        else
        {
            feed.Complete(how == RunStatus.Faulted ? new InvalidOperationException("gone") : null);
            await EndedAsync(source);
        }

        StreamTaskHandle late = await Engine.StreamAsync(r => r.Spawn(r.Spawn(source, x => x), rec.Add), options: Four);
        await Deadline.AtOnce(late.WaitAsync());

        Assert.Equal((how, how), (source.Status, late.Status));
        Assert.Empty(rec.Items);
        if (how == RunStatus.Faulted)
        {
            Assert.Equal("feed", (await Assert.ThrowsAsync<TaskFailedException>(() => late.FetchAsync())).TaskName);
        }
        else if (how == RunStatus.Killed)
        {
            Assert.Equal("feed", (await Assert.ThrowsAsync<KilledException>(() => late.FetchAsync())).TaskId.ToString());
        }
        else
        {
            Assert.Null(await late.FetchAsync());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-74")]
    public async Task A_late_consumer_that_ends_leaves_the_producer_and_its_region_alone(bool cancels)
    {
        var permanent = new Rec<int>();
        var rec = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                return (counter, r.Spawn(counter, permanent.Add));
            },
            options: Four);

        StreamTaskHandle late = await Engine.StreamAsync(r => r.Spawn(source, rec.Add, o => cancels ? o : o.MaxEvaluations(10)), options: Four);
        if (cancels)
        {
            await rec.HasAsync(1);
            await Deadline.Within(late.CancelAsync());
        }

        await EndedAsync(late);
        await Deadline.Within(late.Run.Completion);
        await permanent.HasAsync(permanent.Count + 1000);

        Assert.Equal(cancels ? RunStatus.Stopped : RunStatus.Completed, late.Status);
        Assert.Equal([RunStatus.Running, RunStatus.Running], [source.Status, sink.Status]);
        Assert.Equal(cancels ? rec.Count : 10, rec.Count);
        await Deadline.Within(source.KillAsync());
        Assert.Equal(UpTo(permanent.Count), permanent.Items);
    }

    [Fact]
    [Trait("Proves", "REG-75")]
    public async Task A_late_consumer_may_join_a_producer_that_another_one_blocks()
    {
        var gate = new Gate();
        var slow = new Rec<int>();
        var late = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next, o => o.MaxEvaluations(1000));
                return (counter, r.Spawn(counter, x =>
                {
                    gate.Pass();
                    slow.Add(x);
                }));
            },
            options: Four);
        await gate.ReachedAsync();
        await PassAsync(100);

        StreamTaskHandle other = await Engine.StreamAsync(r => r.Spawn(source, late.Add), options: Four);
        gate.Open();
        await EndedAsync(source, sink, other);

        Assert.Equal(UpTo(1000), slow.Items);
        Assert.NotEmpty(late.Items);
        Assert.Equal(Enumerable.Range(late.Items[0], 1000 - late.Items[0]), late.Items);
        Assert.Equal([RunStatus.Completed, RunStatus.Completed], [sink.Status, other.Status]);
    }

    [Fact]
    [Trait("Proves", "REG-76")]
    [Trait("Category", "Long")]
    public async Task Consumers_come_and_go_while_a_million_items_pass()
    {
        const int Count = 1_000_000;
        int next = 0;
        int misplaced = 0;
        (StreamTaskHandle<int> source, StreamTaskHandle permanent) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next, o => o.MaxEvaluations(Count));
                return (counter, r.Spawn(counter, x => misplaced += x == next++ ? 0 : 1));
            });

        var visitors = new List<Rec<int>>();
        for (int i = 0; i < 100; i++)
        {
            var rec = new Rec<int>();
            visitors.Add(rec);
            StreamTaskHandle visitor = await Engine.StreamAsync(r => r.Spawn(source, rec.Add, o => o.MaxEvaluations(100)));
            await Deadline.Within(visitor.WaitAsync(), TimeSpan.FromSeconds(60));
        }

        await Deadline.Within(permanent.WaitAsync(), TimeSpan.FromSeconds(60));

        Assert.Equal((Count, 0), (next, misplaced));
        Assert.All(visitors, rec => Assert.Equal(rec.Count == 0 ? [] : Enumerable.Range(rec.Items[0], rec.Count), rec.Items));
        Assert.Contains(visitors, rec => rec.Count == 100);
        Assert.Equal(RunStatus.Completed, source.Status);
    }

    [Fact]
    public async Task A_task_that_runs_already_may_be_joined_twice_in_step()
    {
        var rec = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(new Counter().Next), options: Four);

        await EndedAsync(await Engine.StreamAsync(r => r.Spawn(source, source, (a, b) => rec.Add(b - a), o => o.MaxEvaluations(100)), options: Four));
        await Deadline.Within(source.KillAsync());

        Assert.Equal(new int[100], rec.Items);
    }

    private static async Task DiscardedAsync(StreamTaskHandle task, long count)
    {
        using var tooLong = new CancellationTokenSource(Deadline.Limit, TimeProvider.System);
        while (task.Run.Snapshot().Tasks[0].Discarded < count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, tooLong.Token);
        }
    }
}
