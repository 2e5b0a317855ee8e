using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>A graph that runs with the host, as it was registered.</summary>
internal sealed record HostedGraph(
    string Name,
    Func<IServiceProvider, TaskGraph> Graph,
    Func<IServiceProvider, RunInputs>? Inputs,
    Func<RunOptions, RunOptions>? Options);
