using Millstream.Graphs;
using Millstream.Tasks;
using Millstream.Telemetry;

namespace Millstream.Declarations;

/// <summary>Transforms on edges that are made by the names of ports.</summary>
public sealed class TransformEdgeTests
{
    private static readonly string[] Words = ["a", "bc"];

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task An_edge_transforms_each_item(bool fuse, int capacity)
    {
        GraphBuilder g = Graph((string text) => text + "!")
            .Connect("a.out", "b.in", Transforms.Uppercase.Then(Transforms.Truncate(1)), capacity: 8)
            .Output("b", "b.out");
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));
        await run.Completion.InTime();

        Assert.Equal(["A!", "B!"], await run.ResultAsync<IReadOnlyList<string>>("b"));
        Assert.Equal(8, run.Snapshot().Edges.Single(e => e.EdgeId == "a.out->a-out-b-in-uppercase.in").Capacity);
    }

    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-94")]
    public async Task A_transform_that_throws_names_the_edge(bool fuse, int capacity)
    {
        int calls = 0;
        GraphBuilder g = Graph((double number) => Interlocked.Increment(ref calls)).Connect("a.out", "b.in", Transforms.IsoDateToUnix);
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));

        TransformException error = await Assert.ThrowsAsync<TransformException>(() => run.Completion.InTime());

        Assert.Equal(("a.out->b.in", "isoDateToUnix", 0), (error.Edge, error.Transform, calls));
        Assert.StartsWith("The transform 'isoDateToUnix' on the edge 'a.out->b.in' could not take an item: ", error.Message, StringComparison.Ordinal);
        Assert.Same(error, run.Error);
        RunProgress end = run.Snapshot();
        Assert.Equal(RunStatus.Faulted, end.Task("b").Status);
        EdgeState edge = end.EdgeStates.Single(e => e.EdgeId.EndsWith(".out->b.in", StringComparison.Ordinal));
        Assert.Equal((RunStatus.Faulted, error), (edge.Status, edge.Error));
    }

    [Fact]
    public void Types_that_a_transform_does_not_fit_are_refused()
    {
        GraphBuilder g = Graph((int number) => number).Connect("a.out", "b.in", Transforms.Uppercase);

        GraphFault fault = Assert.Single(Assert.Throws<GraphConfigurationException>(g.Build).Faults);

        Assert.Equal(FaultKind.TypeMismatch, fault.Kind);
        Assert.StartsWith("'a-out-b-in-uppercase.out' gives string, but 'b.in' needs int.", fault.Message, StringComparison.Ordinal);
    }

    private static GraphBuilder Graph<TIn, TOut>(Func<TIn, TOut> function) => new GraphBuilder("words")
        .Add("a", new SliceTask<string>("a", TaskOptions.None, Words))
        .Add("b", TaskDefinition.Of("b", function).MakeAlone());
}
