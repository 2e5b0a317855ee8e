using System.Collections.Concurrent;

namespace Millstream.Hosting;

/// <summary>The runs of the graphs that started with the host, by the graphs' names. Thread-safe.</summary>
public sealed class HostedGraphs
{
    private readonly ConcurrentDictionary<string, GraphRun> _runs = new(StringComparer.Ordinal);

    internal HostedGraphs()
    {
    }

    /// <summary>Gets the names of the graphs that have been started.</summary>
    public IReadOnlyList<string> Names => [.. _runs.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Gives the run of a graph; null when there is none of that name, or the host has not started it yet.</summary>
    /// <param name="name">The graph's name.</param>
    public GraphRun? Find(string name) => _runs.GetValueOrDefault(name);

    internal void Add(string name, GraphRun run) => _runs[name] = run;
}
