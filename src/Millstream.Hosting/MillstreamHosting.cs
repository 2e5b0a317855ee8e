using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Millstream.Hosting;

/// <summary>Adds Millstream to a host, or to any container of services.</summary>
public static class MillstreamHosting
{
    /// <summary>
    /// Adds the engine (<see cref="GraphEngine"/>): runs that are started through it have the services and the logger of the container, unless their options
    /// name others.
    /// </summary>
    /// <remarks>In a host the engine serves from the host's start to its stop; in a container without a host, at once. May be called more than once.</remarks>
    /// <param name="services">The container's registrations.</param>
    /// <param name="options">Sets the options; those of a configuration's section are bound by <c>services.Configure&lt;MillstreamOptions&gt;(section)</c>.</param>
    /// <returns>What contracts are implemented and graphs are hosted by.</returns>
    public static MillstreamBuilder AddMillstream(this IServiceCollection services, Action<MillstreamOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<MillstreamOptions> added = services.AddOptions<MillstreamOptions>().ValidateOnStart();
        if (options is not null)
        {
            added.Configure(options);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MillstreamOptions>, MillstreamOptionsValidator>());
        services.TryAddSingleton(new HostBindings());
        services.TryAddSingleton<HostedEngine>();
        services.TryAddSingleton<GraphEngine>(static container => container.GetRequiredService<HostedEngine>());
        services.TryAddSingleton(static _ => new HostedGraphs());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, GraphHosting>());
        return new MillstreamBuilder(services, services.Select(s => s.ImplementationInstance).OfType<HostBindings>().Last());
    }

    /// <summary>Adds a check that is unhealthy once a hosted graph has failed.</summary>
    /// <param name="checks">The health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">Its tags; none unless given.</param>
    public static IHealthChecksBuilder AddMillstreamHealthCheck(this IHealthChecksBuilder checks, string name = "millstream", IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(checks);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return checks.AddCheck<GraphHealthCheck>(name, failureStatus: null, tags ?? []);
    }
}
