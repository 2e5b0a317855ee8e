using Millstream.Graphs;

namespace Millstream.Tasks;

/// <summary>Marks of items travel only to who reads them.</summary>
public sealed class LineageTests
{
    [Fact]
    [Trait("Proves", "TD-159")]
    public void A_graph_in_which_nobody_reads_times_carries_none() =>
        Assert.All(
            Flow.Range(0, 3).TimedBy(x => (long)x).Then(x => x + 1).Zip(Flow.Range(0, 3), (a, b) => a + b).Build().Nodes,
            node => Assert.All(node.Task.Outlets, outlet => Assert.False(IsMarked(outlet))));

    [Fact]
    public void Times_are_carried_from_where_they_are_given_to_who_reads_them()
    {
        TaskGraph graph = Flow.Range(0, 3).Then(x => x + 1).TimedBy(x => (long)x).Where(x => x > 0).Chunk(2).WithTime().Then(x => x.Item.Length).Build();

        Assert.Equal(
            ["timedBy", "where", "chunk"],
            graph.Nodes.Where(node => node.Task.Outlets.Any(IsMarked)).Select(node => node.Task.Name));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Index_and_time_travel_together(bool fuse, int capacity)
    {
        Flow<int> items = Flow.Range(0, 6).TimedBy(x => 10L * x).Where(x => x % 2 == 1).SelectMany(x => Enumerable.Repeat(x, 2));

        var both = await items.WithIndex().WithTime().RunAsync(RunModes.Of(fuse, capacity)).InTime();

        Assert.Equal(["1.0", "1.1", "3.0", "3.1", "5.0", "5.1"], both.Select(x => $"{x.Item.Index}"));
        Assert.Equal([10, 10, 30, 30, 50, 50], both.Select(x => x.Time.ToUnixTimeMilliseconds()));
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task What_is_made_of_several_items_has_the_newest_time(bool fuse, int capacity)
    {
        Flow<int> items = Flow.Range(0, 5).TimedBy(x => 10L * x);
        RunOptions mode = RunModes.Of(fuse, capacity);

        Assert.Equal([10, 30, 40], Times(await items.Chunk(2).WithTime().RunAsync(mode).InTime()));
        Assert.Equal([0, 10, 20, 30, 40], Times(await items.Zip(items.Then(x => x + 1), (a, b) => a + b).WithTime().RunAsync(mode).InTime()));
        Assert.Equal([0, 10, 30, 60, 100], (await items.Scan((sum, x) => sum + (10 * x), 0).WithTime().RunAsync(mode).InTime()).Select(x => (long)x.Item));

        static IEnumerable<long> Times<T>(IEnumerable<(T Item, DateTimeOffset Time)> items) => items.Select(x => x.Time.ToUnixTimeMilliseconds());
    }

    private static bool IsMarked(Port outlet) => outlet.ItemType.IsGenericType && outlet.ItemType.GetGenericTypeDefinition() == typeof(Marked<>);
}
