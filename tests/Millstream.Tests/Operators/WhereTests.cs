namespace Millstream;

public sealed class WhereTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Items_that_are_kept_keep_their_index_and_the_task_its_name(bool fuse, int capacity)
    {
        static bool IsEven(int x) => x % 2 == 0;
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };

        Assert.Equal(
            [(10, 0), (12, 2), (14, 4)],
            await OperatorModes.LiftedAsync<int, int>([10, 11, 12, 13, 14], s => s.Where(IsEven), options));
        Assert.Equal("IsEven", ((Tasks.TaskBody)Flow.Range(0, 1).Where(IsEven).Node.Task).Lift()?.Name);
    }

    [Fact]
    public async Task A_predicate_may_be_repeated_replaced_and_called_for_several_items_at_once()
    {
        var calls = 0;
        bool FailTwice(int x) => ++calls <= 2 ? throw new InvalidOperationException("Not yet.") : x > 0;
        var numbers = Flow.Range(0, 3);

        Assert.Equal([1, 2], await numbers.Where(FailTwice, o => o.Retry(2)).RunAsync().WaitAsync(OperatorModes.Deadline));
        Assert.Equal(5, calls);
        Assert.Equal(
            [0, 2],
            await numbers
                .Where(x => x == 1 ? throw new InvalidOperationException("One.") : true, o => o.Fallback((int x, Exception _) => x != 1))
                .RunAsync().WaitAsync(OperatorModes.Deadline));
        Assert.Equal(
            Enumerable.Range(0, 500).Where(x => x % 3 == 0),
            await Flow.Range(0, 500).Where(x => x % 3 == 0, o => o.Parallel(4)).RunAsync().WaitAsync(OperatorModes.Deadline));
    }
}
