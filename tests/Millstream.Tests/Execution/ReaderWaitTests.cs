using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Execution;

/// <summary>The wait of a reader outside, in every order of its steps and its wakers' that departs a few times from the plain one.</summary>
public sealed class ReaderWaitTests
{
    private const int Departures = 3;

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 4)]
    public void Every_wait_ends_with_an_item_or_the_end_and_none_is_for_ever(int capacity, int items)
    {
        int orders = Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = capacity });
            var reader = new SteppedReader(order, program.Queues[0]);
            program.Write(items);
            order.Start("read", reader.RunAsync);
            return () => Assert.Equal(Enumerable.Range(0, items), reader.Items);
        });

        Assert.True(orders > 1000, $"Only {orders} orders were tried.");
    }

    [Fact]
    public void A_wake_up_that_comes_late_does_not_end_the_next_wait()
    {
        var wait = new ReaderWait();
        wait.Look();
        Assert.True(wait.TryBegin());
        long late = wait.Wake();
        Assert.True(wait.TryEnd(late));
        wait.Look();
        Assert.True(wait.TryBegin());

        Assert.False(wait.TryEnd(late));
        Assert.True(wait.TryEnd(wait.Wake()));
    }

    [Fact]
    public void A_wake_up_between_looking_and_waiting_is_seen()
    {
        var wait = new ReaderWait();
        wait.Look();

        Assert.Equal(ReaderWait.Nobody, wait.Wake());

        Assert.False(wait.TryBegin());
    }

    /// <summary>What LiveReader does, cut into its atomic steps.</summary>
    private sealed class SteppedReader : IWaker
    {
        private readonly Interleaving _order;
        private readonly ChunkQueue<int> _queue;
        private readonly ReaderWait _wait = new();
        private TaskCompletionSource _end = new();

        public SteppedReader(Interleaving order, ChunkQueue<int> queue)
        {
            _order = order;
            _queue = queue;
            queue.Connect(writer: null, this);
        }

        public List<int> Items { get; } = [];

        public bool IsOutside => true;

        public async Task RunAsync()
        {
            while (true)
            {
                _wait.Look();
                await _order.Step("read");
                bool hasLooked = TryTake(out bool isEnded);
                if (!hasLooked)
                {
                    await _order.Step("read");
                    _end = new TaskCompletionSource();
                    if (!_wait.TryBegin())
                    {
                        continue;
                    }

                    await _end.Task;
                    Assert.True(TryTake(out isEnded), "The wait ended before there was an item.");
                }

                if (isEnded)
                {
                    return;
                }

                await _order.Step("read");
            }
        }

        public void Wake() => _order.Later("wake", () =>
        {
            long wait = _wait.Wake();
            if (wait != ReaderWait.Nobody)
            {
                _order.Later("wake", () => Look(wait));
            }
        });

        private void Look(long wait)
        {
            if (_queue.IsReady)
            {
                _order.Later("wake", () =>
                {
                    if (_wait.TryEnd(wait))
                    {
                        _order.Later("read", _end.SetResult);
                    }
                });
            }
        }

        private bool TryTake(out bool isEnded)
        {
            if (_queue.TryDequeue(out Slice<int> slice, out isEnded, out _))
            {
                Items.AddRange(slice.Chunk.Items.AsSpan(slice.Start, slice.Count));
                _queue.CountDelivered(slice.Count);
                slice.Chunk.Return();
                return true;
            }

            return isEnded;
        }
    }
}
