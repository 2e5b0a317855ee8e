namespace Millstream;

public sealed class DistinctTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-174")]
    public async Task More_different_items_than_the_bound_fail_and_name_the_bound_and_the_way_out(bool fuse, int capacity)
    {
        var got = new List<string>();
        var flow = Flow.From(["a", "b", "a", "c", "a"]).Distinct(memory: new DistinctOptions { Bound = 2 });

        var error = await Assert.ThrowsAsync<TaskFailedException>(async () =>
        {
            await foreach (var item in flow.With(new RunOptions { Fuse = fuse, Capacity = capacity }))
            {
                got.Add(item);
            }
        });

        Assert.Equal(["a", "b"], got);
        Assert.Equal(("distinct", 3L), (error.TaskName, error.ItemIndex));
        Assert.Equal(
            "There are more than 2 different keys, the bound up to which they are remembered. Raise DistinctOptions.Bound, or let the oldest key "
            + "be forgotten with DistinctOptions.EvictsOldest.",
            error.InnerException?.Message);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_oldest_may_be_forgotten_instead(bool fuse, int capacity)
    {
        var memory = new DistinctOptions { Bound = 2, EvictsOldest = true };
        var flow = Flow.From([1, 2, 1, 3, 2, 1, 1]).Distinct(memory: memory);

        Assert.Equal(
            [1, 2, 3, 1], await flow.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline));
    }

    [Fact]
    public async Task A_hundred_thousand_different_items_are_remembered_unless_told_otherwise()
    {
        var flow = Flow.Range(0, 100_000).Concat(Flow.Range(0, 100_000)).Distinct();

        Assert.Equal(100_000, await flow.Count().RunAsync().WaitAsync(OperatorModes.Deadline));
        var error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Range(0, 100_001).Distinct().Count().RunAsync().WaitAsync(OperatorModes.Deadline));
        Assert.Equal(100_000, error.ItemIndex);
        Assert.Contains("more than 100,000 different keys", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_equal_may_be_told_and_items_keep_their_index()
    {
        var flow = Flow.From(["a", "A", "b"]).Distinct(StringComparer.OrdinalIgnoreCase);

        Assert.Equal(["a", "b"], await flow.RunAsync().WaitAsync(OperatorModes.Deadline));
        Assert.Equal(
            [("a", 0), ("b", 2)],
            await OperatorModes.LiftedAsync<string, string>(
                ["a", "A", "b"], s => s.Distinct(StringComparer.OrdinalIgnoreCase), new RunOptions()));
    }

    [Fact]
    public void A_bound_below_one_is_refused() =>
        Assert.Equal("Bound", Assert.Throws<ArgumentOutOfRangeException>(() => new DistinctOptions { Bound = 0 }).ParamName);
}
