using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Runs of graphs that are joined by names: who starts them, and with what.</summary>
public sealed class NamedStartsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TaskDescriptor Through = TaskDescriptor.Contract("through").In<int>("a").Out<int>("b");

    private static readonly TaskGraph Graph = TaskGraph.FromTasks(Through);

    private static LocalEngine Engine { get; } = Methods.EngineOf((Through, Methods.Each("Through", "a", x => x)));

    [Fact]
    [Trait("Proves", "DF-19")]
    public async Task Who_has_the_contract_and_an_engine_starts_the_graph_also_a_task_of_another_run()
    {
        TaskDescriptor starting = TaskDescriptor.Contract("starting").In<int>("n").Out<int>("total");
        LocalEngine outer = Methods.EngineOf((starting, Methods.EachAsync("Starting", "n", (n, token) => new ValueTask<int>(StarterWithoutMethodsAsync(Engine, n, token)))));

        Assert.Equal(10, await StarterWithoutMethodsAsync(Engine, 5, TestContext.Current.CancellationToken).WaitAsync(Deadline));
        await using GraphRun run = await outer.StartAsync(TaskGraph.FromTasks(starting), new RunInputs { ["n"] = Enumerable.Range(3, 2) });

        Assert.Equal([3, 6], await run.Output<int>("total").ToListAsync().WaitAsync(Deadline));

        static async Task<int> StarterWithoutMethodsAsync(GraphEngine engine, int count, CancellationToken cancellationToken)
        {
            await using GraphRun inner = await engine.StartAsync(Graph, new RunInputs { ["a"] = Enumerable.Range(0, count) }, cancellationToken: cancellationToken);
            return (await inner.Output<int>("b").ToListAsync(cancellationToken)).Sum();
        }
    }

    public static TheoryData<string, int> Inputs
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (string kind in new[] { "one", "list", "sequence", "asynchronous", "open" })
            {
                all.Add(kind, 3);
                if (kind != "one")
                {
                    all.Add(kind, 0);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    [Trait("Proves", "DF-21")]
    public async Task An_input_is_read_as_a_stream_to_its_end_whatever_it_was_given(string kind, int count)
    {
        LocalEngine engine = Methods.EngineOf((Through, Methods.Live("Through", "a", items => items)));
        object given = kind switch
        {
            "one" => 0,
            "list" => Enumerable.Range(0, count).ToArray(),
            "sequence" => Enumerable.Range(0, count).Select(x => x),
            "asynchronous" => Methods.CountAsync(count),
            _ => RunInput.Open,
        };
        await using GraphRun run = await engine.StartAsync(Graph, new RunInputs { ["a"] = given });
        if (kind == "open")
        {
            RunInput<int> input = run.Input<int>("a");
            for (int i = 0; i < count; i++)
            {
                await input.WriteAsync(i).AsTask().WaitAsync(Deadline);
                Assert.Equal(i, await run.Output<int>("b").FromAsync(i).FirstAsync().AsTask().WaitAsync(Deadline));
            }

            Assert.Equal(RunStatus.Running, run.Status);
            input.Complete();
        }

        Assert.Equal(Enumerable.Range(0, kind == "one" ? 1 : count), await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
    }

    [Fact]
    [Trait("Proves", "DF-22")]
    public async Task A_write_waits_while_the_tasks_are_behind()
    {
        var gate = new TaskCompletionSource();
        int written = 0;
        LocalEngine engine = Methods.EngineOf((Through, Methods.EachAsync("Through", "a", async (x, _) =>
        {
            await gate.Task;
            return x;
        })));
        await using GraphRun run = await engine.StartAsync(Graph, new RunInputs { ["a"] = RunInput.Open }, new RunOptions { Capacity = 4 });
        RunInput<int> input = run.Input<int>("a");

        Task writing = WriteAsync();
        await Methods.UntilAsync(() => Volatile.Read(ref written) >= 4);

        // Four in the input, four on the edge, and what is in hands: never more, however long the task takes.
        Task first = await Task.WhenAny(writing, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken));
        Assert.NotSame(writing, first);
        Assert.InRange(Volatile.Read(ref written), 4, 12);
        gate.SetResult();
        await writing.WaitAsync(Deadline);

        Assert.Equal(Enumerable.Range(0, 1000), await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));

        async Task WriteAsync()
        {
            for (int i = 0; i < 1000; i++)
            {
                await input.WriteAsync(i);
                Volatile.Write(ref written, i + 1);
            }

            input.Complete();
        }
    }

    [Fact]
    public async Task An_open_input_takes_nothing_more_when_it_or_its_run_is_over()
    {
        await using GraphRun run = await Engine.StartAsync(Graph, new RunInputs { ["a"] = RunInput.Open });
        await using GraphRun killed = await Engine.StartAsync(Graph, new RunInputs { ["a"] = RunInput.Open }, new RunOptions { Capacity = 1 });
        RunInput<int> input = run.Input<int>("a");
        input.Complete();
        input.Complete();
        await killed.KillAsync().WaitAsync(Deadline);

        string late = (await Assert.ThrowsAsync<InvalidOperationException>(() => input.WriteAsync(1).AsTask())).Message;
        await Assert.ThrowsAsync<InvalidOperationException>(() => killed.Input<int>("a").WriteAsync(1).AsTask());

        Assert.Equal($"The input 'a' of the run '{run.RunId}' takes no more items: it was completed, or nobody reads it any more.", late);
        Assert.Contains("The input 'a' does not take string. The open inputs are: 'a' of int.", Assert.Throws<ArgumentException>(() => run.Input<string>("a")).Message, StringComparison.Ordinal);
        Assert.Contains("The run has no open input 'x'. It has: 'a' of int.", Assert.Throws<ArgumentException>(() => run.Input<int>("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "DF-24")]
    public async Task A_start_that_is_repeated_gives_the_same_run()
    {
        int calls = 0;
        LocalEngine engine = Methods.EngineOf((Through, Methods.Each("Through", "a", x =>
        {
            Interlocked.Increment(ref calls);
            return x;
        })));
        var options = new RunOptions { RunId = "order-17" };

        GraphRun[] runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => engine.StartAsync(Graph, new RunInputs { ["a"] = 5 }, options)))).WaitAsync(Deadline);
        await runs[0].Completion.WaitAsync(Deadline);
        GraphRun later = await engine.StartAsync(Graph, new RunInputs { ["a"] = 5 }, options);
        InvalidOperationException other = await Assert.ThrowsAsync<InvalidOperationException>(
            () => engine.StartAsync(TaskGraph.FromTasks(Through.Rename("b", "c")), new RunInputs { ["a"] = 5 }, options));

        Assert.All(runs, run => Assert.Same(later, run));
        Assert.Equal(("order-17", 1), (later.RunId, calls));
        Assert.Equal([5], await later.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(
            "The id 'order-17' is that of a run of another graph, 'through'. Give the run of 'through' an id of its own.", other.Message);
        await later.DisposeAsync();
    }

    [Fact]
    public async Task A_start_that_was_refused_can_be_repeated()
    {
        var options = new RunOptions { RunId = "again" };
        await Assert.ThrowsAsync<GraphConfigurationException>(() => Engine.StartAsync(Graph, [], options));

        await using GraphRun run = await Engine.StartAsync(Graph, new RunInputs { ["a"] = 5 }, options);

        Assert.Equal([5], await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
    }
}
