using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Millstream.Hosting;

/// <summary>Unhealthy once a hosted graph has failed or was killed; the data say how each stands.</summary>
internal sealed class GraphHealthCheck(HostedGraphs graphs) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (string Name, GraphRun Run)[] runs = [.. graphs.Names.Select(name => (name, graphs.Find(name)!))];
        (string Name, GraphRun Run)[] failed = [.. runs.Where(r => r.Run.Status is RunStatus.Faulted or RunStatus.Killed)];
        Dictionary<string, object> data = runs.ToDictionary(r => r.Name, object (r) => r.Run.Status.ToString());
        return Task.FromResult(failed.Length == 0
            ? HealthCheckResult.Healthy("No hosted graph has failed.", data)
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                $"Hosted graphs that have failed: {string.Join(", ", failed.Select(r => $"'{r.Name}' (run {r.Run.RunId})"))}.",
                failed[0].Run.Errors is [Exception first, ..] ? first : null,
                data));
    }
}
