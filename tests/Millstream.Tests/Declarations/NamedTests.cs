using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Tasks joined by the names of their ports, apart from what implements them.</summary>
public sealed class NamedTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { false, 1024 }, { false, 4 }, { false, 1 } };

    public static TheoryData<string> Methods => ["live", "item", "list"];

    [Theory]
    [MemberData(nameof(Methods))]
    [Trait("Proves", "DF-03")]
    [Trait("Proves", "DF-62")]
    [Trait("Proves", "DF-63")]
    public async Task The_seeds_example_prints_even_numbers_whatever_the_method_looks_like(string method)
    {
        TaskDefinition task = method switch { "live" => ByName.FoobarLive, "item" => ByName.FoobarItem, _ => ByName.FoobarList };
        var engine = new LocalEngine(new TaskImplementations().Implement(ByName.Foobar, task));
        TaskGraph graph = TaskGraph.FromTasks(ByName.Foobar);

        await using GraphRun run = await engine.StartAsync(graph, new RunInputs { ["foo"] = 5 });
        await using GraphRun again = await engine.StartAsync(graph, new RunInputs { ["foo"] = 3 });
        await using GraphRun none = await engine.StartAsync(graph, new RunInputs { ["foo"] = 0 });

        Assert.Equal([0, 2, 4, 6, 8], await run.Output<int>("bar").ToListAsync().WaitAsync(Deadline));
        Assert.Equal([0, 2, 4], await again.Output<int>("bar").ToListAsync().WaitAsync(Deadline));
        Assert.Empty(await none.Output<int>("bar").ToListAsync().WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "DF-02")]
    public void A_contract_is_compared_by_value()
    {
        Assert.Equal(ByName.Foo, TaskDescriptor.Contract("foo").In<int>("a").Out<int>("b").Out<int>("c"));
        Assert.NotEqual(ByName.Foo, TaskDescriptor.Contract("foo").In<int>("a").Out<int>("c").Out<int>("b"));
        Assert.NotEqual(ByName.Foo, TaskDescriptor.Contract("foo").In<long>("a").Out<int>("b").Out<int>("c"));
        Assert.NotEqual(ByName.Total, TaskDescriptor.Contract("total").In<int>("a").Out<int>("b"));
        Assert.Equal(ByName.Foo.GetHashCode(), TaskDescriptor.Contract("foo").In<int>("a").Out<int>("b").Out<int>("c").GetHashCode());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "DF-66")]
    [Trait("Proves", "DF-28")]
    public async Task Foo_gives_one_item_to_b_and_many_to_c(bool fuse, int capacity)
    {
        await using GraphRun run = await StartAsync(TaskGraph.FromTasks(ByName.Foo), new RunInputs { ["a"] = 5 }, fuse, capacity);

        Assert.Equal(["b", "c"], run.Graph.Outputs.Select(o => o.Name));
        Assert.Equal([10], await run.Output<int>("b").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(10, await run.Output<int>("b").FirstAsync().WaitAsync(Deadline));
        Assert.Equal(0, await run.Output<int>("c").FirstAsync().WaitAsync(Deadline));
        Assert.Equal(4, await run.Output<int>("c").LastAsync().WaitAsync(Deadline));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "DF-67")]
    [Trait("Proves", "DF-13")]
    public async Task What_another_task_reads_can_be_exposed(bool fuse, int capacity)
    {
        TaskGraph graph = TaskGraph.FromTasks(ByName.Foo, ByName.Bar).Expose("c");
        await using GraphRun run = await StartAsync(graph, new RunInputs { ["a"] = 5 }, fuse, capacity);

        var pairs = new List<(int, int)>();
        await foreach ((int c, int d) in run.Output<int>("c").Zip(run.Output<int>("d")))
        {
            pairs.Add((c, d));
        }

        Assert.Equal([(0, 10), (1, 11), (2, 12), (3, 13), (4, 14)], pairs);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "DF-68")]
    [Trait("Proves", "DF-12")]
    public async Task Inputs_and_outlets_feed_every_inlet_of_their_name(bool fuse, int capacity)
    {
        TaskGraph graph = TaskGraph.FromTasks(ByName.Sum, ByName.Bar, ByName.Foo);
        await using GraphRun run = await StartAsync(graph, new RunInputs { ["a"] = 5 }, fuse, capacity);

        Assert.Equal([25, 27, 29, 31, 33], await run.Output<int>("e").ToListAsync().WaitAsync(Deadline));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    [Trait("Proves", "DF-69")]
    public async Task A_waiting_inlet_has_all_items(bool fuse, int capacity)
    {
        await using GraphRun run = await StartAsync(TaskGraph.FromTasks(ByName.Ten, ByName.Total), [], fuse, capacity);

        Assert.Equal(45, await run.Output<int>("b").FirstAsync().WaitAsync(Deadline));
    }

    [Fact]
    [Trait("Proves", "DF-64")]
    public async Task A_consumer_works_while_its_producer_still_produces()
    {
        (TaskImplementations tasks, List<string> log) = Interlaced();
        TaskGraph graph = TaskGraph.FromTasks(ByName.Producer, ByName.Consumer).Expose("produced");
        await using GraphRun run = await new LocalEngine(tasks).StartAsync(graph, new RunInputs { ["input"] = 5 });

        Assert.Equal(Enumerable.Range(0, 5), await run.Output<int>("consumed").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(["p0", "c0", "p1", "c1", "p2", "c2", "p3", "c3", "p4", "c4"], log);
    }

    [Fact]
    [Trait("Proves", "DF-65")]
    public async Task A_consumer_that_waits_sees_nothing_before_the_end()
    {
        var log = new List<string>();
        TaskDescriptor waiting = TaskDescriptor.Contract("consumer").In<int>("produced", waits: true).Out<int>("consumed");
        TaskImplementations tasks = new TaskImplementations()
            .Implement(ByName.Producer, Logging("Producer", "input", x => Enumerable.Range(0, x), log, 'p'))
            .Implement(waiting, Logging("Consumer", "produced", x => [x], log, 'c'));
        await using GraphRun run = await new LocalEngine(tasks).StartAsync(
            TaskGraph.FromTasks(ByName.Producer, waiting), new RunInputs { ["input"] = 5 });

        Assert.Equal(Enumerable.Range(0, 5), await run.Output<int>("consumed").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "c0", "c1", "c2", "c3", "c4"], log);
    }

    [Fact]
    [Trait("Proves", "DF-14")]
    public void The_order_of_the_tasks_changes_nothing()
    {
        string expected = TaskGraph.FromTasks(ByName.Foo, ByName.Bar, ByName.Sum).ToMermaid();

        Assert.NotEmpty(expected);
        Assert.Equal(expected, TaskGraph.FromTasks(ByName.Sum, ByName.Foo, ByName.Bar).ToMermaid());
        Assert.Equal(expected, TaskGraph.FromTasks(ByName.Bar, ByName.Sum, ByName.Foo).ToMermaid());
        Assert.Equal(
            LocalEngine.Plan(TaskGraph.FromTasks(ByName.Foo, ByName.Bar)).ToString(), LocalEngine.Plan(TaskGraph.FromTasks(ByName.Bar, ByName.Foo)).ToString());
    }

    [Fact]
    [Trait("Proves", "DF-11")]
    public void Two_words_for_one_stream_are_joined_by_renaming()
    {
        TaskGraph graph = TaskGraph.FromTasks(ByName.Ten.Rename("a", "number"), ByName.Total.Rename("a", "number"));

        Assert.Equal("ten.number->total.number", Assert.Single(graph.Edges).Id);
        Assert.Equal(["b"], graph.Outputs.Select(o => o.Name));
    }

    [Fact]
    [Trait("Proves", "DF-70")]
    public void Cycles_and_double_outlets_are_refused()
    {
        TaskDescriptor back = TaskDescriptor.Contract("back").In<int>("b").Out<int>("a");

        Assert.Contains(TaskGraph.Check(ByName.Foo, back), f => f.Kind == FaultKind.Cycle && f.Message.Contains("back → foo → back", StringComparison.Ordinal));
        GraphFault twice = Assert.Single(TaskGraph.Check(ByName.Total, TaskDescriptor.Contract("other").Out<int>("b")));
        Assert.Equal((FaultKind.DuplicateOutlet, "'other' and 'total' both produce 'b'. Rename one of them, or merge the two in a task of their own."), (twice.Kind, twice.Message));
    }

    [Fact]
    [Trait("Proves", "DF-16")]
    public void All_faults_are_told_at_once()
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => TaskGraph.FromTasks(
            TaskDescriptor.Contract("a").Out<string>("x"),
            TaskDescriptor.Contract("a").Out<int>("y"),
            TaskDescriptor.Contract("b").In<int>("x").Out<int>("x"),
            TaskDescriptor.Contract("not a name!")));

        Assert.Equal(
            "DuplicateOutlet DuplicateTask InvalidName TypeMismatch",
            string.Join(' ', error.Faults.Select(f => f.Kind.ToString()).Distinct().Order(StringComparer.Ordinal)));
        Assert.Equal(FaultKind.EmptyGraph, Assert.Single(TaskGraph.Check()).Kind);
        Assert.Empty(TaskGraph.Check(ByName.Foo));
    }

    [Fact]
    public void What_ports_say_besides_their_types_must_fit()
    {
        var sound = new TaskDescriptor("recorder")
        {
            Outlets = [OutletDescriptor.Of<byte[]>("sound") with { Description = new PortDescription { Fields = PortFields.Parse("content=audio rate=32000") } }],
        };
        var player = new TaskDescriptor("player")
        {
            Inlets = [InletDescriptor.Of<byte[]>("sound") with { Description = new PortDescription { Fields = PortFields.Parse("content=audio rate=48000") } }],
        };

        GraphFault fault = Assert.Single(TaskGraph.Check(sound, player));

        Assert.Equal(FaultKind.PortMismatch, fault.Kind);
        Assert.Equal("'recorder.sound' does not fit 'player.sound': rate (32000, 48000).", fault.Message);
        Assert.Empty(TaskGraph.Check(sound, player with { Inlets = [InletDescriptor.Of<byte[]>("sound") with { Description = sound.Outlets[0].Description }] }));
    }

    [Fact]
    [Trait("Proves", "DF-17")]
    public void Graphs_of_one_task_and_of_several_parts_are_graphs()
    {
        Assert.Equal(["foo", "a"], TaskGraph.FromTasks(ByName.Foo).Nodes.Select(n => n.Id.ToString()).OrderDescending());
        Assert.Equal(3, TaskGraph.FromTasks(ByName.Foo, TaskDescriptor.Contract("reader").In<int>("a").In<int>("b")).Edges.Count);
        Assert.Equal(2, TaskGraph.FromTasks(ByName.Ten, TaskDescriptor.Contract("apart").Out<string>("z")).Outputs.Count);
    }

    [Fact]
    [Trait("Proves", "DF-26")]
    public async Task An_output_that_there_is_not_is_told_with_those_there_are()
    {
        await using GraphRun run = await StartAsync(TaskGraph.FromTasks(ByName.Foo), new RunInputs { ["a"] = 2 }, fuse: true, capacity: 4);

        Assert.Contains("The run has no output 'e'. It has: 'b' of int, 'c' of int.", Assert.Throws<ArgumentException>(() => run.Output<int>("e")).Message, StringComparison.Ordinal);
        Assert.Contains("The output 'b' does not give string.", Assert.Throws<ArgumentException>(() => run.Output<string>("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "DF-27")]
    public async Task Outputs_are_read_while_they_grow_by_any_number_of_readers()
    {
        (TaskImplementations tasks, _) = Interlaced();
        TaskGraph graph = TaskGraph.FromTasks(ByName.Producer, ByName.Consumer).Expose("produced");
        await using GraphRun run = await new LocalEngine(tasks).StartAsync(graph, new RunInputs { ["input"] = 50 });

        IReadOnlyList<int>[] all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => run.Output<int>("consumed").ToListAsync())).WaitAsync(Deadline);
        Assert.All(all, items => Assert.Equal(Enumerable.Range(0, 50), items));
        await run.Completion.WaitAsync(Deadline);
        Assert.Equal(49, await run.Output<int>("produced").LastAsync().WaitAsync(Deadline));
    }

    [Fact]
    public async Task What_nothing_implements_is_refused_at_the_start()
    {
        GraphConfigurationException none = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => LocalEngine.Shared.StartAsync(TaskGraph.FromTasks(ByName.Foo, ByName.Bar), new RunInputs { ["a"] = 1 }));

        Assert.Equal([FaultKind.NoImplementation, FaultKind.NoImplementation], none.Faults.Select(f => f.Kind));
        Assert.Contains("No method implements 'bar'.", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proves", "DF-10")]
    public void Methods_that_do_not_fit_their_contract_are_refused_with_every_fault()
    {
        TaskImplementations tasks = new TaskImplementations().Implement(ByName.Foobar, ByName.FoobarLive);

        GraphConfigurationException twice = Assert.Throws<GraphConfigurationException>(() => tasks.Implement(ByName.Foobar, ByName.FoobarItem));
        GraphConfigurationException other = Assert.Throws<GraphConfigurationException>(() => tasks.Implement(ByName.Foo, ByName.SumTask));

        Assert.Contains("'foobar' is implemented by 'FoobarLive' already, and 'FoobarItem' is to implement it too", twice.Message, StringComparison.Ordinal);
        Assert.Equal(6, other.Faults.Count);
        Assert.All(other.Faults, f => Assert.Equal(FaultKind.ContractMismatch, f.Kind));
    }

    [Fact]
    [Trait("Proves", "DF-07")]
    public async Task An_outlet_that_was_not_declared_fails_where_it_is_asked_for()
    {
        TaskDefinition task = TaskDefinition.Emitting(
            new TaskDescriptor("careless") { Outlets = [OutletDescriptor.Of<int>("b")] },
            activation => () => activation.Context.Outlet<int>("x").EmitAsync(1).AsTask());
        await using GraphRun run = await RunAloneAsync(task);

        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Deadline));
        Assert.Equal("'careless' has no outlet 'x' of int that is given items by hand. It has: b: int.", Assert.IsType<UndeclaredOutletException>(error.InnerException).Message);
    }

    [Fact]
    [Trait("Proves", "TG-13")]
    public async Task An_outlet_is_completed_while_the_task_goes_on()
    {
        var gate = new TaskCompletionSource();
        TaskDefinition task = TaskDefinition.Emitting(
            new TaskDescriptor("pushing") { Outlets = [OutletDescriptor.Of<string>("text"), OutletDescriptor.Of<int>("late")] },
            activation => async () =>
            {
                Outlet<string> text = activation.Context.Outlet<string>("text");
                await text.EmitAsync("a");
                await text.AttachAsync(Flow.From(["b", "c"]).AsAsyncEnumerable());
                text.Complete();
                await gate.Task;
                await Assert.ThrowsAsync<InvalidOperationException>(() => text.EmitAsync("d").AsTask());
                await activation.Outlet<int>("late").EmitAsync(1);
            });
        await using GraphRun run = await RunAloneAsync(task);

        Assert.Equal(["a", "b", "c"], await run.Output<string>("text").ToListAsync().WaitAsync(Deadline));
        Assert.Equal(RunStatus.Running, run.Status);
        gate.SetResult();
        Assert.Equal([1], await run.Output<int>("late").ToListAsync().WaitAsync(Deadline));
        await run.Completion.WaitAsync(Deadline);
    }

    private static Task<GraphRun> RunAloneAsync(TaskDefinition task)
    {
        var g = new GraphBuilder("g");
        g.Add(task, []);
        return LocalEngine.Shared.StartAsync(g.Build());
    }

    private static Task<GraphRun> StartAsync(TaskGraph graph, RunInputs inputs, bool fuse, int capacity) =>
        new LocalEngine(ByName.All).StartAsync(graph, inputs, new RunOptions { Fuse = fuse, Capacity = capacity });

    /// <summary>A producer that makes the next item only when the consumer has handled the one before.</summary>
    private static (TaskImplementations Tasks, List<string> Log) Interlaced()
    {
        var log = new List<string>();
        var handled = new SemaphoreSlim(1);
        TaskDefinition producer = TaskDefinition.CallMany(
            new TaskDescriptor("Producer") { Inlets = [InletDescriptor.Of<int>("input")], Outlets = [OutletDescriptor.Of<int>("out")] },
            TaskInlets.Item<int>("input"),
            ItemOutlets.One<int>(),
            _ => ProduceAsync);
        return (new TaskImplementations().Implement(ByName.Producer, producer).Implement(ByName.Consumer, Logging(
            "Consumer",
            "produced",
            x =>
            {
                handled.Release();
                return [x];
            },
            log,
            'c')), log);

        async IAsyncEnumerable<int> ProduceAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await handled.WaitAsync();
                lock (log)
                {
                    log.Add($"p{i}");
                }

                yield return i;
            }
        }
    }

    private static TaskDefinition Logging(string name, string inlet, Func<int, IEnumerable<int>> body, List<string> log, char letter) => TaskDefinition.Call(
        new TaskDescriptor(name) { Inlets = [InletDescriptor.Of<int>(inlet)], Outlets = [OutletDescriptor.Of<int>("out")] },
        TaskInlets.Item<int>(inlet),
        TaskOutlets.Sequence(ItemOutlets.One<int>()),
        _ => x => Logged(body, x, log, letter));

    private static IEnumerable<int> Logged(Func<int, IEnumerable<int>> body, int item, List<string> log, char letter)
    {
        bool isFirst = letter == 'c';
        if (isFirst)
        {
            lock (log)
            {
                log.Add($"{letter}{item}");
            }
        }

        foreach (int made in body(item))
        {
            if (!isFirst)
            {
                lock (log)
                {
                    log.Add($"{letter}{made}");
                }
            }

            yield return made;
        }
    }
}
