using Millstream;
using Millstream.Graphs;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Observed;

internal static class Primes
{
    [StreamTask]
    public static Step<int> Prime(int x) =>
        x > 1 && Enumerable.Range(2, (int)Math.Sqrt(x) - 1).All(d => x % d != 0) ? Step<int>.Emit(x) : Step<int>.Skip();
}

internal static class Watching
{
    /// <summary>Runs a graph while OpenTelemetry listens to what Millstream tells.</summary>
    /// <param name="collector">Where it sends that; null for nowhere.</param>
    public static async Task<int> RunAsync(Uri? collector)
    {
        using TracerProvider? traces = collector is null ? null : Sdk.CreateTracerProviderBuilder()
            .AddSource("Millstream")
            .AddOtlpExporter(o => Send(o, collector, "v1/traces"))
            .Build();
        using MeterProvider? metrics = collector is null ? null : Sdk.CreateMeterProviderBuilder()
            .AddMeter("Millstream")
            .AddOtlpExporter((o, _) => Send(o, collector, "v1/metrics"))
            .Build();

        var g = new GraphBuilder("primes");
        FlowValue<long> count = g.Prime(Flow.Range(1, 100)).Count();
        await using GraphRun run = await LocalEngine.Shared.StartAsync(g.Output("count", count).Build());
        return (int)await run.ResultAsync(count);

        // The providers send what they still have when they are disposed.
    }

    private static void Send(OtlpExporterOptions options, Uri collector, string path)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(collector, path);
    }
}
