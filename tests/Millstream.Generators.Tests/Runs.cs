using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Millstream.Graphs;

namespace Millstream.Generators;

/// <summary>Runs what the tests have placed.</summary>
internal static class Runs
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    /// <summary>Fused or not, and how much an edge holds: the answer is the same.</summary>
    public static TheoryData<bool, int> Modes => new() { { true, 1024 }, { true, 1 }, { false, 1024 }, { false, 4 }, { false, 1 } };

    public static RunOptions Mode(bool fuse, int capacity) => new() { Fuse = fuse, Capacity = capacity };

    /// <summary>Runs a graph for one of the flows or values in it.</summary>
    public static async Task<T> RunAsync<T>(this GraphBuilder graph, FlowOutcome<T> outcome, RunOptions? options = null)
    {
        await using GraphRun run = await LocalEngine.Shared.StartAsync(graph.Output("wanted", outcome).Build(), options);
        await run.Completion.WaitAsync(Deadline);
        return await run.ResultAsync<T>("wanted").WaitAsync(Deadline);
    }

    /// <summary>Runs a flow or value by itself.</summary>
    public static Task<T> ResultAsync<T>(this FlowOutcome<T> outcome, RunOptions? options = null) =>
        outcome.RunAsync(options ?? new RunOptions()).WaitAsync(Deadline);
}

/// <summary>Services by their types and keys.</summary>
internal sealed class ServiceTable : IServiceProvider, IKeyedServiceProvider
{
    private readonly Dictionary<(Type Type, object? Key), object> _services = [];

    public ServiceTable Add<T>(T service, string? key = null)
        where T : notnull
    {
        _services.Add((typeof(T), key), service);
        return this;
    }

    public object? GetService(Type serviceType) => _services.GetValueOrDefault((serviceType, null));

    public object? GetKeyedService(Type serviceType, object? serviceKey) => _services.GetValueOrDefault((serviceType, serviceKey));

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => _services[(serviceType, serviceKey)];
}

/// <summary>Keeps what is logged.</summary>
internal sealed class ListLogger : ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue(formatter(state, exception));
}
