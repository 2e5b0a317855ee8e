namespace Millstream.Benchmarks.Harness;

/// <summary>One way from source to sink: it sends each of <see cref="LatencyProbe.Pings"/> as soon as it gets it, and
/// gives what comes out to <see cref="LatencyProbe.Arrived"/>.</summary>
internal sealed record LatencyVariant(string Name, Func<LatencyProbe, Task> RunAsync);
