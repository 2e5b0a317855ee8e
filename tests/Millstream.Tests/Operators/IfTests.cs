namespace Millstream.Operators;

public sealed class IfTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Each_item_takes_one_of_two_ways(bool fuse, int capacity)
    {
        (Flow<int> even, Flow<int> odd) = Flow.From([1, 2, 3, 4, 5, 6]).If(x => x % 2 == 0);

        IReadOnlyList<int> all = await Flow.Merge(even.Then(x => x * 10), odd).RunAsync(RunModes.Of(fuse, capacity), TestContext.Current.CancellationToken).InTime();

        Assert.Equal([20, 40, 60], all.Where(x => x >= 10));
        Assert.Equal([1, 3, 5], all.Where(x => x < 10));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task One_way_may_be_read_alone_and_of_a_single_value_the_other_ends_empty(bool fuse, int capacity)
    {
        Assert.Equal([2, 4], await Flow.From([1, 2, 3, 4]).If(x => x % 2 == 0).Then.RunAsync(RunModes.Of(fuse, capacity), TestContext.Current.CancellationToken).InTime());
        Assert.Equal([1, 3], await Flow.From([1, 2, 3, 4]).If(x => x % 2 == 0).Else.RunAsync(RunModes.Of(fuse, capacity), TestContext.Current.CancellationToken).InTime());

        (Flow<int> taken, Flow<int> untaken) = Flow.Value(4).If(x => x > 0);
        Assert.Equal([4, 4], await taken.Merge(untaken).Merge(taken).RunAsync(RunModes.Of(fuse, capacity), TestContext.Current.CancellationToken).InTime());
        Assert.Empty(await untaken.Then(x => x + 1).Then(x => x + 1).RunAsync(RunModes.Of(fuse, capacity), TestContext.Current.CancellationToken).InTime());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task One_of_two_methods_is_called(bool fuse, int capacity)
    {
        IReadOnlyList<string> called = await Flow.From([1, -2, 3]).If(x => x > 0, x => $"+{x}", x => $"{x}")
            .RunAsync(RunModes.Of(fuse, capacity), TestContext.Current.CancellationToken).InTime();

        Assert.Equal(["+1", "-2", "+3"], called);
    }
}
