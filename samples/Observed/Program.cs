// Metrics and traces of a run, sent to a collector by OpenTelemetry's protocol. Without a collector it says how to name one.
using Observed;

string? collector = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT");
if (collector is null)
{
    Console.WriteLine("Set OTEL_EXPORTER_OTLP_ENDPOINT (http://localhost:4318 for a collector on this machine) to see the run there.");
}

Console.WriteLine($"{await Watching.RunAsync(collector is null ? null : new Uri(collector))} of 100 numbers are prime.");
