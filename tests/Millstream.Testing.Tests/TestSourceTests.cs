namespace Millstream.Testing;

public sealed class TestSourceTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_is_pushed_is_given_in_order_until_the_source_completes()
    {
        var source = new TestSource<int>();
        source.Push(1, 2);
        Task<IReadOnlyList<int>> run = source.Flow.Then(x => 10 * x).RunAsync();

        source.Push(3);
        source.Complete();

        Assert.Equal([10, 20, 30], await run.WaitAsync(Deadline));
        Assert.Equal(3, source.Taken);
        await source.Disposed.WaitAsync(Deadline);
    }

    [Fact]
    public async Task It_can_be_given_to_Iter()
    {
        var source = new TestSource<string>();
        source.Push("a");
        source.Complete();

        Assert.Equal(["a"], await Flow.Iter(source).RunAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task It_fails_with_its_own_exception_after_what_was_pushed()
    {
        var source = new TestSource<int>();
        var broken = new IOException("broken");
        await using var sink = new TestSink<int>(source.Flow);
        source.Push(1);
        source.Fail(broken);

        Assert.Equal([1], await sink.TakeAsync(1).WaitAsync(Deadline));
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => sink.EndAsync().WaitAsync(Deadline));

        Assert.Same(broken, error.InnerException);
        Assert.Equal(1, error.ItemIndex);
    }

    [Fact]
    public async Task A_push_can_wait_until_its_item_is_taken()
    {
        var source = new TestSource<int>();
        Task first = source.HandOverAsync(1);
        Assert.False(first.IsCompleted);

        await using var sink = new TestSink<int>(source.Flow);

        await first.WaitAsync(Deadline);
        await source.HandOverAsync(2).WaitAsync(Deadline);
        Assert.Equal([1, 2], await sink.TakeAsync(2).WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_wait_for_an_item_to_be_taken_ends_with_its_token_and_the_item_stays()
    {
        var source = new TestSource<int>();
        using var cancellation = new CancellationTokenSource();
        Task push = source.HandOverAsync(1, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push);
        source.Complete();
        Assert.Equal([1], await source.Flow.RunAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task A_wait_for_an_item_to_be_taken_ends_when_the_run_leaves_the_source()
    {
        var source = new TestSource<int>();
        Task[] waits = [source.HandOverAsync(1), source.HandOverAsync(2)];

        await source.Flow.Take(1).RunAsync().WaitAsync(Deadline);

        await waits[0].WaitAsync(Deadline);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => waits[1].WaitAsync(Deadline));
        Assert.Equal("The run has left the source without taking the item.", error.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => source.HandOverAsync(3));
    }

    [Fact]
    public async Task Nothing_is_given_after_the_end()
    {
        var source = new TestSource<int>();
        source.Complete();

        Assert.Equal(
            "Push: the test source has ended already.", Assert.Throws<InvalidOperationException>(() => source.Push(1)).Message);
        await Assert.ThrowsAsync<InvalidOperationException>(() => source.HandOverAsync(1));
        Assert.Throws<InvalidOperationException>(source.Complete);
        Assert.Throws<InvalidOperationException>(() => source.Fail(new IOException()));
    }

    [Fact]
    public async Task It_is_read_by_one_run()
    {
        var source = new TestSource<int>();
        source.Complete();
        await source.Flow.RunAsync().WaitAsync(Deadline);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => source.Flow.RunAsync().WaitAsync(Deadline));

        Assert.Equal("A test source is read by one run. Make another for the next.", error.InnerException!.Message);
    }

    [Fact]
    public async Task It_is_disposed_when_the_run_ends_before_it()
    {
        var source = new TestSource<int>();
        source.Push(1, 2, 3);

        Assert.Equal([1, 2], await source.Flow.Take(2).RunAsync().WaitAsync(Deadline));

        await source.Disposed.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_deterministic_engine_orders_what_a_test_pushes()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var engine = new DeterministicEngine(seed);
            await engine.RunAsync(async () =>
            {
                var source = new TestSource<int>();
                await using var sink = new TestSink<int>(
                    source.Flow.Then(x => 2 * x).Merge(source.Flow.Where(_ => false)), new RunOptions { Fuse = false }.DrivenBy(engine));
                source.Push(1);
                Assert.Equal([2], await sink.TakeAsync(1));
                await source.HandOverAsync(2);
                Assert.Equal([4], await sink.TakeAsync(1));
                source.Complete();
                await sink.EndAsync();
            }).WaitAsync(Deadline);

            Assert.True(engine.IsRepeatable);
        }
    }
}
