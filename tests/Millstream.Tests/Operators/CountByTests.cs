namespace Millstream;

public sealed class CountByTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-174")]
    public async Task Keys_come_at_the_end_in_the_order_first_seen(bool fuse, int capacity)
    {
        var counts = Flow.From(["b", "a", "b"]).CountBy(x => x);

        var got = await counts.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

        Assert.Equal([new("b", 2), new("a", 1)], got);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Many_keys_go_out_in_order_where_there_is_room(bool fuse, int capacity)
    {
        // Every key comes three times, first in an order that is not that of any hash.
        var keys = Enumerable.Range(0, 20_000).Select(i => i * 7919 % 20_011).ToList();
        var counts = Flow.Iter(keys.Concat(keys).Concat(keys)).CountBy(x => x);

        var got = await counts.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

        Assert.Equal(keys, got.Select(c => c.Key));
        Assert.All(got, c => Assert.Equal(3, c.Value));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_consumer_that_has_enough_ends_the_keys(bool fuse, int capacity)
    {
        var got = await Flow.Range(0, 20_000).CountBy(x => x).Take(2).RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity })
            .WaitAsync(OperatorModes.Deadline);

        Assert.Equal([new(0, 1), new(1, 1)], got);
    }

    [Fact]
    public async Task An_item_whose_key_cannot_be_told_may_be_left_out()
    {
        var calls = 0;
        int Key(int x)
        {
            calls++;
            return x % 100 == 7 ? throw new InvalidOperationException("Seven.") : x % 2;
        }

        await using var run = Flow.Range(0, 1000).CountBy(Key, options: o => o.SkipErrors()).Start();
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal([new(0, 500), new(1, 490)], await run.ResultAsync<IReadOnlyList<KeyValuePair<int, long>>>("result"));
        Assert.Equal((1000, 10L), (calls, run.Snapshot().Task("Key").Skipped));
    }

    [Fact]
    public async Task More_items_than_make_a_loop_hot_are_counted_alike()
    {
        var counts = await Flow.Range(0, 500_000).CountBy(x => x % 1000).RunAsync().WaitAsync(OperatorModes.Deadline);

        Assert.Equal(Enumerable.Range(0, 1000), counts.Select(c => c.Key));
        Assert.All(counts, c => Assert.Equal(500, c.Value));
    }

    [Fact]
    public async Task Keys_are_compared_as_told()
    {
        var counts = await Flow.From(["a", "B", "A"]).CountBy(x => x, StringComparer.OrdinalIgnoreCase).RunAsync();

        Assert.Equal([new("a", 2), new("B", 1)], counts);
    }
}
