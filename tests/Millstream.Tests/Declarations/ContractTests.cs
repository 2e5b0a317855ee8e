using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>What a contract says, and how methods are bound to it.</summary>
public sealed class ContractTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    [Trait("Proves", "DF-34")]
    public async Task Waiting_belongs_to_an_inlet_or_to_the_whole_task_and_a_list_waits_by_itself()
    {
        var gate = new TaskCompletionSource();
        int begun = 0;
        TaskDescriptor both = TaskDescriptor.Contract("both").In<int>("x").In<int>("y");
        TaskDescriptor x = TaskDescriptor.Contract("slow").Out<int>("x");
        TaskDescriptor y = TaskDescriptor.Contract("quick").Out<int>("y");
        (TaskDescriptor, TaskDefinition)[] producers = [(x, Methods.Source("Slow", () => HeldAsync(gate.Task))), (y, Methods.Source("Quick", () => Methods.CountAsync(3)))];

        Assert.Equal([true, true], both.Waiting().Inlets.Select(i => i.Waits));
        Assert.Equal([false, true], TaskDescriptor.Contract("one").In<int>("x").In<int>("y", waits: true).Inlets.Select(i => i.Waits));
        await using GraphRun ofBoth = await Methods.StartAsync([.. producers, (both.Waiting().Out<int>("z"), Beginning())], []);
        await using GraphRun ofOne = await Methods.StartAsync([.. producers, (TaskDescriptor.Contract("list").In<int>("x").Out<int>("z"), Methods.All("List", "x", Begun))], []);

        // What does not wait is through: the others have had the time to begin.
        await using GraphRun ofNone = await Methods.StartAsync([.. producers, (both.Out<int>("z"), Methods.Live("Free", "y", items => items))], []);
        Assert.Equal([0, 1, 2], await ofNone.Output<int>("z").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(0, Volatile.Read(ref begun));

        gate.SetResult();
        Assert.Equal([1], await ofOne.Output<int>("z").ToListAsync().WaitAsync(Deadline));
        Assert.Equal([3], await ofBoth.Output<int>("z").ToListAsync().WaitAsync(Deadline));

        int Begun(IReadOnlyList<int> items)
        {
            Interlocked.Increment(ref begun);
            return items.Count;
        }

        TaskDefinition Beginning() => TaskDefinition.Live(
            Methods.Task("Both", [InletDescriptor.Of<int>("x", InletKind.Stream), InletDescriptor.Of<int>("y", InletKind.Stream)]),
            ItemOutlets.One<int>(),
            activation =>
            {
                IAsyncEnumerable<int> inletX = activation.ReadAsync<int>(0);
                IAsyncEnumerable<int> inletY = activation.ReadAsync<int>(1);
                return () => CountedAsync(inletX, inletY);
            });

        async IAsyncEnumerable<int> CountedAsync(IAsyncEnumerable<int> inletX, IAsyncEnumerable<int> inletY)
        {
            Interlocked.Increment(ref begun);
            Assert.Equal([7], await TaskActivation.ListAsync(inletX));
            yield return (await TaskActivation.ListAsync(inletY)).Count;
        }
    }

    [Theory]
    [InlineData("source")]
    [InlineData("live")]
    [InlineData("each")]
    [Trait("Proves", "DF-09")]
    public async Task An_inlet_that_the_method_does_not_take_is_a_barrier_where_it_waits_and_else_is_discarded_with_a_warning(string shape)
    {
        var gate = new TaskCompletionSource();
        int begun = 0;
        TaskDefinition method = shape switch
        {
            "source" => Methods.Source("Method", () => BegunAsync(Methods.CountAsync(2))),
            "live" => Methods.Live("Method", "y", BegunAsync),
            _ => Methods.Each("Method", "y", y =>
            {
                Interlocked.Increment(ref begun);
                return y;
            }),
        };
        TaskDescriptor contract = TaskDescriptor.Contract("task").In<int>("x", waits: true).In<int>("thrown").Out<int>("z");
        contract = shape == "source" ? contract : contract.In<int>("y");
        (TaskDescriptor, TaskDefinition)[] tasks =
        [
            (contract, method),
            (TaskDescriptor.Contract("slow").Out<int>("x"), Methods.Source("Slow", () => HeldAsync(gate.Task))),
            (TaskDescriptor.Contract("waste").Out<int>("thrown"), Methods.Source("Waste", () => Methods.CountAsync(10_000))),
            (TaskDescriptor.Contract("quick").Out<int>("y"), Methods.Source("Quick", () => Methods.CountAsync(2))),
        ];
        var implementations = new TaskImplementations();
        Array.ForEach(tasks, t => implementations.Implement(t.Item1, t.Item2));

        await using GraphRun run = await new LocalEngine(implementations).StartAsync(TaskGraph.FromTasks([.. tasks.Select(t => t.Item1)]), [], new RunOptions { Capacity = 4 });

        // Ten thousand items go nowhere through an edge of four: nobody waits for whoever does not read them.
        await Methods.UntilAsync(() => run.Snapshot().Task("waste").Status == RunStatus.Completed);

        Assert.Equal((10_000L, 0), (run.Snapshot().Task("waste").Discarded, Volatile.Read(ref begun)));
        gate.SetResult();
        Assert.Equal([0, 1], await run.Output<int>("z").ToListAsync().WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
        Assert.Equal(
            "'Method', which implements 'task', does not take its inlet 'thrown': items that come there are discarded. Give it a parameter 'thrown', or let the inlet wait.",
            Assert.Single(implementations.Warnings));

        async IAsyncEnumerable<int> BegunAsync(IAsyncEnumerable<int> items)
        {
            Interlocked.Increment(ref begun);
            await foreach (int item in items)
            {
                yield return item;
            }
        }
    }

    [Fact]
    public async Task A_barrier_whose_producer_fails_never_opens()
    {
        int begun = 0;
        await using GraphRun run = await Methods.StartAsync(
            [
                (TaskDescriptor.Contract("failing").Out<int>("x"), Methods.Source("Failing", FailingAsync)),
                (TaskDescriptor.Contract("behind").In<int>("x", waits: true).Out<int>("z"), Methods.Source("Behind", () =>
                {
                    begun++;
                    return Methods.CountAsync(1);
                })),
            ],
            []);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Output<int>("z").ToListAsync().WaitAsync(Deadline));

        Assert.Equal(("failing", "boom", 0), (error.TaskId.ToString(), error.InnerException!.Message, begun));
    }

    [Fact]
    public async Task A_contract_of_two_versions_has_a_method_for_each()
    {
        TaskDescriptor one = TaskDescriptor.Contract("plus").In<int>("x").Out<int>("y");
        TaskDescriptor two = TaskDescriptor.Contract("plus", version: 2).In<int>("x").Out<int>("y");
        LocalEngine engine = Methods.EngineOf((one, Methods.Each("One", "x", x => x + 1)), (two, Methods.Each("Two", "x", x => x + 2)));

        await using GraphRun ofOne = await engine.StartAsync(TaskGraph.FromTasks(one), new RunInputs { ["x"] = 5 });
        await using GraphRun ofTwo = await engine.StartAsync(TaskGraph.FromTasks(two), new RunInputs { ["x"] = 5 });

        Assert.Equal(6, await ofOne.Output<int>("y").FirstAsync().WaitAsync(Deadline));
        Assert.Equal(7, await ofTwo.Output<int>("y").FirstAsync().WaitAsync(Deadline));
        Assert.Throws<ArgumentOutOfRangeException>(() => TaskDescriptor.Contract("plus", version: 0));
    }

    [Fact]
    public void A_method_that_cannot_be_run_again_does_not_implement_a_contract_that_promises_it()
    {
        TaskDescriptor promising = TaskDescriptor.Contract("counter").In<int>("x").Out<int>("y").Replayable();
        TaskDefinition live = Methods.Live("Live", "x", items => items);

        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => new TaskImplementations().Implement(promising, live));
        new TaskImplementations().Implement(promising, Methods.Each("Each", "x", x => x));

        Assert.Equal(
            "The contract 'counter' promises that the task may be run again, and 'Live' does not: its parameter 'x' is a live stream. "
            + "If nothing that it does minds being done twice, say so: [StreamTask(IsReplayable = true)].",
            Assert.Single(error.Faults).Message);
    }

    private static async IAsyncEnumerable<int> HeldAsync(Task gate)
    {
        await gate;
        yield return 7;
    }

    private static async IAsyncEnumerable<int> FailingAsync()
    {
        await Task.Yield();
        yield return 1;
        throw new InvalidOperationException("boom");
    }
}
