namespace Millstream;

public sealed class AggregateByTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-174")]
    public async Task Keys_come_at_the_end_in_the_order_first_seen(bool fuse, int capacity)
    {
        var sums = Flow.From(["b", "a", "b"]).Index().AggregateBy(x => x.Item, 100L, (sum, x) => sum + x.Index);

        var got = await sums.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

        Assert.Equal([new("b", 102), new("a", 101)], got);
    }

    [Fact]
    public async Task A_seed_is_made_for_each_key()
    {
        var lists = Flow.Range(0, 5).AggregateBy(
            x => x % 2,
            key => new List<int> { -key },
            (list, x) =>
            {
                list.Add(x);
                return list;
            });

        Assert.Equal([[0, 0, 2, 4], [-1, 1, 3]], (await lists.RunAsync()).Select(l => l.Value));
        Assert.Equal([[0, 0, 2, 4], [-1, 1, 3]], (await lists.RunAsync()).Select(l => l.Value));
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task An_item_that_is_left_out_is_asked_for_its_key_once_and_leaves_the_state_as_it_was(bool fuse, int capacity)
    {
        var (keys, folds) = (0, 0);
        var sums = Flow.Range(0, 600).AggregateBy(
            x =>
            {
                keys++;
                return x % 3;
            },
            0,
            (sum, x) =>
            {
                folds++;
                return x % 10 == 2 || x % 3 == 1 ? throw new InvalidOperationException("Left out.") : sum + x;
            },
            options: o => o.SkipErrors());

        var got = await sums.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

        var kept = Enumerable.Range(0, 600).Where(x => x % 10 != 2 && x % 3 != 1).ToList();
        Assert.Equal([new(0, kept.Where(x => x % 3 == 0).Sum()), new(2, kept.Where(x => x % 3 == 2).Sum())], got);
        Assert.Equal((600, 600), (keys, folds));
    }

    [Fact]
    public async Task The_earlier_of_two_failures_in_one_span_is_told()
    {
        var items = Enumerable.Range(0, 500).ToList();
        var sums = Flow.From(items).AggregateBy(
            x => x == 430 ? throw new InvalidOperationException("Key.") : x % 2,
            0,
            (sum, x) => x == 420 ? throw new InvalidOperationException("Fold.") : sum + x);

        var error = await Assert.ThrowsAsync<TaskFailedException>(() => sums.RunAsync().WaitAsync(OperatorModes.Deadline));

        Assert.Equal((420L, "Fold."), (error.ItemIndex, error.InnerException?.Message));
    }

    [Fact]
    public async Task Null_is_a_state()
    {
        var last = Flow.From<string?>(["a", null]).AggregateBy(_ => 0, (string?)"seed", (_, x) => x);

        Assert.Null(Assert.Single(await last.RunAsync()).Value);
    }
}
