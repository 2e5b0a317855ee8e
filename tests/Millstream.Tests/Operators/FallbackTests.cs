using Millstream.Graphs;

namespace Millstream.Operators;

public sealed class FallbackTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-80")]
    public async Task Alternatives_are_tried_in_order_for_each_item(bool fuse, int capacity)
    {
        int calls = 0;

        Assert.Equal([2, 4], await Flow.From([1, 2]).Fallback(Fails, Twice, Counts).RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
        Assert.Equal(0, calls);
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From([1]).Fallback(Fails, TakesLong).RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
        var causes = Assert.IsType<AlternativesFailedException>(error.InnerException);
        Assert.Equal("All 2 alternatives failed:\nFails: boom\n[timeout] TakesLong: too long", causes.Message);
        Assert.Equal([typeof(InvalidOperationException), typeof(TimeoutException)], causes.Causes.Select(c => c.GetType()));
        Assert.Throws<GraphConfigurationException>(() => Flow.From([1]).Fallback(Array.Empty<Func<int, int>>()));

        int Counts(int x) => calls++;
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Asynchronous_alternatives_are_awaited(bool fuse, int capacity)
    {
        Func<int, CancellationToken, ValueTask<int>>[] alternatives =
        [
            async (x, token) =>
            {
                await Task.Yield();
                return x == 2 ? Fails(x) : x;
            },
            (x, _) => new ValueTask<int>(x * 10),
        ];

        Assert.Equal([1, 20, 3], await Flow.From([1, 2, 3]).Fallback(alternatives).RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
    }

    private static int Fails(int x) => throw new InvalidOperationException("boom");

    private static int Twice(int x) => x * 2;

    private static int TakesLong(int x) => throw new TimeoutException("too long");
}
