using System.Text.Encodings.Web;
using System.Text.Json;

namespace Millstream.Cli;

/// <summary>How JSON for people is written.</summary>
internal static class JsonShape
{
    public static JsonSerializerOptions Line { get; } = new(JsonSerializerOptions.Default) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonSerializerOptions Indented { get; } = new(JsonSerializerOptions.Default) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
