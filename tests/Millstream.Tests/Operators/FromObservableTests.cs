using Millstream.Graphs;
using static Millstream.RunModes;

namespace Millstream;

/// <summary>A flow over an observable, which cannot be made to wait.</summary>
public sealed class FromObservableTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Overflow.DropOldest, new[] { 0, 8, 9 })]
    [InlineData(Overflow.DropNewest, new[] { 0, 1, 2 })]
    [Trait("Proves", "FLU-17")]
    public async Task What_is_pushed_while_the_consumer_waits_is_dropped_by_the_policy_and_counted(Overflow overflow, int[] expected)
    {
        var pushed = new Pushed();
        using var gate = new Gate();
        await using GraphRun run = Flow.From(pushed, overflow, capacity: 2).Then(gate.Pass).Start(new RunOptions(), Token);

        await PushTenAsync(pushed, gate);
        gate.Open();
        await run.Completion.InTime();

        Assert.Equal(expected, await run.ResultAsync<IReadOnlyList<int>>("result", Token));
        Assert.Equal(7, run.Snapshot().Task("from").Dropped);
        Assert.True(pushed.IsLeft);
    }

    [Theory]
    [InlineData(Overflow.DropOldest)]
    [InlineData(Overflow.DropNewest)]
    [Trait("Proves", "FLU-17")]
    public async Task Where_an_edge_takes_some_of_it_the_rest_is_dropped_and_counted(Overflow overflow)
    {
        var pushed = new Pushed();
        using var gate = new Gate();
        await using GraphRun run = Flow.From(pushed, overflow, capacity: 2).Then(gate.Pass)
            .Start(new RunOptions { Fuse = false, Capacity = 1 }, Token);

        await PushTenAsync(pushed, gate);
        gate.Open();
        await run.Completion.InTime();

        var items = await run.ResultAsync<IReadOnlyList<int>>("result", Token);
        Assert.Equal(items.Order(), items);
        Assert.Equal(0, items[0]);
        Assert.Equal(overflow == Overflow.DropOldest ? 9 : 1, overflow == Overflow.DropOldest ? items[^1] : items[1]);
        Assert.Equal(10, items.Count + run.Snapshot().Task("from").Dropped);
        Assert.InRange(items.Count, 3, 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-17")]
    public async Task Without_a_policy_too_many_items_are_an_error_that_names_the_source_and_the_policies(bool fuse)
    {
        var pushed = new Pushed();
        using var gate = new Gate();
        var run = CollectAsync(Flow.From(pushed, capacity: 2).Then(gate.Pass).With(new RunOptions { Fuse = fuse, Capacity = 1 }, Token));

        await PushTenAsync(pushed, gate);
        gate.Open();
        (List<int> items, Exception? thrown) = await run.InTime();

        Assert.Equal(Enumerable.Range(0, items.Count), items);
        Assert.InRange(items.Count, 3, 6);
        var error = Assert.IsType<TaskFailedException>(thrown);
        Assert.Equal("from", error.TaskName);
        Assert.Equal(
            "'from' was pushed an item while 2 others waited, and an observable cannot be made to wait. "
            + "Choose Overflow.DropOldest, Overflow.DropNewest, or Overflow.Fail with a larger capacity.",
            error.InnerException!.Message);
        Assert.True(pushed.IsLeft);
    }

    [Fact]
    public void It_cannot_be_asked_to_wait() =>
        Assert.Contains(
            "cannot be made to wait",
            Assert.Throws<ArgumentException>(() => Flow.From(new Pushed(), Overflow.Wait)).Message,
            StringComparison.Ordinal);

    /// <summary>Pushes the first item, and the others when the consumer has begun with it and waits.</summary>
    private static async Task PushTenAsync(Pushed pushed, Gate gate)
    {
        IObserver<int> observer = await pushed.Subscribed.InTime();
        observer.OnNext(0);
        await gate.Reached.InTime();
        for (int i = 1; i < 10; i++)
        {
            observer.OnNext(i);
        }

        observer.OnCompleted();
    }

    private sealed class Pushed : IObservable<int>, IDisposable
    {
        private readonly TaskCompletionSource<IObserver<int>> _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<IObserver<int>> Subscribed => _subscribed.Task;

        public bool IsLeft { get; private set; }

        public IDisposable Subscribe(IObserver<int> observer)
        {
            _subscribed.SetResult(observer);
            return this;
        }

        public void Dispose() => IsLeft = true;
    }

    /// <summary>A body that waits in the first item.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _isOpen = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _isOpen.Set();

        public int Pass(int x)
        {
            _reached.TrySetResult();
            _isOpen.Wait(Deadline);
            return x;
        }

        public void Dispose() => _isOpen.Dispose();
    }
}
