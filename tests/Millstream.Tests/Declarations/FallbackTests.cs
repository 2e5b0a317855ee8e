using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Declarations;

/// <summary>Tasks and graphs that are tried one after the other.</summary>
public sealed class FallbackTests
{
    private static readonly TaskDefinition Fails = TaskDefinition.Of("Fails", int (int x) => throw new InvalidOperationException("boom"));
    private static readonly TaskDefinition Twice = TaskDefinition.Of("Twice", (int x) => 2 * x);

    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-80")]
    public async Task Tasks_and_graphs_are_tried_in_order(bool fuse, int capacity)
    {
        int calls = 0;
        TaskDefinition counts = TaskDefinition.Of("Counts", (int x) => calls++);
        TaskGraph graph = Bodies.Of("failing", x => x.Then(v => v + 1).Then(int (v) => throw new InvalidOperationException("bang"), o => o.Named("Bang")));
        var g = new GraphBuilder("g");
        g.Fallback("value", [TaskInput.Of(3)], Fails, Twice, counts);
        g.Output("value", g.Fallback("other", [TaskInput.Of(3)], graph, Fails, Twice, counts).Value<int>());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal(6, await run.ResultAsync<int>("value", Token).InTime());
        Assert.Equal([2, 4], await Flow.From(1, 2).Fallback<int>(Fails, Twice, counts).RunAsync(RunModes.Of(fuse, capacity), Token).InTime());
        Assert.Equal(0, calls);

        var time = new ManualTimeProvider();
        var waits = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskDefinition slow = TaskDefinition.Of(Bodies.Of("slow", x => x.Then(WaitAsync)))
            .WithOptions(o => o.Timeout(TimeSpan.FromMilliseconds(50)));
        Task<IReadOnlyList<int>> both = Flow.From(1).Fallback<int>(slow, Fails).RunAsync(RunModes.Of(fuse, capacity) with { Time = time }, Token);
        await waits.Task.InTime();
        time.Advance(TimeSpan.FromMilliseconds(50));

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => both.InTime());
        string[] lines = Assert.IsType<AlternativesFailedException>(error.InnerException).Message.Split('\n');
        Assert.Equal("All 2 alternatives failed:", lines[0]);
        Assert.StartsWith("[timeout] slow: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("50 ms", lines[1], StringComparison.Ordinal);
        Assert.Equal("Fails: boom", lines[2]);
        Assert.Contains("no alternatives", Assert.Throws<GraphConfigurationException>(() => g.Fallback("none", [TaskInput.Of(3)])).Message, StringComparison.Ordinal);
        Assert.Contains("different ports", Assert.Throws<GraphConfigurationException>(() => TaskDefinition.Fallback(Twice, Declared.Words)).Message, StringComparison.Ordinal);

        async ValueTask<int> WaitAsync(int x, CancellationToken token)
        {
            var delay = Task.Delay(TimeSpan.FromHours(1), time, token);
            waits.SetResult();
            await delay;
            return x;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-81")]
    public async Task One_task_is_tried_with_different_inputs(bool fuse, int capacity)
    {
        var asked = new List<string>();
        var inner = new GraphBuilder("ask");
        Flow<(string Prompt, string Model)> both = Flow.Zip(inner.Input<string>("prompt"), inner.Input<string>("model"));
        inner.Output("answer", both.Then(q =>
        {
            asked.Add($"{q.Prompt}:{q.Model}");
            return q.Model == "x" ? throw new InvalidOperationException("no such model") : $"{q.Prompt} by {q.Model}";
        }));
        TaskGraph ask = inner.Build();
        TaskDefinition fallback = TaskDefinition.Fallback(ask, new RunInputs { ["model"] = "x" }, new RunInputs { ["model"] = "y" });
        var g = new GraphBuilder("g");
        g.Output("answer", g.Add(fallback, [TaskInput.Of("hello")], "fallback").Value<string>());
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);

        Assert.Equal("hello by y", await run.ResultAsync<string>("answer", Token).InTime());
        Assert.Equal(["hello:x", "hello:y"], asked);
        Assert.Equal("prompt: string", fallback.Descriptor.Inlets.ToString());
        Assert.Contains(
            "gives 'modell' to",
            Assert.Throws<GraphConfigurationException>(() => TaskDefinition.Fallback(ask, new RunInputs { ["modell"] = "x" })).Message,
            StringComparison.Ordinal);
    }
}
