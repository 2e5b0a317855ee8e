namespace Millstream;

public sealed class IndexTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task The_number_counts_what_comes_here_and_the_index_at_the_source_is_kept(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        var odd = Flow.Range(0, 6).Where(x => x % 2 == 1).Index();

        Assert.Equal([(0L, 1), (1L, 3), (2L, 5)], await odd.RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.Equal(
            [((0L, "a"), 0L), ((1L, "b"), 1L)],
            await OperatorModes.LiftedAsync<string, (long, string)>(["a", "b"], s => s.Index(), options));
    }
}
