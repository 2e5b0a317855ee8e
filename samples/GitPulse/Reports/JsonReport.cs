using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitPulse.Reports;

/// <summary>Writes a report for machines: one JSON object on one line, in UTF-8, letters not escaped.</summary>
internal static class JsonReport
{
    // The encoder has no place in the attribute below; nothing of this goes into a web page.
    private static readonly PulseJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static void Write(Stream output, PulseReport report)
    {
        JsonSerializer.Serialize(output, report, Json.PulseReport);
        output.Write("\n"u8);
        output.Flush();
    }
}

[JsonSerializable(typeof(PulseReport))]
internal sealed partial class PulseJson : JsonSerializerContext;
