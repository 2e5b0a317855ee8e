namespace Millstream.Items;

public sealed class ItemTasksTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Limit_and_skip_count_items(bool fuse, int capacity)
    {
        Assert.Equal([0, 1, 2], await Flow.Range(0, 100).LimitItems(new CountSettings { Count = 3 }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal([97, 98, 99], await Flow.Range(0, 100).SkipItems(new CountSettings { Count = 97 }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Empty(await Flow.Range(0, 100).LimitItems(new CountSettings { Count = 0 }).ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.Equal([100L], await Flow.Range(0, 100).CountItems().ResultAsync(Runs.Mode(fuse, capacity)));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task Limit_ends_an_endless_source(bool fuse, int capacity)
    {
        bool isDisposed = false;
        IEnumerable<int> Endless()
        {
            try
            {
                for (int i = 0; ; i++)
                {
                    yield return i;
                }
            }
            finally
            {
                isDisposed = true;
            }
        }

        Assert.Equal(Enumerable.Range(0, 10), await Flow.Iter(Endless).LimitItems().ResultAsync(Runs.Mode(fuse, capacity)));
        Assert.True(isDisposed);
    }
}
