namespace Millstream;

public sealed class GroupByTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-174")]
    public async Task Groups_come_at_the_end_in_the_order_in_which_their_keys_were_first_seen(bool fuse, int capacity)
    {
        var groups = Flow.From(["b", "a", "b"]).Index().GroupBy(x => x.Item, x => x.Index);

        var got = await groups.RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity }).WaitAsync(OperatorModes.Deadline);

        Assert.Equal(["b", "a"], got.Select(g => g.Key));
        Assert.Equal([[0L, 2L], [1L]], got.Select(g => g.Items));
    }

    [Fact]
    public async Task Query_syntax_groups()
    {
        var query = from x in Flow.Range(0, 5) group x * 10 by x % 2;

        Assert.Equal(["0: 0 20 40", "1: 10 30"], (await query.RunAsync()).Select(g => $"{g.Key}: {string.Join(' ', g.Items)}"));
    }

    [Fact]
    public async Task Null_is_a_key_and_has_its_place_among_the_others()
    {
        foreach (var items in new string?[][] { [null, "a", null, "b"], ["a", null, "b", null], ["a", "b", null], [null] })
        {
            var got = await Flow.From(items).GroupBy(x => x).RunAsync().WaitAsync(OperatorModes.Deadline);

            Assert.Equal(items.Distinct(), got.Select(g => g.Key));
            Assert.Equal(items.GroupBy(x => x).Select(g => g.Count()), got.Select(g => g.Items.Count));
        }
    }

    [Fact]
    public async Task A_key_whose_only_item_failed_has_no_group()
    {
        var groups = Flow.Range(0, 4).GroupBy(x => x % 2, x => x is 1 or 3 ? throw new InvalidOperationException("Odd.") : x, options: o => o.SkipErrors());

        var got = await groups.RunAsync().WaitAsync(OperatorModes.Deadline);

        Assert.Equal((0, 2), (Assert.Single(got).Key, got[0].Items.Count));
    }
}
