namespace Millstream.Testing;

public sealed class TestSinkTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Items_are_taken_as_the_test_asks_for_them()
    {
        await using var sink = new TestSink<int>(Flow.Range(0, 5));

        Assert.Equal([0, 1], await sink.TakeAsync(2).WaitAsync(Deadline));
        Assert.Equal([2], await sink.TakeAsync(1).WaitAsync(Deadline));
        Assert.Equal([3, 4], await sink.TakeAllAsync().WaitAsync(Deadline));
        Assert.Equal([0, 1, 2, 3, 4], sink.Taken);
        await sink.EndAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task What_is_not_taken_holds_the_run_back()
    {
        var source = new TestSource<int>();
        source.Push([.. Enumerable.Range(0, 100)]);
        await using var sink = new TestSink<int>(source.Flow, new RunOptions { Capacity = 2 });

        await sink.TakeAsync(10).WaitAsync(Deadline);

        // Two on the edge, one in the hand of either side, and the one the source may have made for the next place.
        Assert.InRange(source.Taken, 10, 15);
    }

    [Fact]
    public async Task A_flow_that_completes_early_is_told_with_the_numbers()
    {
        await using var sink = new TestSink<int>(Flow.Range(0, 2));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.TakeAsync(3).WaitAsync(Deadline));

        Assert.Equal("The flow completed after 2 of the 3 items that were to be taken.", error.Message);
        Assert.Equal([0, 1], sink.Taken);
    }

    [Fact]
    public async Task An_item_where_the_end_was_expected_is_told()
    {
        await using var sink = new TestSink<int>(Flow.Range(0, 2));

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.EndAsync().WaitAsync(Deadline));

        Assert.Equal("The flow was to complete, but it gave '0'.", error.Message);
    }

    [Fact]
    public async Task A_wait_that_is_cut_short_loses_nothing()
    {
        var source = new TestSource<int>();
        await using var sink = new TestSink<int>(source.Flow);
        using var cancellation = new CancellationTokenSource();
        source.Push(1);
        Task take = sink.TakeAsync(2, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => take.WaitAsync(Deadline));
        source.Push(2, 3);
        source.Complete();
        await sink.TakeAllAsync().WaitAsync(Deadline);
        Assert.Equal([1, 2, 3], sink.Taken);
    }

    [Fact]
    public async Task Disposing_kills_the_run_and_waits_for_it()
    {
        var source = new TestSource<int>();
        var sink = new TestSink<int>(source.Flow);
        source.Push(1);
        await sink.TakeAsync(1).WaitAsync(Deadline);
        using var cancellation = new CancellationTokenSource(TimeSpan.Zero);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sink.TakeAsync(1, cancellation.Token).WaitAsync(Deadline));

        await sink.DisposeAsync().AsTask().WaitAsync(Deadline);

        Assert.True(source.Disposed.IsCompleted);
        await sink.DisposeAsync().AsTask().WaitAsync(Deadline);
    }
}
