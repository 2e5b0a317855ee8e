using Millstream.Declarations;
using Millstream.Graphs;
using Millstream.Testing;

namespace Millstream.Execution;

/// <summary>Runs inside tasks of runs: what reaches them, and what reaches out of them.</summary>
public sealed class ChildRunsTests
{
    public static TheoryData<bool, int> Modes => RunModes.All;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "TG-60")]
    public async Task A_kill_reaches_everything_inside(bool fuse, int capacity)
    {
        int started = 0;
        int cancelled = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async ValueTask<int> WaitAsync(int x, CancellationToken token)
        {
            if (Interlocked.Increment(ref started) == 3)
            {
                all.SetResult();
            }

            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            }
            finally
            {
                Interlocked.Increment(ref cancelled);
            }

            return x;
        }

        // In a map of five, two at a time; in a fallback; in a group.
        TaskGraph body = Bodies.Of("body", x => x.Then(WaitAsync));
        var inner = new GraphBuilder("inner");
        inner.Output("out", inner.Input<int>("x").Then(WaitAsync));
        var g = new GraphBuilder("outer");
        int next = 0;
        g.Map("map", body, [Flow.Range(0, 5)], o => o.Parallel(1));
        g.Fallback("fallback", [TaskInput.Of(1)], body, TaskDefinition.Of("next", (int x) => Interlocked.Increment(ref next)));
        g.Group("group", inner.Build(), TaskInput.Of(2));
        GraphRun run = await LocalEngine.Shared.StartAsync(g.Build(), RunModes.Of(fuse, capacity), Token);
        await all.Task.InTime();
        await run.KillAsync(Token).InTime();

        Assert.Equal((3, 3, 0), (started, cancelled, next));
        Assert.Equal(2, run.Children.Count);
        Assert.All(run.Children, c => Assert.Equal(RunStatus.Killed, c.Status));
        Assert.All(run.Children.SelectMany(c => c.Snapshot().Tasks), t => Assert.NotEqual(RunStatus.Running, t.Status));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_failure_inside_says_where(bool fuse, int capacity)
    {
        TaskGraph innermost = Bodies.Of("innermost", x => x.Then(v => v == 2 ? throw new InvalidOperationException("boom") : v, o => o.Named("Boom")));
        TaskGraph middle = Bodies.Of("middle", x => x.Map<int>(innermost, o => o.Named("inner")));
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From(1, 2, 3).Map<int>(middle, o => o.Named("outer")).RunAsync(RunModes.Of(fuse, capacity), Token).InTime());

        Assert.Equal("Task \"outer\" failed at item 1: Task \"inner\" failed at item 0: Task \"Boom\" failed at item 0: boom", error.Message);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Services_context_warnings_and_letters_are_the_run_s_own(bool fuse, int capacity)
    {
        var service = new Uri("urn:shared");
        var seen = new List<(string RunId, Iteration? Iteration, object? Service)>();
        TaskDefinition ask = TaskDefinition.Call(
            new TaskDescriptor("Ask") { Inlets = [InletDescriptor.Of<int>("x")], Outlets = [OutletDescriptor.Of<int>("out")] },
            TaskInlets.Item<int>("x"),
            TaskOutlets.Item(ItemOutlets.One<int>()),
            activation =>
            {
                Uri given = activation.Service<Uri>("address");
                return x =>
                {
                    seen.Add((activation.Context.RunId, activation.Context.Iteration, activation.Context.Services!.GetService(typeof(Uri))));
                    Assert.Same(service, given);
                    return x == 4 ? throw new InvalidOperationException("boom") : x;
                };
            });

        // A group in a map in a group.
        var innermost = new GraphBuilder("innermost");
        innermost.Output("out", innermost.Add(ask, [innermost.Input<int>("x")], "ask", options: o => o.DeadLetterErrors()).Flow<int>());
        var body = new GraphBuilder("body");
        body.Output("out", body.Group("in", innermost.Build(), body.Input<int>("x")).Flow<int>());
        var outer = new GraphBuilder("outer");
        outer.Output("out", outer.Input<int>("x").Map<int>(body.Build(), o => o.Named("map")));
        var g = new GraphBuilder("g");
        g.Group("group", outer.Build(), Flow.From(3, 4, 5));
        TaskGraph graph = g.Build();

        RunOptions mode = RunModes.Of(fuse, capacity) with { RunId = $"inside-{fuse}-{capacity}", Services = new OneService(service) };
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph, mode, Token);
        Assert.Equal([3, 5], await run.ResultAsync<IReadOnlyList<int>>("group", Token).InTime());
        Assert.Equal(Enumerable.Range(0, 3).Select(i => $"{run.RunId}/group-map#{i}"), seen.Select(s => s.RunId));
        Assert.Equal([0, 1, 2], seen.Select(s => s.Iteration!.Value.Index));
        Assert.All(seen, s => Assert.Same(service, s.Service));
        Assert.Equal(4, Assert.Single(run.DeadLetters).Item);

        // What is missing inside is told before anything runs.
        GraphConfigurationException missing = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => LocalEngine.Shared.StartAsync(graph, RunModes.Of(fuse, capacity), Token));
        Assert.Contains("'address' of 'Ask' needs the service Uri", missing.Message, StringComparison.Ordinal);
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task A_deterministic_engine_drives_what_runs_inside()
    {
        foreach (int seed in Enumerable.Range(0, 20))
        {
            var engine = new DeterministicEngine(seed);
            TaskGraph body = Bodies.Of("body", x => x.Then(async (v, token) =>
            {
                await Task.Delay(TimeSpan.FromMinutes(v), engine.Time, token);
                return v;
            }).While(Bodies.Twice, v => v > 10, maxIterations: 9).Out);
            GraphRun run = await engine.StartAsync(Flow.From(1, 2, 3, 4).Map<int>(body, o => o.Parallel(2)).Build(), cancellationToken: Token);

            Assert.Equal([16, 16, 12, 16], await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime());
            Assert.True(engine.IsRepeatable);
        }
    }

    [Fact]
    public async Task Those_that_ended_are_forgotten_in_the_end()
    {
        GraphRun run = Flow.Range(0, 500).Map<int>(Bodies.Twice, o => o.Parallel(4)).Start(cancellationToken: Token);
        Assert.Equal(500, (await run.ResultAsync<IReadOnlyList<int>>("result", Token).InTime()).Count);

        Assert.InRange(run.Children.Count, 100, 104);
        Assert.EndsWith("#499", run.Children.Select(c => c.RunId).MaxBy(id => int.Parse(id[(id.IndexOf('#', StringComparison.Ordinal) + 1)..], null)), StringComparison.Ordinal);
    }

    private sealed class OneService(Uri service) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(Uri) ? service : null;
    }
}
