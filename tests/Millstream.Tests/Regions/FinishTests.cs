namespace Millstream.Regions;

/// <summary>Section 8: finish and fetch.</summary>
public sealed class FinishTests : RegionTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-80")]
    public async Task A_source_finishes_with_a_result_that_is_no_item(bool isAsynchronous)
    {
        var counter = new Counter();
        var rec = new Rec<int>();
        Step<int> Draw() => counter.Next() == 2 ? Step<int>.Finish("Finished!") : Step.Emit(counter.Evaluations);

        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> draws = isAsynchronous ? r.Spawn(() => Task.FromResult(Draw())) : r.Spawn(Draw);
                return (draws, r.Spawn(draws, rec.Add));
            },
            options: Four);
        object? result = await Deadline.Within(source.FetchAsync());
        await EndedAsync(sink);

        Assert.Equal("Finished!", result);
        Assert.Equal(3, counter.Evaluations);
        Assert.Equal([1, 2], rec.Items);
        Assert.Equal([RunStatus.Completed, RunStatus.Completed], [source.Status, sink.Status]);
    }

    [Fact]
    [Trait("Proves", "REG-81")]
    public async Task A_source_may_finish_before_its_first_item()
    {
        var rec = new Rec<int>();

        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> none = r.Spawn(() => Step<int>.Finish());
            return (none, r.Spawn(none, rec.Add));
        });
        await EndedAsync(sink);

        Assert.Null(await Deadline.Within(source.FetchAsync()));
        Assert.Empty(rec.Items);
        Assert.Equal(RunStatus.Completed, sink.Status);
    }

    [Fact]
    [Trait("Proves", "REG-82")]
    public async Task The_last_item_and_the_result_are_two_things()
    {
        var rec = new Rec<int>();

        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> one = r.Spawn(() => Step<int>.FinishWith(42, "done"));
            return (one, r.Spawn(one, rec.Add));
        });
        await EndedAsync(sink);

        Assert.Equal("done", await Deadline.Within(source.FetchAsync<string>()));
        Assert.Equal([42], rec.Items);
        InvalidOperationException wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => source.FetchAsync<int>());
        Assert.Equal($"The result of '{source.Name}' is string, not int.", wrong.Message);
    }

    [Fact]
    [Trait("Proves", "REG-83")]
    public async Task A_last_item_goes_through_a_diamond()
    {
        var rec = new Rec<int>();
        var apart = new Counter();

        await EndedAsync(await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> a = r.Spawn(() => Step<int>.FinishWith(1));
                return new StreamTaskHandle[]
                {
                    r.Spawn(r.Spawn(a, x => x + 1), r.Spawn(a, x => x + 1), (b, c) => rec.Add(b + c)),
                    r.Spawn(apart.Next, o => o.MaxEvaluations(2)),
                };
            },
            options: Four));

        Assert.Equal([4], rec.Items);
        Assert.Equal(2, apart.Evaluations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-84")]
    public async Task A_request_to_finish_is_never_ignored(bool isAsynchronous)
    {
        int evaluations = 0;
        var rec = new Rec<int>();
        int Next(TaskContext context)
        {
            if (++evaluations == 5)
            {
                context.Finish("x");
            }

            return evaluations;
        }

        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counted = isAsynchronous
                    ? r.Spawn(async context =>
                    {
                        await Task.Yield();
                        return Next(context);
                    })
                    : r.Spawn(Next);
                return (counted, r.Spawn(counted, rec.Add));
            },
            options: new RunOptions { Capacity = 1024 });
        await EndedAsync(sink);

        Assert.Equal([1, 2, 3, 4, 5], rec.Items);
        Assert.Equal("x", await source.FetchAsync());
        Assert.Equal(5, evaluations);
    }

    [Fact]
    [Trait("Proves", "REG-85")]
    public async Task A_sink_that_finishes_leaves_the_others_the_source()
    {
        var first = new Rec<int>();
        var second = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle finishing, _) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                return (
                    counter,
                    r.Spawn(counter, (x, context) => FinishAt9(x, first, context)),
                    r.Spawn(counter, async x =>
                    {
                        await Task.Yield();
                        second.Add(x);
                    }));
            },
            options: Four);
        await EndedAsync(finishing);
        await second.HasAsync(second.Count + 100);

        Assert.Equal(UpTo(10), first.Items);
        Assert.Equal("nine", await finishing.FetchAsync());
        Assert.Equal(RunStatus.Running, source.Status);
        await Deadline.Within(source.KillAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "REG-85")]
    [Trait("Proves", "REG-86")]
    public async Task A_source_ends_with_its_only_sink_unless_the_teardown_is_off(bool teardown)
    {
        var rec = new Rec<int>();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                return (counter, r.Spawn(counter, (x, context) => FinishAt9(x, rec, context)));
            },
            teardown,
            options: Four);
        await EndedAsync(sink);
        if (teardown)
        {
            await Deadline.AtOnce(source.WaitAsync());
        }
        else
        {
            await PassAsync(1000);
        }

        Assert.Equal(UpTo(10), rec.Items);
        Assert.Equal(teardown ? RunStatus.Completed : RunStatus.Running, source.Status);
        if (!teardown)
        {
            await Deadline.AtOnce(source.KillAsync());
            Assert.Equal(RunStatus.Killed, source.Status);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(100, false)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [Trait("Proves", "REG-87")]
    public async Task A_limit_is_exact_and_a_repetition_counts_once(int limit, bool retries)
    {
        int calls = 0;
        var rec = new Rec<int>();
        int Next() => Interlocked.Increment(ref calls) % 2 == 1 && retries ? throw new InvalidOperationException("again") : calls;

        StreamTaskHandle sink = await Engine.StreamAsync(
            r => r.Spawn(r.Spawn(Next, o => retries ? o.MaxEvaluations(limit).Retry(1) : o.MaxEvaluations(limit)), rec.Add), options: Four);
        await EndedAsync(sink);

        Assert.Equal(RunStatus.Completed, sink.Status);
        Assert.Equal(retries ? 2 * limit : limit, calls);
        Assert.Equal(Enumerable.Range(1, limit).Select(k => retries ? 2 * k : k), rec.Items);
        Assert.Equal(limit, sink.Run.Snapshot().Tasks[0].Started);
    }

    [Fact]
    [Trait("Proves", "REG-88")]
    public async Task Everybody_fetches_the_same_result_before_and_after_the_end()
    {
        var gate = new Gate();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => r.Spawn(async () =>
        {
            await gate.PassAsync();
            return Step<int>.Finish("same");
        }));
        Task<object?>[] before = [.. Enumerable.Range(0, 8).Select(_ => source.FetchAsync())];
        Assert.All(before, t => Assert.False(t.IsCompleted));

        gate.Open();
        object?[] results = await Deadline.Within(Task.WhenAll(before));
        object?[] after = await Deadline.Within(Task.WhenAll(Enumerable.Range(0, 8).Select(_ => source.FetchAsync())));

        Assert.All(results.Concat(after).Append(await source.FetchAsync()), r => Assert.Equal("same", r));
    }

    [Fact]
    [Trait("Proves", "REG-89")]
    public async Task A_token_cancels_the_wait_and_not_the_task()
    {
        var rec = new Rec<int>();
        StreamTaskHandle<int> source = await Engine.StreamAsync(
            r =>
            {
                StreamTaskHandle<int> counter = r.Spawn(new Counter().Next);
                r.Spawn(counter, rec.Add);
                return counter;
            },
            options: Four);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Deadline.Within(source.FetchAsync(patience.Token)));

        Assert.Equal(patience.Token, error.CancellationToken);
        await rec.HasAsync(rec.Count + 100);
        Assert.Equal(RunStatus.Running, source.Status);
        await Deadline.Within(source.KillAsync());
    }

    [Fact]
    [Trait("Proves", "REG-90")]
    public async Task A_fetched_source_has_handed_over_every_item()
    {
        var gate = new Gate();
        var rec = new Rec<int>();
        var counter = new Counter();
        (StreamTaskHandle<int> source, StreamTaskHandle sink) = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> thousand = r.Spawn(() => counter.Next() is var n && n == 999 ? Step<int>.FinishWith(n, "all") : Step.Emit(n));
            return (thousand, r.Spawn(thousand, x =>
            {
                gate.Pass();
                rec.Add(x);
            }));
        });

        Assert.Equal("all", await Deadline.Within(source.FetchAsync()));
        Assert.Empty(rec.Items);
        Assert.Equal(1000, source.Run.Snapshot().Edges[0].Put);
        gate.Open();
        await EndedAsync(sink);

        Assert.Equal(UpTo(1000), rec.Items);
    }

    [Fact]
    [Trait("Proves", "REG-91")]
    public async Task A_wait_does_not_throw_and_a_fetch_does()
    {
        StreamTaskHandle<int> task = await Engine.StreamAsync(r => r.Spawn<int>(() => throw new InvalidOperationException("boom")));

        await Deadline.Within(task.WaitAsync());

        Assert.Equal(RunStatus.Faulted, task.Status);
        await Assert.ThrowsAsync<TaskFailedException>(() => task.FetchAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Proves", "REG-92")]
    public async Task A_body_that_waits_for_its_own_end_fails_at_once_naming_the_circle(bool isParallel)
    {
        StreamTaskHandle<int>? self = null;
        var started = new Gate();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r => self = r.Spawn(
            async () =>
            {
                await started.PassAsync();
                await self!.FetchAsync();
                return 1;
            },
            o => isParallel ? o.Named("self").Parallel(2) : o.Named("self")));
        started.Open();

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(source.FetchAsync()));

        Assert.Equal(
            "The task 'self' waits for its own end inside its body, which would never come. Finish it from the inside instead.",
            error.InnerException!.Message);
    }

    [Fact]
    [Trait("Proves", "REG-92")]
    public async Task A_body_that_waits_for_a_task_behind_it_fails_at_once_naming_the_circle()
    {
        StreamTaskHandle? last = null;
        var started = new Gate();
        StreamTaskHandle<int> source = await Engine.StreamAsync(r =>
        {
            StreamTaskHandle<int> first = r.Spawn(
                async () =>
                {
                    await started.PassAsync();
                    await last!.WaitAsync();
                    return 1;
                },
                o => o.Named("first"));
            last = r.Spawn(r.Spawn(first, x => x, o => o.Named("middle")), x => { }, o => o.Named("last"));
            return first;
        });
        started.Open();

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => Deadline.Within(source.FetchAsync()));

        Assert.Contains("'first' -> 'middle' -> 'last'", error.InnerException!.Message, StringComparison.Ordinal);
    }

    private static void FinishAt9(int item, Rec<int> rec, TaskContext context)
    {
        rec.Add(item);
        if (item == 9)
        {
            context.Finish("nine");
        }
    }
}
