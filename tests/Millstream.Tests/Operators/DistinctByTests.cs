namespace Millstream;

public sealed class DistinctByTests
{
    [Fact]
    public async Task The_first_item_of_each_key_is_kept_with_its_index() =>
        Assert.Equal(
            [("a", 0), ("bb", 1), ("", 4)],
            await OperatorModes.LiftedAsync<string, string>(["a", "bb", "c", "dd", ""], s => s.DistinctBy(x => x.Length), new RunOptions()));

    [Fact]
    public async Task An_item_beyond_the_bound_may_be_left_out_like_any_that_fails()
    {
        await using var run = Flow.From([1, 2, 3, 2, 1, 4])
            .DistinctBy(x => x, memory: new DistinctOptions { Bound = 2 }, options: o => o.SkipErrors().Named("few"))
            .Start();
        await run.Completion.WaitAsync(OperatorModes.Deadline);

        Assert.Equal([1, 2], await run.ResultAsync<IReadOnlyList<int>>("result"));
        Assert.Equal(2, run.Snapshot().Task("few").Skipped);
    }

    [Fact]
    public async Task Keys_of_many_items_are_forgotten_one_for_one()
    {
        var memory = new DistinctOptions { Bound = 10, EvictsOldest = true };
        var items = Enumerable.Range(0, 5000).Select(i => i % 37).ToList();

        var got = await Flow.From(items).DistinctBy(x => x, memory: memory).RunAsync().WaitAsync(OperatorModes.Deadline);

        // By the time a key comes again, 36 others have come: it was forgotten.
        Assert.Equal(items, got);
    }
}
