namespace Millstream.Regions;

/// <summary>Section 10: errors.</summary>
public sealed class ErrorTests : RegionTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1024)]
    [Trait("Proves", "REG-120")]
    [Trait("Proves", "REG-123")]
    public async Task Everybody_gets_what_came_before_and_then_the_error_with_its_origin(int capacity)
    {
        foreach (int failing in new[] { 5, 0 })
        {
            var rec = new Rec<int>();
            var counter = new Counter();
            StreamTaskHandle[] tasks = await Engine.StreamAsync(
                r =>
                {
                    StreamTaskHandle<int> source = r.Spawn(counter.Next);
                    StreamTaskHandle<int> x = r.Spawn(source, v => v == failing ? throw new InvalidOperationException("boom") : v, o => o.Named("x"));
                    StreamTaskHandle<int> y = r.Spawn(x, v => v + 1);
                    return new[] { source, x, y, r.Spawn(y, rec.Add) };
                },
                options: new RunOptions { Capacity = capacity });
            await EndedAsync(tasks);

            Assert.Equal(Enumerable.Range(1, failing), rec.Items);
            foreach (StreamTaskHandle task in tasks)
            {
                Assert.Equal(RunStatus.Faulted, task.Status);
                TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => task.FetchAsync());
                Assert.Equal(("x", failing, 1), (error.TaskId.ToString(), error.ItemIndex, error.Attempt));
                Assert.Equal("boom", error.InnerException!.Message);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "REG-121")]
    [Trait("Proves", "REG-122")]
    public async Task A_failure_takes_its_graph_along_unless_the_teardown_is_off(bool teardown)
    {
        var b = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle x, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                return (
                    counter,
                    (StreamTaskHandle)r.Spawn(counter, v => v == 5 ? throw new InvalidOperationException("boom") : v, o => o.Named("x")),
                    r.Spawn(counter, b.Add));
            },
            teardown,
            options: Four);
        await EndedAsync(x);

        Assert.Equal(RunStatus.Faulted, x.Status);
        if (teardown)
        {
            await Deadline.AtOnce(Task.WhenAll(source.WaitAsync(), sink.WaitAsync()));
            foreach (StreamTaskHandle task in new[] { source, sink })
            {
                Assert.Equal(RunStatus.Faulted, task.Status);
                Assert.Equal("x", (await Assert.ThrowsAsync<TaskFailedException>(() => task.FetchAsync())).TaskName);
            }
        }
        else
        {
            await b.HasAsync(b.Count + 1000);
            Assert.Equal([RunStatus.Running, RunStatus.Running], [source.Status, sink.Status]);
            await Deadline.Within(source.KillAsync());
            Assert.Equal(UpTo(b.Count), b.Items);
        }
    }

    [Fact]
    [Trait("Proves", "REG-124")]
    public async Task A_retried_item_is_neither_lost_nor_doubled()
    {
        int failures = 0;
        var rec = new Rec<int>();

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(
                r.Spawn(
                    r.Spawn(new Counter().Next, o => o.MaxEvaluations(10)),
                    x => x == 3 && ++failures <= 2 ? throw new InvalidOperationException("again") : x,
                    o => o.Retry(2)),
                rec.Add),
            options: Four);
        await EndedAsync(sink);

        Assert.Equal(UpTo(10), rec.Items);
        Assert.Equal(3, failures);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-125")]
    public async Task A_dead_letter_tells_everything_of_its_item(bool isAsynchronous)
    {
        var rec = new Rec<int>();
        var bad = new InvalidOperationException("bad");
        int Check(int x) => x == 3 ? throw bad : x;

        StreamTaskHandle sink = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next, o => o.MaxEvaluations(10));
                return r.Spawn(
                    isAsynchronous
                        ? r.Spawn(
                            source,
                            async x =>
                            {
                                await Task.Yield();
                                return Check(x);
                            },
                            o => o.DeadLetterErrors().Named("Check"))
                        : r.Spawn(source, Check, o => o.DeadLetterErrors()),
                    rec.Add);
            },
            options: Four);
        await EndedAsync(sink);

        Assert.Equal([0, 1, 2, 4, 5, 6, 7, 8, 9], rec.Items);
        DeadLetter letter = Assert.Single(sink.Run.DeadLetters);
        Assert.Equal(("Check", 3, 3), (letter.TaskName, letter.ItemIndex, letter.Item));
        Assert.Same(bad, letter.Error);
    }

    [Fact]
    public async Task A_source_may_skip_its_errors()
    {
        var counter = new Counter();
        var rec = new Rec<int>();

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(
                r.Spawn(() => counter.Next() is var n && n % 2 == 1 ? throw new InvalidOperationException() : n, o => o.SkipErrors().MaxEvaluations(10)),
                rec.Add),
            options: Four);
        await EndedAsync(sink);

        Assert.Equal([0, 2, 4, 6, 8], rec.Items);
        Assert.Equal(10, counter.Evaluations);
    }

    [Fact]
    [Trait("Proves", "REG-126")]
    public async Task The_first_of_two_failures_is_thrown_and_both_are_listed()
    {
        using var both = new Barrier(2);
        StreamTaskHandle[] tasks = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> source = r.Spawn(new Counter().Next);
                return new[] { r.Spawn(source, _ => Fail("x"), o => o.Named("x")), r.Spawn(source, _ => Fail("z"), o => o.Named("z")) };
            },
            options: Four);

        TaskFailedException thrown = await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(tasks[0].Run.Completion));

        IReadOnlyList<Exception> errors = tasks[0].Run.Errors;
        Assert.Same(thrown, errors[0]);
        Assert.Equal(["x", "z"], errors.Cast<TaskFailedException>().Select(e => e.TaskName).Order());

        void Fail(string name)
        {
            Assert.True(both.SignalAndWait(Deadline.Limit, CancellationToken.None));
            throw new InvalidOperationException(name);
        }
    }

    [Fact]
    [Trait("Proves", "REG-127")]
    public async Task A_buffer_that_throws_fails_the_producer_and_names_the_edge()
    {
        StreamTaskHandle[] tasks = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> source = r.Spawn(new Counter().Next, o => o.Named("source"));
            return new[] { source, r.Spawn(source, x => { }, o => o.Named("sink").Buffer(() => new ThrowingBuffer())) };
        });
        await EndedAsync(tasks);

        foreach (StreamTaskHandle task in tasks)
        {
            Assert.Equal(RunStatus.Faulted, task.Status);
            EdgeFailedException error = await Assert.ThrowsAsync<EdgeFailedException>(() => task.FetchAsync());
            Assert.Equal("source.out->sink.x", error.EdgeId);
            Assert.Equal("no room in here", error.InnerException!.Message);
        }
    }

    private sealed class ThrowingBuffer : EdgeBuffer<int>
    {
        public override int Count => 0;

        public override void Put(int item) => throw new InvalidOperationException("no room in here");

        public override int Take() => throw new InvalidOperationException("nothing in here");
    }
}
