using Millstream.Graphs;

namespace Millstream.Execution;

/// <summary>The edge in every order of a writer's and a reader's steps that departs twice from the plain one.</summary>
public sealed class ChunkQueueOrderTests
{
    private const int Departures = 2;

    /// <summary>Gets the capacity, the number of items, the writer's spans, and how many the reader reads at once.</summary>
    public static TheoryData<int, int, int, int> Sizes => new()
    {
        { 1, 3, 1, 1 }, { 1, 4, 9, 9 }, { 2, 4, 1, 9 }, { 2, 5, 2, 1 }, { 3, 6, 3, 2 }, { 4, 8, 2, 9 }, { 7, 9, 4, 3 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_item_arrives_once_and_in_order_and_nobody_waits_for_ever(int capacity, int items, int span, int atOnce)
    {
        int orders = Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = capacity });
            program.Write(items, span);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0], atOnce);
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, items), reader.Items);
                Assert.True(reader.HasEnded);
                AssertCounts(program.Queues[0], put: items, delivered: items);
            };
        });

        Assert.True(orders > 100, $"Only {orders} orders were tried.");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_failure_comes_after_every_item_before_it(int capacity, int items, int span, int atOnce)
    {
        var failure = new InvalidOperationException("failed");
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = capacity });
            program.Write(items, span, failure);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0], atOnce);
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, items), reader.Items);
                Assert.Same(failure, reader.Fault);
            };
        });
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_writer_whose_reader_has_left_learns_of_it_and_every_item_is_counted(int capacity, int items, int span, int atOnce)
    {
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = capacity });
            program.Write(1000, span);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0], atOnce, leaveAfter: items - 1);
            return () =>
            {
                Assert.True(program.WasClosed);
                Assert.Equal(Enumerable.Range(0, items - 1), reader.Items);
                AssertCounts(program.Queues[0], program.Pushed, delivered: items - 1);
            };
        });
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_edge_that_is_ended_from_outside_gives_what_is_on_it_and_then_its_error(int capacity, int items, int span, int atOnce)
    {
        var failure = new InvalidOperationException("ended");
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = capacity });
            program.Write(items, span);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0], atOnce);
            order.Later("end", () => program.Writer.Abort(failure));
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, reader.Items.Count), reader.Items);
                Assert.True(reader.HasEnded);
                Assert.True(reader.Fault == failure || reader.Items.Count == items);
                AssertCounts(program.Queues[0], put: null, reader.Items.Count);
            };
        });
    }

    [Fact]
    public void Every_reader_of_an_outlet_gets_every_item_and_the_slowest_holds_the_others_back()
    {
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = 1 }, new EdgeOptions { Capacity = 4 });
            program.Write(5, span: 2);
            EdgeProgram.ReadingEnd first = program.Read(program.Queues[0]);
            EdgeProgram.ReadingEnd second = program.Read(program.Queues[1], atOnce: 1);
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, 5), first.Items);
                Assert.Equal(Enumerable.Range(0, 5), second.Items);
            };
        });
    }

    [Fact]
    public void A_reader_that_leaves_holds_nobody_back_any_more()
    {
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = 2 }, new EdgeOptions { Capacity = 1 });
            program.Write(5, span: 2);
            EdgeProgram.ReadingEnd first = program.Read(program.Queues[0]);
            program.Read(program.Queues[1], leaveAfter: 1);
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, 5), first.Items);
                Assert.False(program.WasClosed);
            };
        });
    }

    [Fact]
    public void A_reader_that_joins_late_gets_all_items_from_then_on_within_its_bound()
    {
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = 8 });
            program.Write(12, span: 3);
            EdgeProgram.ReadingEnd first = program.Read(program.Queues[0]);
            EdgeProgram.ReadingEnd? late = null;
            order.Later("join", () =>
            {
                var queue = new ChunkQueue<int>("late", new EdgeOptions { Capacity = 1 }, 1);
                late = program.Read(queue);
                program.Queues.Add(queue);
                program.Writer.Attach(queue);
            });
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, 12), first.Items);
                Assert.True(late!.HasEnded);
                Assert.Equal(Enumerable.Range(12 - late.Items.Count, late.Items.Count), late.Items);
            };
        });
    }

    [Fact]
    public void An_edge_that_grows_while_its_writer_waits_lets_it_go_on()
    {
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = 1 });
            program.Write(5);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0]);
            order.Later("grow", program.Queues[0].Grow);
            return () => Assert.Equal(Enumerable.Range(0, 5), reader.Items);
        });
    }

    [Theory]
    [InlineData(Overflow.DropOldest)]
    [InlineData(Overflow.DropNewest)]
    public void An_edge_that_drops_keeps_the_order_and_counts_what_it_drops(Overflow overflow)
    {
        bool hasDropped = false;
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = 3, Overflow = overflow });
            program.Write(9, span: 2);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0], atOnce: 2);
            return () =>
            {
                Assert.Equal(reader.Items.Order(), reader.Items);
                Assert.Equal(reader.Items.Distinct(), reader.Items);
                Assert.Contains(overflow == Overflow.DropOldest ? 8 : 0, reader.Items);
                AssertCounts(program.Queues[0], put: 9, reader.Items.Count);
                hasDropped |= reader.Items.Count < 9;
            };
        });

        Assert.True(hasDropped);
    }

    [Fact]
    public void An_edge_that_is_bounded_in_bytes_holds_no_more_than_one_item_beyond_them()
    {
        Interleaving.Explore(Departures, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { CapacityBytes = 20, SizeOf = (int _) => 10 });
            program.Write(6, span: 2);
            EdgeProgram.ReadingEnd reader = program.Read(program.Queues[0]);
            order.AfterEachStep = () => Assert.InRange(program.Queues[0].Statistics().Depth, 0, 3);
            return () => Assert.Equal(Enumerable.Range(0, 6), reader.Items);
        });
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_same_holds_in_orders_drawn_at_random_for_more_items(int capacity, int items, int span, int atOnce)
    {
        Interleaving.Sample(2_000, seed: capacity, order =>
        {
            var program = new EdgeProgram(order, new EdgeOptions { Capacity = capacity }, new EdgeOptions { Capacity = capacity + 2 });
            program.Write(4 * items, span);
            EdgeProgram.ReadingEnd first = program.Read(program.Queues[0], atOnce);
            EdgeProgram.ReadingEnd second = program.Read(program.Queues[1], span, leaveAfter: 3 * items);
            return () =>
            {
                Assert.Equal(Enumerable.Range(0, 4 * items), first.Items);
                Assert.Equal(Enumerable.Range(0, 3 * items), second.Items);
            };
        });
    }

    private static void AssertCounts(ChunkQueue<int> queue, long? put, long delivered)
    {
        Assert.Equal(put ?? queue.Put, queue.Put);
        Assert.Equal(delivered, queue.Delivered);
        Assert.Equal(queue.Put - delivered, queue.Dropped);
    }
}
