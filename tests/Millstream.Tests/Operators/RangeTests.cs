namespace Millstream;

public sealed class RangeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_gives_whole_numbers_in_a_row()
    {
        Assert.Equal([-1, 0, 1], await Flow.Range(-1, 3).RunAsync().WaitAsync(Deadline));
        Assert.Empty(await Flow.Range(int.MinValue, 0).RunAsync().WaitAsync(Deadline));
        Assert.Equal([int.MaxValue], await Flow.Range(int.MaxValue, 1).RunAsync().WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(2, int.MaxValue)]
    public void A_count_that_cannot_be_is_refused_at_the_call(int start, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(count), () => Flow.Range(start, count));
}
