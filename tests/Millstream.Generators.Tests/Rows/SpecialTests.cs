using Millstream.Graphs;
using Millstream.Testing;
using Shop;

namespace Millstream.Generators.Rows;

/// <summary>Parameters that are no inlets: settings, state, context, token, clock, logger and services.</summary>
public sealed class SpecialTests
{
    [Fact]
    [Trait("Proves", "TG-08")]
    public void Special_parameters_are_no_ports()
    {
        TaskDescriptor raise = SpecialDefinitions.Raise.Descriptor;

        Assert.Equal("x: int", raise.Inlets.ToString());
        Assert.Equal(["By", "Note", "Scale", "Wait"], raise.Settings.Select(s => s.Name));
        Assert.Equal("out: int", raise.Outlets.ToString());
    }

    [Fact]
    [Trait("Proves", "TG-01")]
    public void A_descriptor_tells_what_the_signature_and_the_comment_say()
    {
        TaskDescriptor square = ArithmeticDefinitions.Square.Descriptor;

        Assert.Equal("Square", square.Name);
        Assert.Equal("Squares a x, as Pow would.", square.Documentation);
        InletDescriptor x = Assert.Single(square.Inlets);
        Assert.Equal(("x", typeof(int), false, "What is squared."), (x.Name, x.ItemType, x.IsOptional, x.Documentation));
        OutletDescriptor outlet = Assert.Single(square.Outlets);
        Assert.Equal(("out", typeof(int)), (outlet.Name, outlet.ItemType));
        Assert.Same(ArithmeticDefinitions.Square, Millstream.Generators.Tests.StreamTasks.Catalogue["Square"]);
    }

    [Fact]
    public void An_attribute_may_set_the_words()
    {
        TaskDescriptor negate = ArithmeticDefinitions.Negate.Descriptor;

        Assert.Equal(("negated", "The other side", "2"), (negate.Name, negate.Label, negate.Version));
        Assert.Equal("negative: int", negate.Outlets.ToString());
        Assert.Equal("pair: (int, int)", ArithmeticDefinitions.AsOne.Descriptor.Outlets.ToString().Replace("ValueTuple<int, int>", "(int, int)", StringComparison.Ordinal));
        Assert.Equal(["item1", "item2"], ArithmeticDefinitions.Unnamed.Descriptor.Outlets.Select(o => o.Name));
        InletDescriptor b = ArithmeticDefinitions.Add.Descriptor.Inlets[1];
        Assert.Equal((true, 5), (b.IsOptional, b.Default));
    }

    [Fact]
    public void Properties_of_settings_are_described()
    {
        ValueList<SettingDescriptor> settings = SpecialDefinitions.Raise.Descriptor.Settings;

        Assert.Equal((1, 1, 9, "What is added."), (settings[0].Default, settings[0].Minimum, settings[0].Maximum, settings[0].Documentation));
        Assert.Equal((typeof(string), null), (settings[1].Type, settings[1].Default));
        Assert.Equal((0.5, 2.0), (settings[2].Minimum, settings[2].Maximum));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)), (settings[3].Minimum, settings[3].Maximum));
    }

    [Fact]
    public async Task Settings_are_given_where_the_task_is_placed_and_checked_there()
    {
        Assert.Equal([2, 3], await Flow.Iter([1, 2]).Raise().ResultAsync());
        Assert.Equal([4, 5], await Flow.Iter([1, 2]).Raise(new RaiseSettings { By = 3 }).ResultAsync());

        var refused = Assert.Throws<GraphConfigurationException>(() => Flow.Iter([1]).Raise(new RaiseSettings { By = 12 }));

        Assert.Contains("'Raise': the setting 'By' is 12; it must be from 1 to 9.", refused.Message, StringComparison.Ordinal);
        Assert.Throws<GraphConfigurationException>(() => Flow.Iter([1]).Raise(new RaiseSettings { Scale = 3 }));
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    [Trait("Proves", "TG-10")]
    public async Task State_is_of_one_node_and_one_run(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);
        Flow<int> one = Flow.Iter([0, 0, 0]).OnlyState(), other = Flow.Iter([0, 0, 0]).OnlyState();
        for (int times = 0; times < 2; times++)
        {
            await using GraphRun run = FlowRuns.Start([one, other], mode);

            Assert.Equal([1, 2, 3], await run.ResultAsync(one).WaitAsync(Runs.Deadline));
            Assert.Equal([1, 2, 3], await run.ResultAsync(other).WaitAsync(Runs.Deadline));
        }
    }

    [Theory]
    [MemberData(nameof(Runs.Modes), MemberType = typeof(Runs))]
    public async Task State_and_settings_go_together(bool fuse, int capacity)
    {
        RunOptions mode = Runs.Mode(fuse, capacity);

        Assert.Equal([11, 12, 13], await Flow.Iter([10, 10, 10]).Demo2().ResultAsync(mode));
        Assert.Equal([15, 20, 25], await Flow.Iter([10, 10, 10]).Demo2(new DemoConfig { Step = 5 }).ResultAsync(mode));
        Assert.Equal([11], await Flow.Iter([10]).OnlyConfig().ResultAsync(mode));
    }

    [Fact]
    [Trait("Proves", "TD-07")]
    public async Task State_begins_anew_with_each_run_and_is_shared_by_no_two_nodes()
    {
        Flow<int> tens = Flow.Iter([10, 10, 10]);
        Flow<int> one = tens.Demo2(new DemoConfig { Step = 1 }), five = tens.Demo2(new DemoConfig { Step = 5 });
        for (int times = 0; times < 2; times++)
        {
            await using GraphRun run = FlowRuns.Start([one, five]);

            Assert.Equal([11, 12, 13], await run.ResultAsync(one).WaitAsync(Runs.Deadline));
            Assert.Equal([15, 20, 25], await run.ResultAsync(five).WaitAsync(Runs.Deadline));
        }
    }

    [Fact]
    public async Task Clock_logger_and_context_are_those_of_the_run()
    {
        var logger = new ListLogger();
        var options = new RunOptions { RunId = "r1", Logger = logger, Time = new ManualTimeProvider() };

        string timed = Assert.Single(await Flow.Iter([1]).Timed().ResultAsync(options));
        string context = Assert.Single(await Flow.Iter([1]).ContextOf().ResultAsync(options));
        await Flow.Iter([5]).Raise().ResultAsync(options);

        Assert.Equal($"1 at {options.Time.GetUtcNow():HH:mm}", timed);
        Assert.Equal("1 r1 ContextOf True", context);
        Assert.Contains("An item is timed.", logger.Lines);
        Assert.Contains("An item is raised.", logger.Lines);
    }

    [Fact]
    public async Task A_synchronous_call_hears_that_its_time_is_over()
    {
        var error = await Assert.ThrowsAsync<TaskFailedException>(() => Flow.Iter([1]).Patient().ResultAsync());

        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task Services_come_from_the_run_by_type_and_key()
    {
        ServiceTable services = new ServiceTable().Add<IPrices>(new Prices(1)).Add<IPrices>(new Prices(100), "dear");

        Assert.Equal(["tea 3 300"], await Flow.Iter(["tea"]).Priced().ResultAsync(new RunOptions { Services = services }));

        var missing = await Assert.ThrowsAsync<GraphConfigurationException>(() => Flow.Iter(["tea"]).Priced().ResultAsync());
        Assert.Contains("The parameter 'prices' of 'Priced' needs the service", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_of_an_object_is_called_on_the_service_of_its_class()
    {
        ServiceTable services = new ServiceTable().Add(new Prices(2));

        Assert.Equal(
            ["tea for 6, the 1.", "coffee for 12, the 2."],
            await Flow.Iter(["tea", "coffee"]).Quote().ResultAsync(new RunOptions { Services = services }));
    }

    [Fact]
    public async Task What_a_parameter_is_follows_from_its_type_its_marks_and_its_name()
    {
        Assert.Equal("item: string", SpecialDefinitions.Priced.Descriptor.Inlets.ToString());
        Assert.Equal("x: int", SpecialDefinitions.Timed.Descriptor.Inlets.ToString());
        Assert.Equal(["where", "config"], SpecialDefinitions.Stated.Descriptor.Inlets.Select(i => i.Name));
        Assert.Equal(["CA7"], await Flow.Iter(["CA"]).Stated(new Tally { Count = 7 }).ResultAsync());
    }
}
