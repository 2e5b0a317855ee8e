using Millstream.Durability;
using static Millstream.Fixtures;

namespace Millstream;

public sealed class PartialTests
{
    public static TheoryData<bool, int> AllModes => Modes;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-85")]
    public async Task A_generator_whose_start_is_fixed(bool fuse, int capacity)
    {
        Func<int, int, IEnumerable<int>> range = Range;
        int[] expected = [.. Enumerable.Range(100, 50).Select(x => 2 * x)];

        Assert.Equal(expected, await Flow.Iter(range.Partial(100), 50).Then(Twice).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
        Assert.Equal(expected, await Flow.Iter((int n) => Range(100, n), 50).Then(Twice).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
    }

    [Theory]
    [MemberData(nameof(AllModes))]
    [Trait("Proves", "FLU-86")]
    public async Task And_folded(bool fuse, int capacity)
    {
        Func<int, int, IEnumerable<int>> range = Range;

        Assert.Equal(36, await Flow.Iter(range.Partial(5), 3).Then(Twice).Reduce(Add, 0).RunAsync(Mode(fuse, capacity), Token).WaitAsync(Deadline, Token));
    }

    [Fact]
    public async Task Name_and_parameters_are_still_those_of_the_method()
    {
        var store = new MemoryStore();
        Func<int, int, IEnumerable<int>> range = Range;
        Func<int, int, int, int> sum = SumOfThree;

        Flow<int> flow = Flow.Iter(range.Partial(100), 2).Then(sum.Partial(1).Partial(2)).Save("{start}-{n}-{a}-{b}-{c}", store);
        await flow.RunAsync(Token);

        Assert.Equal(["Range", "SumOfThree", "save"], flow.Build().Nodes.Select(node => node.Task.Name));
        Assert.Equal(["100-2-1-2-100 = 103", "100-2-1-2-101 = 104"], await Stored(store));

        static int SumOfThree(int a, int b, int c) => a + b + c;
    }

    // The option for a cache comes with caches.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "FLU-90")]
    public async Task Options_of_a_partially_applied_task_take_effect(bool fuse)
    {
        int calls = 0;
        Func<int, int, CancellationToken, Task<int>> slow = async (factor, x, ct) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            }

            return x * factor;
        };

        await using GraphRun run = Flow.From(7).Then(slow.Partial(3), o => o.Named("Scale3").Retry(1).Timeout(TimeSpan.FromMilliseconds(50)))
            .Start(new RunOptions { Fuse = fuse }, Token);
        await run.Completion.WaitAsync(Deadline, Token);

        Assert.Equal([21], await run.ResultAsync<IReadOnlyList<int>>("result", Token));
        Assert.Equal(2, run.Snapshot().Task("Scale3").Attempts);
    }

    private static IEnumerable<int> Range(int start, int n) => Enumerable.Range(start, n).Select(x => x);
}
