using Millstream.Graphs;
using Millstream.Supplies;

namespace Millstream.Declarations;

/// <summary>Runs that a method asks for by its context, inside the run that it is part of.</summary>
public sealed class ChildrenTests
{
    [Theory]
    [MemberData(nameof(RunModes.All), MemberType = typeof(RunModes))]
    [Trait("Proves", "TG-25")]
    public async Task A_task_runs_a_task_a_graph_and_a_lambda_below_it(bool fuse, int capacity)
    {
        var inner = new GraphBuilder("inner");
        inner.Output("doubled", inner.Lambda("double", (int x) => x * 2, (StreamInput<int>)inner.Input<int>("x")));
        TaskGraph graph = inner.Build();
        var g = new GraphBuilder("outer");
        Flow<string> results = g.Add(
            Contextual.Of("parent", async (x, context) =>
            {
                int squared = await context.RunChildAsync<int>(Execution.DeclaredTasksDefinitions.Square, x);
                GraphRun doubled = await context.RunChildAsync(graph, new RunInputs { ["x"] = new[] { x, x + 1 } });
                int inc = await context.RunChildAsync("inc", (int y) => y + 1, x);
                return $"{squared} {string.Join('+', await doubled.ResultAsync<IReadOnlyList<int>>("doubled"))} {inc}";
            }),
            [((StreamInput<int>)Flow.From(3)).Input]).Flow<string>();

        await using GraphRun run = await new LocalEngine().StartAsync(g.Build(), RunModes.Of(fuse, capacity) with { RunId = "r1" });

        Assert.Equal(["9 6+8 4"], await run.ResultAsync(results).InTime());
        Assert.Equal(
            [("r1/parent-Square#0", RunStatus.Completed), ("r1/parent-inner#1", RunStatus.Completed), ("r1/parent-inc#2", RunStatus.Completed)],
            run.Children.Select(c => (c.RunId, c.Status)));
        Assert.Equal([1, 2, 1], run.Children.Select(c => (int)c.Snapshot().Tasks.Where(t => t.TaskName is "Square" or "double" or "inc").Sum(t => t.Started)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-25")]
    public async Task Killing_the_run_ends_its_children(bool fuse)
    {
        int waiting = 0;
        var all = new TaskCompletionSource();
        var never = new GraphBuilder("never");
        never.Add(Contextual.Of<int>("wait", WaitAsync), [((StreamInput<int>)Flow.From(1)).Input]);
        TaskGraph graph = never.Build();
        Flow<int> parents = Flow.From(1).With<int>(async (x, context) =>
        {
            Task[] children =
            [
                context.RunChildAsync(graph),
                context.RunChildAsync<int>(Contextual.Of<int>("alone", WaitAsync), 1),
                context.RunChildAsync(graph),
            ];
            await Task.WhenAll(children);
            return x;
        }, options: null);
        await using GraphRun run = parents.Start(new RunOptions { Fuse = fuse });
        await all.Task.InTime();
        Assert.Equal([RunStatus.Running, RunStatus.Running, RunStatus.Running], run.Children.Select(c => c.Status));

        await run.KillAsync().InTime();

        Assert.Equal([RunStatus.Killed, RunStatus.Killed, RunStatus.Killed], run.Children.Select(c => c.Status));
        Assert.All(run.Children.SelectMany(c => c.Snapshot().Tasks).Where(t => t.TaskName is "wait" or "alone"), t => Assert.Equal(RunStatus.Killed, t.Status));

        async ValueTask<int> WaitAsync(int x, TaskContext context)
        {
            if (Interlocked.Increment(ref waiting) == 3)
            {
                all.TrySetResult();
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
            return x;
        }
    }

    [Fact]
    public async Task What_a_child_lacks_or_does_wrong_is_its_parent_s_failure()
    {
        var options = new RunOptions { Entitlements = new EntitlementPolicy().Grant("clock"), Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mail"] = "k-17" }) };

        Assert.Equal(["a signed by k-17"], await Flow.From(1).With<string>(async (_, c) => await c.RunChildAsync<string>(MailingDefinitions.Sign, "a"), null).RunAsync(options).InTime());
        var denied = await Assert.ThrowsAsync<EntitlementDeniedException>(
            () => Flow.From(1).With<string>(async (_, c) => await c.RunChildAsync<string>(MailingDefinitions.Fetch, "a"), null).RunAsync(options).InTime());
        Assert.Equal("network:http", Assert.Single(denied.Denials).Entitlement.Name);
        var failed = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From(1).With<int>(async (x, c) => await c.RunChildAsync("broken", int (int _) => throw new FormatException("No."), x), null).RunAsync().InTime());
        Assert.Equal("with", failed.TaskName);
        Assert.Equal("broken", Assert.IsType<TaskFailedException>(failed.InnerException).TaskName);
        var argument = await Assert.ThrowsAsync<TaskFailedException>(
            () => Flow.From(1).With<int>(async (x, c) => await c.RunChildAsync<int>(Execution.DeclaredTasksDefinitions.Both, x), null).RunAsync().InTime());
        Assert.IsType<ArgumentException>(argument.InnerException);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Proves", "TG-23")]
    public async Task Everything_reaches_the_inside(bool fuse)
    {
        // Group in a map in a group: the innermost task asks for all that the run has.
        var services = new System.ComponentModel.Design.ServiceContainer();
        var service = new object();
        services.AddService(typeof(object), service);
        int made = 0;
        var seen = new List<string>();
        var inmost = new GraphBuilder("inmost");
        inmost.Add(
            Contextual.Of("ask", (x, context) =>
            {
                context.Resources.GetOrAdd("db", () => { made++; return new object(); });
                lock (seen)
                {
                    seen.Add($"{ReferenceEquals(context.Services!.GetService(typeof(object)), service)} {context.Reveal(new Credential("mail")).Reveal()} "
                        + $"{context.IsEntitled("clock")} {context.IsEntitled("network")} {context.CancellationToken.CanBeCanceled}");
                }

                return new ValueTask<int>(x);
            }),
            [((StreamInput<int>)inmost.Input<int>("x")).Input]);
        var group = new GraphBuilder("group");
        group.Group("inmost", inmost.Build(), (TaskInput)group.Input<int>("x"));
        var mapped = new GraphBuilder("mapped");
        Flow<int> items = mapped.Input<int>("x");
        mapped.Output("y", mapped.Map("map", TaskDefinition.Of(group.Build()), [items]).Flow<int>());
        var outer = new GraphBuilder("outer");
        outer.Group("outermost", mapped.Build(), (TaskInput)Flow.From(1, 2));
        var options = new RunOptions
        {
            Fuse = fuse,
            Services = services,
            Entitlements = new EntitlementPolicy().Grant("clock"),
            Credentials = CredentialSource.InMemory(new Dictionary<string, string> { ["mail"] = "k-17" }),
        };

        await using GraphRun run = await LocalEngine.Shared.StartAsync(outer.Build(), options);
        await run.Completion.InTime();

        Assert.Equal(["True k-17 True False True", "True k-17 True False True"], seen);
        Assert.Equal(1, made);
    }

    [Fact]
    [Trait("Proves", "TG-182")]
    public async Task What_is_denied_in_a_body_is_denied_before_any_task_runs()
    {
        int calls = 0;
        var inner = new GraphBuilder("inner");
        inner.Output("y", inner.Fetch(inner.Input<string>("x")));
        var group = new GraphBuilder("group");
        group.Output("y", group.Group("in-group", inner.Build(), (TaskInput)group.Input<string>("x")).Flow<string>());
        var g = new GraphBuilder("outer");
        Flow<string> counted = g.Lambda("count", (string x) => { calls++; return x; }, (StreamInput<string>)Flow.From("a"));
        Flow<string> mapped = g.Map("map", TaskDefinition.Of(group.Build()), [counted]).Flow<string>();
        g.Add(TaskDefinition.Of("tick", (string x) => x), [mapped], options: o => o.Needs("clock"));
        TaskGraph graph = g.Build();

        var denied = await Assert.ThrowsAsync<EntitlementDeniedException>(() => LocalEngine.Shared.StartAsync(graph, new RunOptions { Entitlements = new EntitlementPolicy() }));

        Assert.Equal(["network:http", "clock"], denied.Denials.Select(d => d.Entitlement.Name));
        Assert.Contains("in-group-Fetch' needs 'network:http'", denied.Message, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }
}
