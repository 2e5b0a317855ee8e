using Microsoft.Extensions.DependencyInjection;
using Millstream.Graphs;

namespace Millstream.Hosting;

/// <summary>Says what a host implements and which graphs it runs.</summary>
/// <remarks>Used while the host is put together; not thread-safe.</remarks>
public sealed class MillstreamBuilder
{
    private readonly HostBindings _bindings;

    internal MillstreamBuilder(IServiceCollection services, HostBindings bindings)
    {
        Services = services;
        _bindings = bindings;
    }

    /// <summary>Gets the container's registrations.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Binds a method to a contract: the host runs the tasks of graphs that know it by the contract.</summary>
    /// <remarks>
    /// Whether they fit, and whether the method's services are there, is told when the host starts: everything that is wrong with any of them, in one
    /// <see cref="GraphConfigurationException"/>. Inlets of the contract that the method does not take, and that do not wait, are logged then.
    /// </remarks>
    /// <param name="contract">The contract.</param>
    /// <param name="task">The method's task, as the generator defines it.</param>
    /// <returns>This.</returns>
    public MillstreamBuilder Implement(TaskDescriptor contract, TaskDefinition task)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ArgumentNullException.ThrowIfNull(task);
        _bindings.Implement(contract, task);
        return this;
    }

    /// <summary>
    /// Runs a graph with the host: it starts with it and is drained when the host stops, until the host's time for that is up; then it is stopped. Its failure is
    /// logged and shows in the health check; whether it stops the host, <see cref="MillstreamOptions.StopHostOnFailure"/> says.
    /// </summary>
    /// <param name="name">The name that logs and the health check know it by; one graph a name.</param>
    /// <param name="graph">Makes the graph; called once, with the container's own services (no scoped ones), when the host starts.</param>
    /// <param name="inputs">Makes what its inputs read; nothing unless given.</param>
    /// <param name="options">How the run goes about; added to what <see cref="MillstreamOptions"/> says.</param>
    /// <returns>This.</returns>
    /// <exception cref="ArgumentException">A graph of that name is hosted already.</exception>
    public MillstreamBuilder AddGraph(
        string name,
        Func<IServiceProvider, TaskGraph> graph,
        Func<IServiceProvider, RunInputs>? inputs = null,
        Func<RunOptions, RunOptions>? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(graph);
        if (Services.Any(s => s.ImplementationInstance is HostedGraph other && other.Name == name))
        {
            throw new ArgumentException($"A graph '{name}' is hosted already. Give this one another name.", nameof(name));
        }

        Services.AddSingleton(new HostedGraph(name, graph, inputs, options));
        return this;
    }
}
