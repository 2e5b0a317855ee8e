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

    /// <summary>What TG-95 says of running and of editors; that bodies keep their transforms in documents is the documents' part.</summary>
    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    public async Task Transforms_inside_bodies_are_applied(bool fuse, int capacity)
    {
        TransformCatalogue catalogue = TransformCatalogue.BuiltIn.With(TransformKind.Of(Transform.Of("mark", (string text) => text + "!")));
        Transform mark = catalogue.Make("mark");
        var body = new GraphBuilder("body");
        body.Add(Same("first"), [body.Input<string>("x")], "first");
        body.Add(Same("last"), "last");
        body.Connect("first.out", "last.x", mark).Output("out", "last.out");
        TaskGraph each = body.Build();
        var fold = new GraphBuilder("fold");
        fold.Add(
            TaskDefinition.Call(
                new TaskDescriptor("join") { Inlets = [InletDescriptor.Of<string>("sum"), InletDescriptor.Of<string>("x")], Outlets = [OutletDescriptor.Of<string>("out")] },
                TaskInlets.Zip(TaskInlets.Item<string>("sum"), TaskInlets.Item<string>("x")),
                TaskOutlets.Item(ItemOutlets.One<string>()),
                static _ => static both => both.First + both.Second),
            [fold.Input<string>("sum"), fold.Input<string>("x")],
            "join");
        fold.Add(Same("last"), "last");
        fold.Connect("join.out", "last.x", mark).Output("out", "last.out");

        var g = new GraphBuilder("outer");
        g.Output("map", g.Map("map", each, [Flow.From("a", "b")]).Flow<string>());
        g.Output("while", g.While("while", each, [Flow.From("a")], (string text) => text.Length >= 4, maxIterations: 10).Flow<string>());
        g.Output("group", g.Group("group", each, Flow.From("a", "b")).Flow<string>());
        g.Output("called", g.Group("called", each, o => o.Retry(1), Flow.From("a", "b")).Flow<string>());
        g.Output("reduce", Flow.From("a", "b").Reduce((TaskDefinition)fold.Build(), "-"));
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity));
        await run.Completion.InTime();

        Assert.Equal(["a!", "b!"], await run.ResultAsync<IReadOnlyList<string>>("map"));
        Assert.Equal(["a!!!"], await run.ResultAsync<IReadOnlyList<string>>("while"));
        Assert.Equal(["a!", "b!"], await run.ResultAsync<IReadOnlyList<string>>("group"));
        Assert.Equal(["a!", "b!"], await run.ResultAsync<IReadOnlyList<string>>("called"));
        Assert.Equal("-a!b!", await run.ResultAsync<string>("reduce"));
        Assert.Equal("numberToString", catalogue.Fitting(typeof(int), typeof(string))[0].Id);
        Assert.Equal("numberToString", catalogue.Fitting(typeof(double), typeof(string))[0].Id);
        Assert.Contains("mark", catalogue.Fitting(typeof(string), typeof(string)).Select(k => k.Id));

        static TaskDefinition Same(string name) => Declared.PerItem(name, "x", (string text) => text);
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
