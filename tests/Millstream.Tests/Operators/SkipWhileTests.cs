namespace Millstream;

public sealed class SkipWhileTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Nothing_is_asked_about_after_the_first_that_is_kept(bool fuse, int capacity)
    {
        var asked = 0;
        bool IsFew(int x)
        {
            asked++;
            return x < 40;
        }

        var got = await Flow.Range(0, 300).SkipWhile(IsFew).RunAsync(new RunOptions { Fuse = fuse, Capacity = capacity })
            .WaitAsync(OperatorModes.Deadline);

        Assert.Equal(Enumerable.Range(40, 260), got);
        Assert.Equal(41, asked);
    }

    [Fact]
    public async Task Items_keep_their_index() =>
        Assert.Equal(
            [(9, 2), (7, 3)], await OperatorModes.LiftedAsync<int, int>([7, 8, 9, 7], s => s.SkipWhile(x => x < 9), new RunOptions()));

    [Fact]
    public async Task An_item_that_is_left_out_for_its_error_is_not_the_first_that_is_kept()
    {
        var flow = Flow.Range(0, 4).SkipWhile(x => x == 1 ? throw new InvalidOperationException("One.") : x < 3, o => o.SkipErrors());

        Assert.Equal([3], await flow.RunAsync().WaitAsync(OperatorModes.Deadline));
    }
}
