using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>Starts the hosted graphs with the host, tells of their failures, and drains them when the host stops.</summary>
internal sealed class GraphHosting(
    GraphEngine engine,
    HostedEngine hosted,
    HostBindings bindings,
    IEnumerable<HostedGraph> graphs,
    HostedGraphs runs,
    IServiceProvider services,
    IOptions<MillstreamOptions> options,
    IHostApplicationLifetime lifetime,
    ILogger<GraphHosting> logger) : IHostedLifecycleService
{
    private readonly List<(HostedGraph Hosted, TaskGraph Graph)> _graphs = [];
    private readonly List<Task> _watches = [];

    /// <summary>Before anything else of the host starts: finds everything that hosted graphs and implemented tasks lack.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (string warning in bindings.Implementations.Warnings)
        {
            HostingLog.Binding(logger, warning);
        }

        hosted.Begin();
        _graphs.AddRange(graphs.Select(g => (g, g.Graph(services))));
        if (engine != hosted)
        {
            // Another engine was put in its place, and knows by itself who implements what.
            bindings.ThrowIfFaulty();
            return;
        }

        var faults = new List<GraphFault>(bindings.Faults);
        IEnumerable<(TaskGraph Graph, RunOptions Options)> checks =
        [
            .. _graphs.Select(g => (g.Graph, hosted.OptionsOf(g.Hosted))),
            .. bindings.Implementations.Contracts.Where(c => !TaskGraph.Check(c).Any()).Select(c => (TaskGraph.FromTasks(c), new RunOptions())),
        ];
        foreach ((TaskGraph graph, RunOptions ofGraph) in checks)
        {
            try
            {
                await hosted.CheckAsync(graph, ofGraph).ConfigureAwait(false);
            }
            catch (GraphConfigurationException refusal)
            {
                faults.AddRange(refusal.Faults);
            }
        }

        if (faults.Count > 0)
        {
            throw new GraphConfigurationException([.. faults.Distinct()]);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach ((HostedGraph graph, TaskGraph made) in _graphs)
        {
            // The host's token bounds its start, not the run.
            GraphRun run = await engine.StartAsync(made, graph.Inputs?.Invoke(services) ?? [], hosted.OptionsOf(graph), CancellationToken.None).ConfigureAwait(false);
            runs.Add(graph.Name, run);
            HostingLog.Started(logger, graph.Name, run.RunId);
            _watches.Add(WatchAsync(graph.Name, run));
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Drains the hosted graphs for as long as the host waits, then stops them.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(runs.Names.Select(name => EndAsync(name, runs.Find(name)!, cancellationToken))).ConfigureAwait(false);
        await Task.WhenAll(_watches).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => hosted.EndAsync();

    private async Task EndAsync(string name, GraphRun run, CancellationToken cancellationToken)
    {
        try
        {
            await run.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            HostingLog.NotDrained(logger, name, run.RunId);
            await run.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(string name, GraphRun run)
    {
        await run.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        switch (run.Status)
        {
            case RunStatus.Faulted:
                HostingLog.Failed(logger, name, run.RunId, run.Errors[0]);
                break;
            case RunStatus.Killed:
                HostingLog.Killed(logger, name, run.RunId);
                break;
            default:
                HostingLog.Ended(logger, name, run.RunId, run.Status);
                return;
        }

        if (options.Value.StopHostOnFailure)
        {
            lifetime.StopApplication();
        }
    }
}
