using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Runs of graphs that are joined by names: what starts when, and how it ends.</summary>
public sealed class NamedRunsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "DF-05")]
    [Trait("Proves", "DF-06")]
    public async Task Items_go_to_any_outlet_in_any_order_or_to_none()
    {
        TaskDescriptor contract = TaskDescriptor.Contract("mixed").Out<int>("b").Out<string>("c").Out<int>("never");
        TaskDefinition task = TaskDefinition.Emitting(
            contract,
            activation => async () =>
            {
                Outlet<int> b = activation.Outlet<int>("b");
                Outlet<string> c = activation.Outlet<string>("c");
                await c.EmitAsync("x");
                await b.EmitAsync(1);
                await c.EmitAsync("y");
                await c.EmitAsync("z");
                await b.EmitAsync(2);
            });
        await using GraphRun run = await StartAsync([(contract, task)], []);

        Assert.Equal([1, 2], await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(["x", "y", "z"], await run.Output<string>("c").ToListAsync().WaitAsync(Deadline));
        Assert.Empty(await run.Output<int>("never").ToListAsync().WaitAsync(Deadline));
        Assert.Equal((false, 0), await run.Output<int>("never").TryFirstAsync());
        EmptyStreamException empty = await Assert.ThrowsAsync<EmptyStreamException>(() => run.Output<int>("never").FirstAsync());
        Assert.Contains($"The output 'never' of the run '{run.RunId}' ended without an item.", empty.Message, StringComparison.Ordinal);
        await run.Completion.WaitAsync(Deadline);
    }

    [Fact]
    [Trait("Proves", "DF-15")]
    public void A_graph_is_formed_without_a_run_and_without_methods()
    {
        TaskGraph graph = TaskGraph.FromTasks(ByName.Foo, ByName.Bar);

        Assert.Contains("foo", graph.ToMermaid(), StringComparison.Ordinal);
        Assert.Contains("\"foo\" -> \"bar\" [label=\"b: int\"]", graph.ToDot(), StringComparison.Ordinal);
        Assert.NotEmpty(LocalEngine.Plan(graph).ToString());
    }

    [Fact]
    [Trait("Proves", "DF-20")]
    public async Task A_start_returns_before_anything_has_ended_and_results_come_while_the_run_goes_on()
    {
        var gate = new TaskCompletionSource();
        TaskDescriptor endless = TaskDescriptor.Contract("endless").Out<int>("numbers");
        TaskDescriptor slow = TaskDescriptor.Contract("slow").Out<int>("late");
        await using GraphRun run = await StartAsync(
            [(endless, Source("Endless", _ => EndlessAsync())), (slow, Source("Slow", _ => SlowAsync(gate.Task)))], []).WaitAsync(Deadline);

        Assert.Equal(0, await run.Output<int>("numbers").FirstAsync().WaitAsync(Deadline));
        Assert.Equal(RunStatus.Running, run.Status);
        gate.SetResult();
        Assert.Equal(7, await run.Output<int>("late").FirstAsync().WaitAsync(Deadline));
        await run.DrainAsync().WaitAsync(Deadline);
        Assert.Equal(RunStatus.Completed, run.Status);
    }

    [Fact]
    [Trait("Proves", "DF-23")]
    public async Task One_graph_started_twice_gives_two_runs()
    {
        var engine = new LocalEngine(ByName.All);
        TaskGraph graph = TaskGraph.FromTasks(ByName.Foo);
        await using GraphRun one = await engine.StartAsync(graph, new RunInputs { ["a"] = 3 });
        await using GraphRun other = await engine.StartAsync(graph, new RunInputs { ["a"] = 4 });
        await Task.WhenAll(one.Completion, other.Completion).WaitAsync(Deadline);
        await using GraphRun later = await engine.StartAsync(graph, new RunInputs { ["a"] = 2 });

        Assert.Equal(3, new[] { one.RunId, other.RunId, later.RunId }.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal([3], await one.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal([6], await other.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal([1], await later.Output<int>("b").ToListAsync().WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "DF-33")]
    public async Task Completion_ends_as_the_run_ended()
    {
        TaskDescriptor contract = TaskDescriptor.Contract("endless").Out<int>("numbers");
        (TaskDescriptor, TaskDefinition)[] tasks = [(contract, Source("Endless", _ => EndlessAsync()))];
        await using GraphRun stopped = await StartAsync(tasks, []);
        await using GraphRun killed = await StartAsync(tasks, []);
        await using GraphRun failed = await StartAsync([(contract, Source("Failing", _ => FailingAsync()))], []);

        await stopped.StopAsync().WaitAsync(Deadline);
        await killed.KillAsync().WaitAsync(Deadline);

        await stopped.Completion.WaitAsync(Deadline);
        Assert.Equal(RunStatus.Stopped, stopped.Status);
        OperationCanceledException cut = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.Output<int>("numbers").LastAsync().WaitAsync(Deadline));
        Assert.Contains("was stopped before the output had ended", cut.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => killed.Completion.WaitAsync(Deadline));
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => failed.Completion.WaitAsync(Deadline));
        Assert.Equal("boom", error.InnerException!.Message);
        Assert.Same(error, await Assert.ThrowsAsync<TaskFailedException>(() => failed.Output<int>("numbers").LastAsync().WaitAsync(Deadline)));
    }

    [Fact]
    [Trait("Proves", "DF-37")]
    public async Task Who_waits_never_starts_when_a_producer_fails()
    {
        int calls = 0;
        TaskDescriptor failing = TaskDescriptor.Contract("failing").Out<int>("numbers");
        TaskDescriptor waiting = TaskDescriptor.Contract("waiting").In<int>("numbers", waits: true).Out<int>("seen");
        TaskDefinition counting = TaskDefinition.Call(
            new TaskDescriptor("Counting") { Inlets = [InletDescriptor.Of<int>("numbers")], Outlets = [OutletDescriptor.Of<int>("out")] },
            TaskInlets.Item<int>("numbers"),
            TaskOutlets.Item(ItemOutlets.One<int>()),
            _ => x =>
            {
                Interlocked.Increment(ref calls);
                return x;
            });
        await using GraphRun broken = await StartAsync([(failing, Source("Failing", _ => FailingAsync())), (waiting, counting)], []);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => broken.Output<int>("seen").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(("failing", "boom", 0), (error.TaskId.ToString(), error.InnerException!.Message, calls));
        await using GraphRun whole = await StartAsync([(failing, ByName.TenTask), (waiting, counting)], []);
        Assert.Equal(Enumerable.Range(0, 10), await whole.Output<int>("seen").ToListAsync().WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "DF-40")]
    public async Task Tasks_without_an_edge_between_them_run_side_by_side()
    {
        // Each waits for the other to have begun: one after the other they would wait for ever.
        var begun = (One: new TaskCompletionSource(), Other: new TaskCompletionSource());
        await using GraphRun run = await StartAsync(
            [
                (TaskDescriptor.Contract("one").Out<int>("x"), Source("One", _ => MeetAsync(begun.One, begun.Other.Task))),
                (TaskDescriptor.Contract("other").Out<int>("y"), Source("Other", _ => MeetAsync(begun.Other, begun.One.Task))),
            ],
            []);

        await run.Completion.WaitAsync(Deadline);
        Assert.Equal((7, 7), (await run.Output<int>("x").FirstAsync(), await run.Output<int>("y").FirstAsync()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    [Trait("Proves", "DF-41")]
    public async Task Who_stops_reading_early_blocks_nobody_and_a_producer_without_readers_is_stopped(int capacity)
    {
        var disposed = new TaskCompletionSource();
        TaskDescriptor endless = TaskDescriptor.Contract("endless").Out<int>("a");
        TaskDescriptor first = TaskDescriptor.Contract("first").In<int>("a").Out<int>("b");
        TaskDescriptor some = TaskDescriptor.Contract("some").In<int>("a").Out<int>("c");
        await using GraphRun run = await StartAsync(
            [
                (endless, Source("Endless", _ => EndlessAsync(disposed))),
                (first, Reading("First", items => items.Take(1))),
                (some, Reading("Some", items => items.Take(5000))),
            ],
            [],
            new RunOptions { Capacity = capacity });

        Assert.Equal([0], await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(Enumerable.Range(0, 5000), await run.Output<int>("c").ToListAsync().WaitAsync(Deadline));
        await disposed.Task.WaitAsync(Deadline);
        await run.Completion.WaitAsync(Deadline);
    }

    [Fact]
    [Trait("Proves", "DF-71")]
    public async Task A_waiter_waits_for_its_own_inlets_only()
    {
        var gate = new TaskCompletionSource();
        TaskDescriptor foo = TaskDescriptor.Contract("foo").Out<int>("a").Out<int>("b");
        TaskDefinition both = TaskDefinition.Emitting(
            foo,
            activation => async () =>
            {
                await activation.Outlet<int>("a").EmitAsync(1);
                await activation.Outlet<int>("b").EmitAsync(2);
            });
        await using GraphRun run = await StartAsync(
            [
                (foo, both),
                (TaskDescriptor.Contract("bar").In<int>("a").Out<int>("c"), Reading("Bar", items => HeldAsync(items, gate.Task), "a")),
                (TaskDescriptor.Contract("foobar").In<int>("b").Out<int>("d"), Reading("Foobar", items => items, "b")),
                (TaskDescriptor.Contract("buzz").In<int>("d", waits: true).Out<int>("e"), Reading("Buzz", items => items, "d")),
            ],
            []);

        Assert.Equal([2], await run.Output<int>("e").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(RunStatus.Running, run.Status);
        gate.SetResult();
        Assert.Equal([1], await run.Output<int>("c").ToListAsync().WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
    }

    private static Task<GraphRun> StartAsync(
        (TaskDescriptor Contract, TaskDefinition Task)[] tasks, RunInputs inputs, RunOptions? options = null)
    {
        var implementations = new TaskImplementations();
        foreach ((TaskDescriptor contract, TaskDefinition task) in tasks)
        {
            implementations.Implement(contract, task);
        }

        return new LocalEngine(implementations).StartAsync(TaskGraph.FromTasks([.. tasks.Select(t => t.Contract)]), inputs, options);
    }

    private static TaskDefinition Source(string name, Func<TaskActivation, IAsyncEnumerable<int>> items) => TaskDefinition.Live(
        new TaskDescriptor(name) { Outlets = [OutletDescriptor.Of<int>("out")] }, ItemOutlets.One<int>(), activation => () => items(activation));

    private static TaskDefinition Reading(string name, Func<IAsyncEnumerable<int>, IAsyncEnumerable<int>> read, string inlet = "a") => TaskDefinition.Live(
        new TaskDescriptor(name) { Inlets = [InletDescriptor.Of<int>(inlet, InletKind.Stream)], Outlets = [OutletDescriptor.Of<int>("out")] },
        ItemOutlets.One<int>(),
        activation =>
        {
            IAsyncEnumerable<int> items = activation.ReadAsync<int>(0);
            return () => read(items);
        });

    private static async IAsyncEnumerable<int> EndlessAsync(TaskCompletionSource? disposed = null)
    {
        try
        {
            for (int i = 0; ; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            disposed?.SetResult();
        }
    }

    private static async IAsyncEnumerable<int> SlowAsync(Task gate)
    {
        await gate;
        yield return 7;
    }

    private static async IAsyncEnumerable<int> MeetAsync(TaskCompletionSource begun, Task other)
    {
        begun.SetResult();
        await other;
        yield return 7;
    }

    private static async IAsyncEnumerable<int> FailingAsync()
    {
        await Task.Yield();
        yield return 1;
        throw new InvalidOperationException("boom");
    }

    private static async IAsyncEnumerable<int> HeldAsync(IAsyncEnumerable<int> items, Task gate)
    {
        await gate;
        await foreach (int item in items)
        {
            yield return item;
        }
    }
}
