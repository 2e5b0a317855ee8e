using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>What a host says of its methods when it starts.</summary>
public sealed class BindingTests
{
    [Fact]
    [Trait("Proves", "DF-08")]
    public async Task Everything_that_is_wrong_with_the_bindings_is_told_in_one_error_when_the_host_starts()
    {
        TaskDescriptor promising = TaskDescriptor.Contract("promising").In<int>("a").Out<int>("b").Replayable();
        TaskDescriptor two = TaskDescriptor.Contract("two").In<int>("a").Out<int>("b").Out<int>("c");
        TaskDescriptor text = TaskDescriptor.Contract("text").In<string>("a").Out<int>("d");
        TaskDescriptor needing = TaskDescriptor.Contract("needing").In<int>("a").Out<int>("e");
        using IHost host = Examples.Host(millstream => millstream
            .Implement(Examples.First, Examples.Method("Stray", "x", static _ => static x => x))
            .Implement(two, Examples.Method("One", "a", static _ => static x => x))
            .Implement(text, Examples.Method("Number", "a", static _ => static x => x))
            .Implement(promising, Live())
            .Implement(needing, Examples.Method("Needing", "a", static activation =>
            {
                activation.Service<Version>("version");
                return static x => x;
            })));

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken)).WaitAsync(Examples.Deadline);

        Assert.Equal(
            [
                "The parameter 'x' of 'Stray' is no inlet of the contract 'first', which has: 'a'. Mark it [Service] if the container gives it.",
                "The contract 'two' has an outlet 'b', which 'One' does not produce. It produces: 'out'.",
                "The contract 'two' has an outlet 'c', which 'One' does not produce. It produces: 'out'.",
                "'One' produces 'out', which the contract 'two' does not have.",
                "The contract 'text' gives string on 'a', and the parameter 'a' of 'Number' takes int.",
                "The contract 'promising' promises that the task may be run again, and 'Live' does not: its parameter 'a' is a live stream. "
                    + "If nothing that it does minds being done twice, say so: [StreamTask(IsReplayable = true)].",
                "The parameter 'version' of 'needing' needs the service Version, which the run's services do not have. Register it.",
            ],
            error.Faults.Select(f => f.Message));
    }

    [Fact]
    public void A_container_without_a_host_tells_it_when_its_engine_is_asked_for()
    {
        using ServiceProvider container = Examples.Container(
            millstream => millstream.Implement(Examples.First, Examples.Method("Stray", "x", static _ => static x => x)));

        Assert.Throws<GraphConfigurationException>(() => container.GetRequiredService<GraphEngine>());
    }

    [Fact]
    [Trait("Proves", "DF-09")]
    public async Task An_inlet_that_nobody_takes_is_warned_of_when_the_host_starts()
    {
        TaskDescriptor more = TaskDescriptor.Contract("more").In<int>("a").In<int>("spare").In<int>("barrier", waits: true).Out<int>("b");
        using var log = new ListLog();
        using IHost host = Examples.Host(millstream =>
        {
            millstream.Services.AddLogging(logging => logging.AddProvider(log));
            millstream.Implement(more, Examples.Method("Method", "a", static _ => static x => x));
        });

        await host.StartAsync(TestContext.Current.CancellationToken).WaitAsync(Examples.Deadline);

        Assert.EndsWith(
            "'Method', which implements 'more', does not take its inlet 'spare': items that come there are discarded. Give it a parameter 'spare', or let the inlet wait.",
            Assert.Single(log.Lines, line => line.Contains("does not take", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Examples.Deadline);
    }

    private static TaskDefinition Live() => TaskDefinition.Live(
        new TaskDescriptor("Live") { Inlets = [InletDescriptor.Of<int>("a", InletKind.Stream)], Outlets = [OutletDescriptor.Of<int>("out")] },
        ItemOutlets.One<int>(),
        activation =>
        {
            IAsyncEnumerable<int> a = activation.ReadAsync<int>(0);
            return () => a;
        });
}
