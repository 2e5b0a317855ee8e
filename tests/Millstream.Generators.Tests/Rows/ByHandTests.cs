using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Methods with parameters that are outlets.</summary>
public sealed class ByHandTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_parameter_may_be_an_outlet(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        (Flow<int> low, Flow<string> high) = Flow.Iter([3, 7, 1, 9]).Sort(5);
        await using GraphRun run = FlowRuns.Start([low, high], mode);

        Assert.Equal([3, 1], await run.ResultAsync(low).WaitAsync(Runs.Deadline));
        Assert.Equal(["7", "9"], await run.ResultAsync(high).WaitAsync(Runs.Deadline));
        Assert.Equal([0, 1], await Flow.Iter([2, 5]).Give().ResultAsync(mode));
        Assert.Equal([0, 1, 2], await ByHandPlacing.FirstThree().ResultAsync(mode));
        var graph = new GraphBuilder("three");
        Assert.Equal([0, 1, 4], await graph.RunAsync(graph.FirstThree().Square(), mode));
    }

    [Fact]
    public void Its_type_and_name_are_those_of_the_port() =>
        Assert.Equal("Sort(numbers: int stream, pivot: int) -> low: int, high: string", ByHandDefinitions.Sort.ToString());
}
