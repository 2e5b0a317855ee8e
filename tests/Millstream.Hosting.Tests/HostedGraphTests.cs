using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Millstream.Declarations;
using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>Graphs that run with a host, and the engine of one.</summary>
public sealed class HostedGraphTests
{
    [Fact]
    public async Task A_graph_starts_with_the_host_and_is_drained_when_it_stops()
    {
        var taken = new List<int>();
        var begun = new TaskCompletionSource();
        using IHost host = Examples.Host(millstream => millstream.AddGraph(
            "numbers",
            _ => Numbers(x =>
            {
                lock (taken)
                {
                    taken.Add(x);
                }

                begun.TrySetResult();
            }),
            options: o => o with { Capacity = 4 }));

        Assert.Null(host.Services.GetRequiredService<HostedGraphs>().Find("numbers"));
        await host.StartAsync().WaitAsync(Examples.Deadline);
        await begun.Task.WaitAsync(Examples.Deadline);
        GraphRun run = host.Services.GetRequiredService<HostedGraphs>().Find("numbers")!;
        Assert.Equal(RunStatus.Running, run.Status);
        await host.StopAsync().WaitAsync(Examples.Deadline);

        Assert.Equal(RunStatus.Completed, run.Status);
        Assert.Equal(run.Snapshot().Task("numbers").Emitted, taken.Count);
        Assert.Equal(Enumerable.Range(0, taken.Count), taken);
    }

    [Fact]
    public async Task What_is_not_drained_in_the_time_of_the_host_is_stopped()
    {
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        using var log = new ListLog();
        using IHost host = Examples.Host(
            millstream =>
            {
                millstream.Services.AddLogging(logging => logging.AddProvider(log));
                millstream.AddGraph("stuck", _ => Graph("stuck", new TaskCompletionSource(), async (x, _) =>
                {
                    begun.TrySetResult();
                    await gate.Task;
                    return x;
                }));
            },
            options => options.Grace = TimeSpan.Zero);
        await host.StartAsync().WaitAsync(Examples.Deadline);
        await begun.Task.WaitAsync(Examples.Deadline);

        await host.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Examples.Deadline);

        Assert.Equal(RunStatus.Stopped, host.Services.GetRequiredService<HostedGraphs>().Find("stuck")!.Status);
        Assert.Contains(log.Lines, line => line.Contains("The graph 'stuck'", StringComparison.Ordinal) && line.Contains("was not drained", StringComparison.Ordinal));
        gate.SetResult();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_failure_is_logged_makes_the_host_unhealthy_and_stops_it_if_asked_to(bool stops)
    {
        var fails = new TaskCompletionSource();
        using var log = new ListLog();
        using IHost host = Examples.Host(
            millstream =>
            {
                millstream.Services.AddLogging(logging => logging.AddProvider(log)).AddHealthChecks().AddMillstreamHealthCheck();
                millstream.AddGraph("failing", _ => Graph("failing", fails, (_, _) => throw new FormatException("Not today.")));
                millstream.AddGraph("other", _ => Numbers(static _ => { }));
            },
            options => options.StopHostOnFailure = stops);
        var checks = host.Services.GetRequiredService<HealthCheckService>();
        var stopping = new TaskCompletionSource();
        using CancellationTokenRegistration atStop =
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        await host.StartAsync().WaitAsync(Examples.Deadline);

        HealthReport before = await checks.CheckHealthAsync().WaitAsync(Examples.Deadline);
        Assert.Equal(HealthStatus.Healthy, before.Status);
        fails.SetResult();
        GraphRun run = host.Services.GetRequiredService<HostedGraphs>().Find("failing")!;
        TaskFailedException error = await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Examples.Deadline));
        HealthReport after = await checks.CheckHealthAsync().WaitAsync(Examples.Deadline);

        HealthReportEntry entry = after.Entries["millstream"];
        Assert.Equal(HealthStatus.Unhealthy, after.Status);
        Assert.Equal($"Hosted graphs that have failed: 'failing' (run {run.RunId}).", entry.Description);
        Assert.Same(error, entry.Exception);
        Assert.Equal(["Faulted", "Running"], entry.Data.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value));
        if (stops)
        {
            await stopping.Task.WaitAsync(Examples.Deadline);
        }

        await host.StopAsync().WaitAsync(Examples.Deadline);
        Assert.Contains(log.Lines, line => line.EndsWith($"The graph 'failing' (run {run.RunId}) has failed.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_alone_does_not_stop_the_host()
    {
        using IHost host = Examples.Host(millstream => millstream.AddGraph(
            "failing", _ => Graph("failing", fails: null, (_, _) => throw new FormatException("Not today."))));
        await host.StartAsync().WaitAsync(Examples.Deadline);
        GraphRun run = host.Services.GetRequiredService<HostedGraphs>().Find("failing")!;
        await Assert.ThrowsAsync<TaskFailedException>(() => run.Completion.WaitAsync(Examples.Deadline));

        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        await host.StopAsync().WaitAsync(Examples.Deadline);
        Assert.False(run.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    [Trait("Proves", "DF-48")]
    public async Task An_engine_serves_while_its_host_runs_and_a_stopped_host_can_be_built_again()
    {
        TaskGraph graph = TaskGraph.FromTasks(Examples.First);
        for (int round = 0; round < 2; round++)
        {
            using IHost host = Examples.Host(millstream => millstream
                .Implement(Examples.First, Examples.Method("First", "a", static _ => static x => x + 1))
                .AddGraph("numbers", _ => Numbers(static _ => { })));
            var engine = host.Services.GetRequiredService<GraphEngine>();
            InvalidOperationException early = await Assert.ThrowsAsync<InvalidOperationException>(() => engine.StartAsync(graph, new RunInputs { ["a"] = 1 }));
            Assert.Equal($"The graph '{graph.Name}' was to be run before the host has started. Start the host first (StartAsync or RunAsync).", early.Message);

            await host.StartAsync().WaitAsync(Examples.Deadline);
            await using GraphRun run = await engine.StartAsync(graph, new RunInputs { ["a"] = 1 });
            Assert.Equal(2, await run.Output<int>("b").FirstAsync().WaitAsync(Examples.Deadline));
            await using GraphRun goingOn = await engine.StartAsync(Numbers(static _ => { }));
            await host.StopAsync().WaitAsync(Examples.Deadline);

            Assert.Equal(RunStatus.Stopped, goingOn.Status);
            InvalidOperationException late = await Assert.ThrowsAsync<InvalidOperationException>(() => engine.StartAsync(graph, new RunInputs { ["a"] = 1 }));
            Assert.Contains("after the host has stopped", late.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Options_are_checked_when_the_host_starts_all_at_once()
    {
        using IHost host = Examples.Host(static _ => { }, options =>
        {
            options.Capacity = 0;
            options.MaxInFlight = 0;
            options.Grace = TimeSpan.FromSeconds(-1);
            options.GrowthQuotaBytes = -1;
        });

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync().WaitAsync(Examples.Deadline));

        Assert.Equal(4, error.Failures.SelectMany(f => f.Split("; ")).Count());
        Assert.All(["Capacity", "MaxInFlight", "Grace", "GrowthQuotaBytes"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_come_from_a_configuration_and_serve_runs_without_options()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Millstream:Capacity"] = "3", ["Millstream:Grace"] = "00:00:02" });
        builder.Services.AddMillstream();
        builder.Services.Configure<MillstreamOptions>(builder.Configuration.GetSection(MillstreamOptions.Section));
        using IHost host = builder.Build();
        await host.StartAsync().WaitAsync(Examples.Deadline);
        var engine = host.Services.GetRequiredService<GraphEngine>();

        await using GraphRun run = await engine.StartAsync(Numbers(static _ => { }));
        await using GraphRun other = await engine.StartAsync(Numbers(static _ => { }), new RunOptions { Capacity = 9, Fuse = false });

        Assert.Equal(TimeSpan.FromSeconds(2), host.Services.GetRequiredService<IOptions<MillstreamOptions>>().Value.Grace);
        Assert.Equal(3, Assert.Single(run.Snapshot().Edges).Capacity);
        Assert.Equal(9, Assert.Single(other.Snapshot().Edges).Capacity);
        await host.StopAsync().WaitAsync(Examples.Deadline);
    }

    [Fact]
    public void A_graph_of_the_same_name_is_refused() => Examples.Container(millstream =>
    {
        millstream.AddGraph("numbers", _ => Numbers(static _ => { }));

        ArgumentException error = Assert.Throws<ArgumentException>(() => millstream.AddGraph("numbers", _ => Numbers(static _ => { })));
        Assert.StartsWith("A graph 'numbers' is hosted already. Give this one another name.", error.Message, StringComparison.Ordinal);
    }).Dispose();

    /// <summary>Numbers without end, and what takes each.</summary>
    private static TaskGraph Numbers(Action<int> take) => Graph("numbers", new TaskCompletionSource(), (x, _) =>
    {
        take(x);
        return ValueTask.FromResult(x);
    });

    /// <summary>Numbers without end (the first waits for <paramref name="fails"/> if it is ever set), and a method that takes each.</summary>
    private static TaskGraph Graph(string name, TaskCompletionSource? fails, Func<int, CancellationToken, ValueTask<int>> method)
    {
        var g = new GraphBuilder(name);
        Flow<int> numbers = g.Add(
            TaskDefinition.Live(
                new TaskDescriptor("numbers") { Outlets = [OutletDescriptor.Of<int>(ItemOutlets.DefaultName)] },
                ItemOutlets.One<int>(),
                activation => () => EndlessAsync(name == "failing" ? fails : null, activation.Context.CancellationToken)),
            []).Flow<int>();
        g.Add(Examples.Method("take", "x", _ => method), [((StreamInput<int>)numbers).Input]);
        return g.Build();
    }

    private static async IAsyncEnumerable<int> EndlessAsync(TaskCompletionSource? gate, [EnumeratorCancellation] CancellationToken token = default)
    {
        await (gate?.Task ?? Task.CompletedTask).WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (int i = 0; !token.IsCancellationRequested; i++)
        {
            yield return i;
            await Task.Yield();
        }
    }
}
