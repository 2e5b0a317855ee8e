namespace Millstream;

public sealed class SkipTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Items_keep_their_index(bool fuse, int capacity) =>
        Assert.Equal(
            [(9, 2), (10, 3)],
            await OperatorModes.LiftedAsync<int, int>([7, 8, 9, 10], s => s.Skip(2), new RunOptions { Fuse = fuse, Capacity = capacity }));

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(long.MaxValue, 0)]
    public async Task As_many_are_left_out_as_there_are(long count, int left) =>
        Assert.Equal(left, (await Flow.Range(0, 3).Skip(count).RunAsync().WaitAsync(OperatorModes.Deadline)).Count);

    [Fact]
    public void A_negative_count_is_refused() =>
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => Flow.Range(0, 3).Skip(-1)).ParamName);
}
