namespace Millstream;

public sealed class RangeTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_gives_whole_numbers_in_a_row()
    {
        Assert.Equal([-1, 0, 1], await Flow.Range(-1, 3).RunAsync().WaitAsync(Deadline));
        Assert.Empty(await Flow.Range(int.MinValue, 0).RunAsync().WaitAsync(Deadline));
        Assert.Equal([int.MaxValue], await Flow.Range(int.MaxValue, 1).RunAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task It_gives_long_numbers_too()
    {
        Assert.Equal([-1L, 0, 1], await Flow.Range(-1L, 3).RunAsync().WaitAsync(Deadline));
        Assert.Equal([long.MaxValue], await Flow.Range(long.MaxValue, 1).RunAsync().WaitAsync(Deadline));
        Assert.Equal([long.MinValue, long.MinValue + 1], await Flow.Range(long.MinValue, long.MaxValue).Take(2).RunAsync().WaitAsync(Deadline));
        Assert.Equal(5_000_050_000, await Flow.Range(1L, 100_000).Reduce((sum, x) => sum + x, 0L).RunAsync().WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, 2)]
    [InlineData(2, long.MaxValue)]
    public void A_count_of_long_numbers_that_cannot_be_is_refused_too(long start, long count) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(count), () => Flow.Range(start, count));

    [Theory]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, 2)]
    [InlineData(2, int.MaxValue)]
    public void A_count_that_cannot_be_is_refused_at_the_call(int start, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(count), () => Flow.Range(start, count));
}
