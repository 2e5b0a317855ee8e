using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>The local engine as a host has it: it gives runs what the container has, serves while the host runs, and ends what still goes on after that.</summary>
internal sealed class HostedEngine : GraphEngine, IAsyncDisposable, IDisposable
{
    private readonly TaskImplementations _implementations;
    private readonly IOptions<MillstreamOptions> _options;
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private readonly LocalEngine _engine;
    private readonly ConcurrentDictionary<GraphRun, bool> _runs = new();
    private volatile HostPhase _phase;

    public HostedEngine(HostBindings bindings, IOptions<MillstreamOptions> options, IServiceProvider services)
    {
        _implementations = bindings.Implementations;
        _options = options;
        _services = services;
        _logger = services.GetService<ILoggerFactory>()?.CreateLogger("Millstream") ?? NullLogger.Instance;
        _engine = new LocalEngine(bindings.Implementations);
        _phase = services.GetService<IHostApplicationLifetime>() is null ? HostPhase.Serving : HostPhase.NotStarted;
        if (_phase == HostPhase.Serving)
        {
            // No host starts, which would be told.
            bindings.ThrowIfFaulty();
        }
    }

    private protected override RunOptions DefaultOptions => field ??= new RunOptions
    {
        Capacity = _options.Value.Capacity,
        MaxInFlight = _options.Value.MaxInFlight,
        Grace = _options.Value.Grace,
        GrowthQuotaBytes = _options.Value.GrowthQuotaBytes,
    };

    /// <summary>Gives the options of a hosted graph: those of the host, and what the graph adds.</summary>
    public RunOptions OptionsOf(HostedGraph graph) => graph.Options?.Invoke(DefaultOptions) ?? DefaultOptions;

    /// <summary>The host starts.</summary>
    public void Begin() => _phase = HostPhase.Serving;

    /// <summary>The host has stopped: nothing more is started, and what still goes on is stopped.</summary>
    public async Task EndAsync()
    {
        _phase = HostPhase.Stopped;
        await Task.WhenAll(_runs.Keys.Select(run => run.StopAsync())).ConfigureAwait(false);
    }

    /// <summary>Finds what a start of the graph would be refused for, without one.</summary>
    public Task CheckAsync(TaskGraph graph, RunOptions options) =>
        LocalEngine.CheckAsync(graph, Given(options) with { Implementations = _implementations });

    public ValueTask DisposeAsync() => new(EndAsync());

    // The container is disposed synchronously: what goes on is told to stop, and nobody waits.
    public void Dispose() => _ = EndAsync();

    private protected override async Task<GraphRun> StartCoreAsync(TaskGraph graph, RunOptions options, CancellationToken cancellationToken)
    {
        ThrowUnlessServing(graph);
        GraphRun run = await _engine.StartAsync(graph, Given(options), cancellationToken).ConfigureAwait(false);
        _runs[run] = true;
        _ = run.Completion.ContinueWith(
            (_, _) => _runs.TryRemove(run, out bool _), null, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (_phase == HostPhase.Stopped)
        {
            // The host stopped meanwhile and may not have seen the run.
            await run.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        return run;
    }

    private void ThrowUnlessServing(TaskGraph graph)
    {
        switch (_phase)
        {
            case HostPhase.NotStarted:
                throw new InvalidOperationException(
                    $"The graph '{graph.Name}' was to be run before the host has started. Start the host first (StartAsync or RunAsync).");
            case HostPhase.Stopped:
                throw new InvalidOperationException(
                    $"The graph '{graph.Name}' was to be run after the host has stopped. Build and start another host.");
        }
    }

    private RunOptions Given(RunOptions options) => options with
    {
        Services = options.Services ?? _services,
        Credentials = options.Credentials ?? _services.GetService<CredentialSource>(),
        Entitlements = options.Entitlements ?? _services.GetService<EntitlementPolicy>(),
        Logger = options.Logger is NullLogger ? _logger : options.Logger,
    };

    private enum HostPhase
    {
        NotStarted,
        Serving,
        Stopped,
    }
}
