namespace Millstream;

public sealed class ToListTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_list_is_a_value_and_a_new_one_for_each_run(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        FlowValue<IReadOnlyList<int>> list = Flow.Iter(OperatorModes.Gen, 1000).ToList();

        var first = await list.RunAsync(options).WaitAsync(OperatorModes.Deadline);
        var second = await list.RunAsync(options).WaitAsync(OperatorModes.Deadline);

        Assert.Equal(Enumerable.Range(0, 1000), first);
        Assert.Equal(first, second);
        Assert.NotSame(first, second);
    }
}
