namespace Millstream;

public sealed class FirstTests
{
    private static IEnumerable<int> Gen(int n)
    {
        for (int i = 0; i < n; i++)
        {
            yield return i;
        }
    }

    private static int Twice(int x) => x * 2;

    [Theory]
    [InlineData(true, 1)]
    [InlineData(true, 1024)]
    [InlineData(false, 1)]
    [InlineData(false, 4)]
    [InlineData(false, 1024)]
    public async Task Sum(bool fuse, int capacity)
    {
        var options = new RunOptions { Fuse = fuse, Capacity = capacity };
        FlowValue<int> flow = Flow.Iter(Gen, 10).Then(Twice).Reduce((a, x) => a + x, 0);
        Assert.Equal(90, await flow.RunAsync(options, TestContext.Current.CancellationToken));
        Assert.Equal([0, 2, 4, 6, 8], await Flow.Iter(Gen, 5).Then(Twice).RunAsync(options, TestContext.Current.CancellationToken));
        long sum = 0;
        await foreach (int x in Flow.Iter(Gen, 100_000).Then(Twice).With(options))
        {
            sum += x;
        }

        Assert.Equal(9_999_900_000, sum);
        foreach (bool unordered in new[] { false, true })
        {
            IReadOnlyList<int> list = await Flow.Iter(Gen, 10_000)
                .Then(x => x * 3, o => unordered ? o.Parallel(4).Unordered() : o.Parallel(4)).RunAsync(options);
            Assert.Equal(10_000, list.Count);
            Assert.Equal(Enumerable.Range(0, 10_000).Select(x => x * 3), unordered ? list.Order() : list);
        }

        IReadOnlyList<int> slow = await Flow.Iter(Gen, 50).Then(async x => { await Task.Delay(1); return x; }, o => o.Parallel(8)).RunAsync(options);
        Assert.Equal(Enumerable.Range(0, 50), slow);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Gen, 10).Then(x => x == 3 ? throw new InvalidOperationException("bad") : x, o => o.Named("FailOn3")).RunAsync(options));
        Assert.Equal(3, error.ItemIndex);
        Assert.Equal("FailOn3", error.TaskName);
        error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.Iter(Gen, 10).Then(x => x == 3 ? throw new InvalidOperationException("bad") : x, o => o.Named("FailOn3").Parallel(4)).RunAsync(options));
        Assert.Equal(3, error.ItemIndex);
    }

    [Fact]
    public async Task Break_ends_an_endless_source()
    {
        int n = 0;
        await foreach (int x in Flow.Iter(Gen, int.MaxValue).Then(Twice))
        {
            if (++n == 3)
            {
                break;
            }
        }
    }
}
