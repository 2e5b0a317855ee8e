using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>What a graph that is joined by names, and its start, are refused for: each code, and what its message names.</summary>
[Trait("Proves", "DF-18")]
public sealed class FaultTests
{
    private static TaskDescriptor Ten => ByName.Ten;

    [Fact]
    public void A_graph_of_no_tasks() => Refused(FaultKind.EmptyGraph, "A graph has at least one task.");

    [Fact]
    public void Two_contracts_of_one_name() => Refused(
        FaultKind.DuplicateTask,
        "2 tasks are called 'ten': ten() -> (a: int) and ten(x: int) -> (y: int). Give each its own name.",
        Ten,
        TaskDescriptor.Contract("ten").In<int>("x").Out<int>("y"));

    [Fact]
    public void Two_producers_of_one_name() => Refused(
        FaultKind.DuplicateOutlet,
        "'more' and 'ten' both produce 'a'. Rename one of them, or merge the two in a task of their own.",
        Ten,
        TaskDescriptor.Contract("more").Out<int>("a"));

    [Fact]
    public void Every_cycle_is_a_path_the_shortest_first()
    {
        Refused(FaultKind.Cycle, "The graph has a cycle: s → s. A task cannot need its own output.", TaskDescriptor.Contract("s").In<int>("a").Out<int>("a"));
        Refused(
            FaultKind.Cycle,
            "The graph has 3 cycles: p → p; p → q → p; p → q → r → p. A task cannot need its own output.",
            TaskDescriptor.Contract("r").In<int>("q").Out<int>("r"),
            TaskDescriptor.Contract("q").In<int>("p").Out<int>("q"),
            TaskDescriptor.Contract("p").In<int>("p").In<int>("q").In<int>("r").Out<int>("p"),
            TaskDescriptor.Contract("behind").In<int>("r").Out<int>("end"));
    }

    [Fact]
    public void A_tangle_of_cycles_is_told_in_short()
    {
        // Each of ten tasks reads all ten: more than a million cycles.
        TaskDescriptor[] tangle =
        [
            .. Enumerable.Range(0, 10).Select(i => Enumerable.Range(0, 10).Aggregate(
                TaskDescriptor.Contract($"t{i}").Out<int>($"x{i}"), (task, j) => task.In<int>($"x{j}"))),
        ];

        GraphFault fault = Assert.Single(TaskGraph.Check(tangle));

        Assert.StartsWith("The graph has more than 100 cycles, the shortest of them: t0 → t0; t1 → t1;", fault.Message, StringComparison.Ordinal);
        Assert.Equal(100, fault.Message.Count(c => c == ';') + 1);
    }

    [Fact]
    public void An_outlet_and_an_inlet_of_one_name_that_do_not_fit() => Refused(
        FaultKind.TypeMismatch,
        "'ten.a' gives int, but 'text.a' needs string. Put a task between them that converts one to the other.",
        Ten,
        TaskDescriptor.Contract("text").In<string>("a"));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("a b", "it holds ' '")]
    [InlineData("a:b", "it holds ':'")]
    [InlineData("1st", "it begins with '1'")]
    [InlineData("a23456789b123456789c123456789d123456789e123456789f123456789g12345", "it has 65 characters")]
    public void A_name_that_is_none(string name, string why)
    {
        string rule = "Use 1 to 64 letters, digits, '-' or '_', and begin with a letter or '_'.";

        Refused(FaultKind.InvalidName, $"'{name}' is no name of a task: {why}. {rule}", TaskDescriptor.Contract(name).Out<int>("a"));
        Refused(FaultKind.InvalidName, $"'{name}' is no name of a stream: {why}. {rule}", TaskDescriptor.Contract("t").In<int>(name));
        Refused(FaultKind.InvalidName, $"'{name}' is no name of a stream: {why}. {rule}", TaskDescriptor.Contract("t").Out<int>(name));
    }

    [Fact]
    public async Task A_start_without_all_inputs_names_who_needs_them_and_what_may_have_been_meant()
    {
        TaskGraph graph = TaskGraph.FromTasks(
            TaskDescriptor.Contract("maker").In<int>("seed").Out<int>("numbers"), TaskDescriptor.Contract("reader").In<int>("numbres").Out<int>("end"));

        GraphConfigurationException error = await RefusedAsync(graph, []);

        Assert.Equal(
            [
                (FaultKind.MissingInput, "The input 'numbres', which 'reader' reads, is given nothing. Start the run with a value for it; or is the outlet 'numbers' meant?"),
                (FaultKind.MissingInput, "The input 'seed', which 'maker' reads, is given nothing. Start the run with a value for it."),
            ],
            error.Faults.Select(f => (f.Kind, f.Message)).OrderBy(f => f.Message, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_start_with_what_is_no_input()
    {
        GraphConfigurationException error = await RefusedAsync(TaskGraph.FromTasks(ByName.Foo, ByName.Bar), new RunInputs { ["a"] = 1, ["x"] = 2, ["c"] = 3 });

        Assert.Equal(
            [
                (FaultKind.UnknownInput, "'x' is no input of the graph 'bar+foo'. Its inputs are: 'a'."),
                (FaultKind.ProducedInput, "'c' is produced by 'foo', so that a run cannot be given it."),
            ],
            error.Faults.Select(f => (f.Kind, f.Message)));
    }

    [Fact]
    public async Task A_start_with_a_value_that_does_not_fit()
    {
        GraphConfigurationException error = await RefusedAsync(TaskGraph.FromTasks(ByName.Foo), new RunInputs { ["a"] = "five" });

        Assert.Equal((FaultKind.InputType, "The input 'a' needs int, or a sequence of it, and string was given."), (error.Faults[0].Kind, error.Faults[0].Message));
    }

    [Fact]
    public async Task A_task_that_nothing_implements()
    {
        TaskGraph graph = TaskGraph.FromTasks(ByName.Foo, ByName.Bar, ByName.Sum);
        LocalEngine engine = Methods.EngineOf((ByName.Foo, ByName.FooTask));

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(() => engine.StartAsync(graph, new RunInputs { ["a"] = 1 }));

        Assert.Equal(
            [
                (FaultKind.NoImplementation, "No method implements 'bar'. This engine implements: 'foo'."),
                (FaultKind.NoImplementation, "No method implements 'foobar'. This engine implements: 'foo'."),
            ],
            error.Faults.Select(f => (f.Kind, f.Message)));
    }

    [Fact]
    public async Task A_contract_of_the_same_name_and_version_with_other_ports()
    {
        TaskDescriptor asked = TaskDescriptor.Contract("foobar").In<int>("foo").Out<long>("bar");
        TaskDescriptor next = TaskDescriptor.Contract("foobar", version: 2).In<int>("foo").Out<long>("bar");
        LocalEngine engine = Methods.EngineOf((ByName.Foobar, ByName.FoobarItem));

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => engine.StartAsync(TaskGraph.FromTasks(asked), new RunInputs { ["foo"] = 1 }));
        GraphConfigurationException other = await Assert.ThrowsAsync<GraphConfigurationException>(
            () => engine.StartAsync(TaskGraph.FromTasks(next), new RunInputs { ["foo"] = 1 }));

        Assert.Equal(
            (FaultKind.ContractMismatch,
                "The graph's contract 'foobar' is not the one that this engine implements: the outlet 'bar' differs. The graph has (foo: int) -> (bar: long), "
                + "'FoobarItem' implements (foo: int) -> (bar: int). Give what changed another version."),
            (error.Faults[0].Kind, error.Faults[0].Message));
        Assert.Equal(
            (FaultKind.NoImplementation, "No method implements 'foobar' version 2. This engine implements: 'foobar'."), (other.Faults[0].Kind, other.Faults[0].Message));
    }

    [Fact]
    public void Five_faults_are_told_together()
    {
        GraphConfigurationException error = Assert.Throws<GraphConfigurationException>(() => TaskGraph.FromTasks(
            TaskDescriptor.Contract("a b").Out<int>("z"),
            TaskDescriptor.Contract("loop").In<int>("l").Out<int>("l"),
            TaskDescriptor.Contract("twice").Out<int>("y"),
            TaskDescriptor.Contract("twice").Out<string>("y"),
            TaskDescriptor.Contract("other").Out<int>("y"),
            TaskDescriptor.Contract("text").In<string>("z")));

        Assert.Equal(
            ["Cycle", "DuplicateOutlet", "DuplicateTask", "InvalidName", "TypeMismatch"],
            error.Faults.Select(f => f.Kind.ToString()).Order(StringComparer.Ordinal));
        Assert.StartsWith("The graph has 5 faults: ", error.Message, StringComparison.Ordinal);
    }

    private static void Refused(FaultKind kind, string message, params ReadOnlySpan<TaskDescriptor> tasks)
    {
        GraphFault fault = Assert.Single(TaskGraph.Check(tasks));
        Assert.Equal((kind, message), (fault.Kind, fault.Message));
        TaskDescriptor[] all = tasks.ToArray();
        Assert.Equal(message, Assert.Throws<GraphConfigurationException>(() => TaskGraph.FromTasks(all)).Message);
    }

    private static Task<GraphConfigurationException> RefusedAsync(TaskGraph graph, RunInputs inputs) =>
        Assert.ThrowsAsync<GraphConfigurationException>(() => new LocalEngine(ByName.All).StartAsync(graph, inputs));
}
