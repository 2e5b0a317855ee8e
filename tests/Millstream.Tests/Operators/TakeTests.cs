namespace Millstream;

public sealed class TakeTests
{
    public static TheoryData<bool, int> Runs => OperatorModes.Runs;

    [Theory]
    [MemberData(nameof(Runs))]
    [Trait("Proves", "FLU-13")]
    public async Task An_endless_source_ends_when_enough_was_taken(bool fuse, int capacity)
    {
        var (taken, disposed) = (0, 0);
        IEnumerable<int> Endless()
        {
            try
            {
                while (true)
                {
                    yield return taken++;
                }
            }
            finally
            {
                disposed++;
            }
        }

        // One task with an edge before it and the terminal: k (b + c) + b + 2. Mostly it is one edge and two hands.
        var bound = capacity + 1 + capacity + 2;
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };

        Assert.Equal([0, 1, 2], await Flow.Iter(Endless).Take(3).RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.InRange(taken, 3, 3 + bound);
        taken = 0;
        Assert.Equal(0, await Flow.Iter(Endless).First().RunAsync(options).WaitAsync(OperatorModes.Deadline));
        Assert.InRange(taken, 1, 1 + bound);
        Assert.Equal(2, disposed);
    }

    [Fact]
    public async Task Items_keep_their_index() =>
        Assert.Equal([(7, 0), (8, 1)], await OperatorModes.LiftedAsync<int, int>([7, 8, 9], s => s.Take(2), new RunOptions()));

    [Fact]
    public void A_negative_count_is_refused() =>
        Assert.Equal("count", Assert.Throws<ArgumentOutOfRangeException>(() => Flow.Range(0, 3).Take(-1)).ParamName);
}
