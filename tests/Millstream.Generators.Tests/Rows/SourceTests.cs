using Millstream.Graphs;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Methods without inlets, and methods that return nothing.</summary>
public sealed class SourceTests
{
    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_method_without_inlets_is_a_source(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        var graph = new GraphBuilder("sources");

        Assert.Equal([1, 2, 3], await graph.RunAsync(graph.Numbers(), mode));
        Assert.Equal([1, 4, 9], await SourcesPlacing.Numbers().Square().ResultAsync(mode));
        Assert.Equal([4, 5], await SourcesPlacing.NumbersLater().ResultAsync(mode));
        Assert.Equal([6, 7], await SourcesPlacing.NumbersOnceReady().ResultAsync(mode));
        Assert.Equal(7, await SourcesPlacing.Seven().ResultAsync(mode));
        Assert.Equal(8, await SourcesPlacing.Eight().ResultAsync(mode));
        Assert.Equal([8, 9, 10], await SourcesPlacing.Numbers().Add(SourcesPlacing.Seven()).ResultAsync(mode));
        Assert.Equal([1, 2], await SourcesPlacing.UpTo().ResultAsync(mode));
        Assert.Equal([1, 2, 3, 4], await SourcesPlacing.UpTo(new UpToSettings { Last = 4 }).ResultAsync(mode));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task A_method_that_returns_nothing_is_a_sink(bool fuse, int capacity)
    {
        string mark = Guid.NewGuid().ToString();
        var graph = new GraphBuilder("sinks");
        graph.Print(Flow.Iter([$"{mark}a", $"{mark}b"]));
        graph.PrintLater(Flow.Iter([$"{mark}c"]), "!");
        graph.PrintAll(Flow.Iter([$"{mark}d"]));

        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Build(), Runs.Mode(fuse, capacity));
        await run.Completion.WaitAsync(Runs.Deadline);

        Assert.Equal(
            ["a", "b", "c!", "d"],
            Sources.Printed.Where(line => line.StartsWith(mark, StringComparison.Ordinal)).Select(line => line[mark.Length..]).Order());
        Assert.Empty(SourcesDefinitions.Print.Descriptor.Outlets);
    }
}
