using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>Which services the parameters of task methods are given, and when a missing one is told.</summary>
public sealed class ServiceTests
{
    [Fact]
    [Trait("Proves", "DF-44")]
    public async Task Parameters_come_by_type_key_or_factory_nested_and_replaced()
    {
        static void Add(IServiceCollection services) => services
            .AddSingleton<Ledger>()
            .AddScoped<Tracked>()
            .AddTransient<Nested>()
            .AddSingleton<IRate>(new Rate(2))
            .AddKeyedSingleton<IRate>("high", new Rate(100))
            .AddScoped(container => new Made(container.GetRequiredService<Tracked>()));
        TaskDefinition method = Examples.Method("First", "a", activation =>
        {
            IRate rate = activation.Service<IRate>("rate");
            IRate high = activation.Service<IRate>("high", key: "high");
            Nested nested = activation.Service<Nested>("nested");
            Made made = activation.Service<Made>("made");
            Assert.Same(nested.Scoped, made.Scoped);
            return x => (x * rate.Value) + high.Value + nested.Rate.Value;
        });
        await using ServiceProvider container = Examples.Container(millstream =>
        {
            Add(millstream.Services);
            millstream.Implement(Examples.First, method);
        });
        await using ServiceProvider ofTest = Examples.Container(millstream =>
        {
            Add(millstream.Services);
            millstream.Implement(Examples.First, method);
            millstream.Services.Replace(ServiceDescriptor.Singleton<IRate>(new Rate(7)));
        });

        Assert.Equal(3 * 2 + 100 + 2, await FirstOfAsync(container, 3));
        Assert.Equal(3 * 7 + 100 + 7, await FirstOfAsync(ofTest, 3));
        Tracked tracked = Assert.Single(container.GetRequiredService<Ledger>().Made);
        Assert.True(tracked.IsDisposed);
    }

    [Fact]
    [Trait("Proves", "DF-46")]
    public async Task Everything_missing_is_told_when_the_host_starts()
    {
        using IHost host = Examples.Host(millstream =>
        {
            millstream.Services.AddTransient<Nested>().AddSingleton<Ledger>().AddScoped<Tracked>();
            millstream
                .Implement(Examples.First, Examples.Method("First", "a", activation =>
                {
                    IRate rate = activation.Service<IRate>("rate", key: "high");
                    return x => x * rate.Value;
                }))
                .Implement(Examples.Second, Examples.Method("Second", "b", activation =>
                {
                    Nested nested = activation.Service<Nested>("nested");
                    return x => x * nested.Rate.Value;
                }));
            millstream.AddGraph("hosted", _ =>
            {
                var g = new GraphBuilder("hosted");
                g.Add(
                    Examples.Method("Third", "a", activation =>
                    {
                        Ledger ledger = activation.Service<Ledger>("ledger");
                        IRate rate = activation.Service<IRate>("rate");
                        return x => x * rate.Value * ledger.Made.Count;
                    }),
                    [g.Input<int>("a") is var a ? ((StreamInput<int>)a).Input : default]);
                return g.Build();
            });
        });

        GraphConfigurationException error = await Assert.ThrowsAsync<GraphConfigurationException>(() => host.StartAsync().WaitAsync(Examples.Deadline));

        Assert.Equal(
            [FaultKind.MissingService, FaultKind.MissingService, FaultKind.MissingService], error.Faults.Select(f => f.Kind));
        Assert.Contains(
            "The parameter 'rate' of 'first' needs the service IRate with the key 'high', which the run's services do not have. Register it.",
            error.Message,
            StringComparison.Ordinal);
        Assert.Contains("The parameter 'nested' of 'second' needs the service Nested, which cannot be made:", error.Message, StringComparison.Ordinal);
        Assert.Contains("The parameter 'rate' of 'Third' needs the service IRate, which the run's services do not have.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_has_the_containers_services_and_logger_unless_it_names_others()
    {
        var ownLog = new ListLog();
        await using ServiceProvider container = Examples.Container(millstream =>
        {
            millstream.Services.AddLogging(log => log.AddProvider(new ListLog())).AddSingleton<IRate>(new Rate(2));
            millstream.Implement(Examples.First, Examples.Method("First", "a", activation =>
            {
                activation.Context.Logger.Log(LogLevel.Warning, "made");
                IRate rate = activation.Service<IRate>("rate");
                return x => x * rate.Value;
            }));
        });
        await using ServiceProvider other = new ServiceCollection().AddSingleton<IRate>(new Rate(5)).BuildServiceProvider();
        ListLog log = Assert.IsType<ListLog>(Assert.Single(container.GetServices<ILoggerProvider>()));

        Assert.Equal(6, await FirstOfAsync(container, 3));
        Assert.Equal(["Millstream: made"], log.Lines);
        Assert.Equal(15, await FirstOfAsync(container, 3, new RunOptions { Services = other, Logger = ownLog.CreateLogger("own") }));
        Assert.Equal(["own: made"], ownLog.Lines);
        Assert.Single(log.Lines);
    }

    private static async Task<int> FirstOfAsync(IServiceProvider container, int a, RunOptions? options = null)
    {
        await using GraphRun run = await container.GetRequiredService<GraphEngine>().StartAsync(
            TaskGraph.FromTasks(Examples.First), new RunInputs { ["a"] = a }, options);
        int first = await run.Output<int>("b").FirstAsync().WaitAsync(Examples.Deadline);
        await run.Completion.WaitAsync(Examples.Deadline);
        return first;
    }

    private interface IRate
    {
        int Value { get; }
    }

    private sealed record Rate(int Value) : IRate;

    private sealed record Nested(IRate Rate, Tracked Scoped);

    private sealed record Made(Tracked Scoped);
}
