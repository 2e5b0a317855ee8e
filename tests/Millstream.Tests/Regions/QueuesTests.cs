namespace Millstream.Regions;

/// <summary>Section 13: task queues.</summary>
public sealed class QueuesTests : RegionTest
{
    [Fact]
    [Trait("Proves", "REG-155")]
    public async Task Without_a_queue_a_task_waits_for_its_arguments_only()
    {
        var gate = new Gate();
        TaskHandle<int> a = Engine.Spawn(async () =>
        {
            await gate.PassAsync();
            return 7;
        });
        TaskHandle<int> b = Engine.Spawn(() => 6);
        TaskHandle<int> c = Engine.Spawn(a, b, (x, y) => x + y);

        Assert.Equal(6, await Deadline.Within(b.FetchAsync()));
        Assert.Equal((RunStatus.Running, RunStatus.Pending), (await StartedAsync(gate, a), c.Status));
        gate.Open();

        Assert.Equal(13, await Deadline.Within(c.FetchAsync()));
        Assert.Equal(26, await Deadline.Within(Engine.Spawn([a, b, c], (IReadOnlyList<int> vs) => vs.Sum()).FetchAsync()));
    }

    [Fact]
    [Trait("Proves", "REG-156")]
    public async Task A_bulk_block_starts_nothing_before_it_ends()
    {
        int counter = 0;
        int inside = -1;
        InvalidOperationException? refused = null;

        TaskHandle<int> c = Engine.Bulk(q =>
        {
            TaskHandle<int> a = q.Spawn(() => Count(7));
            TaskHandle<int> b = q.Spawn(() => Count(6));
            TaskHandle<int> difference = q.Spawn(a, b, (x, y) => Count(x - y));
            SpinWait.SpinUntil(() => false, 200);
            inside = Volatile.Read(ref counter);
            refused = Assert.Throws<InvalidOperationException>(() => { _ = a.FetchAsync(); });
            return difference;
        });

        Assert.Equal(0, inside);
        Assert.Contains("the bulk block that spawned it is still open", refused!.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Deadline.Within(c.FetchAsync()));
        Assert.Equal(3, counter);

        int Count(int value)
        {
            Interlocked.Increment(ref counter);
            return value;
        }
    }

    [Fact]
    [Trait("Proves", "REG-157")]
    public async Task A_bulk_block_that_throws_starts_nothing()
    {
        int runs = 0;
        TaskHandle<int>? leaked = null;
        var thrown = new InvalidOperationException("boom");

        Exception caught = Assert.ThrowsAny<Exception>(() => Engine.Bulk(q =>
        {
            leaked = q.Spawn(() => Interlocked.Increment(ref runs), o => o.Named("leaked"));
            throw thrown;
        }));
        await PassAsync(200);

        Assert.Same(thrown, caught);
        Assert.Equal(0, runs);
        InvalidOperationException never = await Assert.ThrowsAsync<InvalidOperationException>(() => Deadline.AtOnce(leaked!.FetchAsync()));
        Assert.Equal("The task 'leaked' was never started: boom", never.Message);
    }

    [Fact]
    [Trait("Proves", "REG-158")]
    public async Task A_sequential_block_starts_one_after_the_other_and_waits_for_nothing()
    {
        Gate[] gates = [.. Enumerable.Range(0, 5).Select(_ => new Gate())];
        var started = new Rec<int>();

        TaskHandle[] tasks = Engine.Sequential(q => gates.Select((gate, i) => q.Spawn(async () =>
        {
            started.Add(i);
            await gate.PassAsync();
        })).ToArray());

        for (int i = 0; i < gates.Length; i++)
        {
            await gates[i].ReachedAsync();
            await PassAsync(50);
            Assert.Equal(UpTo(i + 1), started.Items);
            Assert.Equal(1, tasks.Count(t => t.Status == RunStatus.Running));
            gates[i].Open();
        }

        await EndedAsync(tasks);
    }

    [Fact]
    [Trait("Proves", "REG-159")]
    public async Task Groups_in_a_sequential_block_start_group_by_group()
    {
        int[] sizes = [10, 5, 3];
        Gate[][] gates = [.. sizes.Select(n => Enumerable.Range(0, n).Select(_ => new Gate()).ToArray())];
        var started = new Rec<int>();

        TaskHandle[] tasks = Engine.Sequential(q => gates.SelectMany((group, number) => q.Bulk(b =>
            group.Select(gate => b.Spawn(async () =>
            {
                started.Add(number);
                await gate.PassAsync();
            })).ToArray())).ToArray());

        int expected = 0;
        for (int number = 0; number < sizes.Length; number++)
        {
            expected += sizes[number];
            await Task.WhenAll(gates[number].Select(g => g.ReachedAsync()));
            foreach (Gate gate in gates[number].Skip(1))
            {
                gate.Open();
            }

            await PassAsync(50);
            Assert.Equal(expected, started.Count);
            gates[number][0].Open();
        }

        await EndedAsync(tasks);
        Assert.Equal(sizes.SelectMany((n, i) => Enumerable.Repeat(i, n)), started.Items);
    }

    [Fact]
    [Trait("Proves", "REG-160")]
    public async Task A_sequential_block_in_a_bulk_block_waits_for_it_and_then_goes_one_by_one()
    {
        var order = new Rec<int>();
        int now = 0;
        int most = 0;
        int early = -1;

        TaskHandle[] tasks = Engine.Bulk(b =>
        {
            TaskHandle[] inner = b.Sequential(q => Enumerable.Range(0, 5).Select(i => q.Spawn(async () =>
            {
                order.Add(i);
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Yield();
                Interlocked.Decrement(ref now);
            })).ToArray());
            SpinWait.SpinUntil(() => false, 100);
            early = order.Count;
            Assert.Throws<InvalidOperationException>(() => { _ = inner[0].FetchAsync(); });
            return inner;
        });
        await EndedAsync(tasks);

        Assert.Equal((0, 1), (early, most));
        Assert.Equal(UpTo(5), order.Items);
    }

    [Fact]
    [Trait("Proves", "REG-161")]
    public async Task After_a_failure_in_a_sequential_block_nothing_runs()
    {
        bool ran = false;
        TaskHandle[] tasks = Engine.Sequential(q => new[]
        {
            q.Spawn(() => { }),
            q.Spawn(() => throw new InvalidOperationException("boom"), o => o.Named("second")),
            q.Spawn(() => { ran = true; }),
        });

        await EndedAsync(tasks);

        Assert.False(ran);
        Assert.Equal([RunStatus.Completed, RunStatus.Faulted, RunStatus.Faulted], tasks.Select(t => t.Status));
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => tasks[2].FetchAsync());
        Assert.Equal(("second", "boom"), (error.TaskName, error.InnerException!.Message));
    }

    [Fact]
    [Trait("Proves", "REG-162")]
    public async Task A_failure_in_a_bulk_group_leaves_the_others_alone()
    {
        (TaskHandle<int> good, TaskHandle<int> bad, TaskHandle<int> last) = Engine.Bulk(q => (
            q.Spawn(() => 1), q.Spawn<int>(() => throw new InvalidOperationException("boom")), q.Spawn(() => 3)));

        Assert.Equal(1, await Deadline.Within(good.FetchAsync()));
        Assert.Equal(3, await Deadline.Within(last.FetchAsync()));
        await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(bad.FetchAsync()));
    }

    [Fact]
    [Trait("Proves", "REG-163")]
    public async Task Waiting_for_all_ends_when_all_have_ended_and_throws_then()
    {
        var gate = new Gate();
        int ended = 0;
        Task all = Engine.WaitAllAsync(q =>
        {
            q.Spawn(() => { Interlocked.Increment(ref ended); });
            q.Spawn(() => throw new InvalidOperationException("second"));
            q.Spawn(async () =>
            {
                await gate.PassAsync();
                Interlocked.Increment(ref ended);
            });
        });
        await gate.ReachedAsync();
        await PassAsync(100);
        Assert.False(all.IsCompleted);
        gate.Open();

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(all));

        Assert.Equal(("second", 2), (error.InnerException!.Message, ended));
    }

    [Fact]
    [Trait("Proves", "REG-164")]
    public async Task A_queue_does_not_reach_into_its_tasks()
    {
        Gate[] gates = [new(), new()];
        TaskHandle<TaskHandle[]> outer = Engine.Sequential(q => q.Spawn(() => gates.Select(g => Engine.Spawn(() => g.PassAsync())).ToArray()));

        TaskHandle[] inner = await Deadline.Within(outer.FetchAsync());
        await Task.WhenAll(gates.Select(g => g.ReachedAsync()));

        Array.ForEach(gates, g => g.Open());
        await EndedAsync(inner);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-165")]
    public async Task A_region_in_a_sequential_block_holds_the_next_task_until_all_of_it_has_ended(bool fails)
    {
        var feed = new Feed<int>();
        var rec = new Rec<int>();
        int seen = -1;
        (StreamTaskHandle sink, TaskHandle after) = Engine.Sequential(q =>
        {
            StreamTaskHandle streaming = q.Stream(r => r.Spawn(r.From(feed.Reader, o => o.Named("feed")), rec.Add), options: Four);
            return (streaming, q.Spawn(() => { seen = rec.Count; }));
        });
        feed.Push(1, 2, 3);
        await rec.HasAsync(3);
        await PassAsync(100);
        Assert.Equal((-1, RunStatus.Pending), (seen, after.Status));

        feed.Complete(fails ? new InvalidOperationException("cut") : null);
        await EndedAsync(sink, after);

        Assert.Equal(fails ? -1 : 3, seen);
        if (fails)
        {
            Assert.Equal("feed", (await Assert.ThrowsAsync<TaskFailedException>(() => after.FetchAsync())).TaskName);
        }
    }

    [Fact]
    [Trait("Proves", "REG-166")]
    public async Task A_region_in_a_bulk_block_starts_when_it_closes_and_is_torn_down_as_usual()
    {
        var counter = new Counter();
        var rec = new Rec<int>();
        int early = -1;

        (StreamTaskHandle<int> source, StreamTaskHandle sink) = Engine.Bulk(b =>
        {
            (StreamTaskHandle<int>, StreamTaskHandle) streaming = b.Stream(
                r =>
                {
                    StreamTaskHandle<int> endless = r.Spawn(counter.Next);
                    return (endless, r.Spawn(endless, (x, context) =>
                    {
                        rec.Add(x);
                        if (x == 9)
                        {
                            context.Finish("nine");
                        }
                    }));
                },
                options: Four);
            SpinWait.SpinUntil(() => false, 100);
            early = counter.Evaluations;
            InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => { _ = streaming.Item2.FetchAsync(); });
            Assert.Contains("the bulk block that spawned it is still open", refused.Message, StringComparison.Ordinal);
            return streaming;
        });

        Assert.Equal("nine", await Deadline.Within(sink.FetchAsync()));
        await EndedAsync(source);
        Assert.Equal(0, early);
        Assert.Equal(UpTo(10), rec.Items);
        Assert.Equal([RunStatus.Completed, RunStatus.Completed], [source.Status, sink.Status]);
    }

    [Fact]
    [Trait("Proves", "REG-167")]
    public async Task A_users_own_queue_reverses_a_group()
    {
        var order = new Rec<int>();

        TaskHandle[] tasks = Engine.Queue(new Reversing(), q => Enumerable.Range(0, 5).Select(i => q.Spawn(() => order.Add(i))).ToArray());
        await EndedAsync(tasks);

        Assert.Equal([4, 3, 2, 1, 0], order.Items);
    }

    [Fact]
    public async Task What_a_queue_does_not_release_is_never_started_and_says_so()
    {
        TaskHandle task = Engine.Queue(new Forgetting(), q => q.Spawn(() => { }, o => o.Named("lost")));

        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => Deadline.AtOnce(task.FetchAsync()));
        Assert.Equal("The task 'lost' was never started: the Forgetting of its block did not release it.", error.Message);
    }

    [Fact]
    public async Task A_body_that_waits_for_a_later_task_of_its_queue_fails_at_once()
    {
        TaskHandle? last = null;
        var started = new Gate();
        TaskHandle first = Engine.Sequential(q =>
        {
            TaskHandle waiting = q.Spawn(
                async () =>
                {
                    await started.PassAsync();
                    await last!.WaitAsync();
                },
                o => o.Named("first"));
            last = q.Spawn(() => { }, o => o.Named("last"));
            return waiting;
        });
        started.Open();

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(first.FetchAsync()));

        Assert.Contains("'first' -> 'last'", error.InnerException!.Message, StringComparison.Ordinal);
    }

    private static async Task<RunStatus> StartedAsync(Gate gate, SpawnedTask task)
    {
        await gate.ReachedAsync();
        return task.Status;
    }

    private sealed class Reversing : SpawnOrder
    {
        private readonly List<QueuedTask> _tasks = [];

        protected override void Add(IReadOnlyList<QueuedTask> tasks) => _tasks.AddRange(tasks);

        protected override void Close()
        {
            _tasks.Reverse();
            for (int i = 1; i < _tasks.Count; i++)
            {
                _tasks[i].StartAfter(_tasks[i - 1]);
            }

            Release(_tasks);
        }
    }

    private sealed class Forgetting : SpawnOrder
    {
        protected override void Add(IReadOnlyList<QueuedTask> tasks)
        {
        }
    }
}
