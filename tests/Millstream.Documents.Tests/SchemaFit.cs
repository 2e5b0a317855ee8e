using System.Text.Json.Nodes;

namespace Millstream.Documents;

/// <summary>Validates with the words of JSON schema that ours has.</summary>
/// <param name="root">The schema.</param>
internal sealed class SchemaFit(JsonObject root)
{
    public bool Fits(JsonNode? value) => Fits(value, root);

    private bool Fits(JsonNode? value, JsonNode schema) => schema.AsObject().All(word => word.Key switch
    {
        "$ref" => Fits(value, root["$defs"]![((string)word.Value!).Split('/')[^1]]!),
        "type" => (word.Value is JsonArray several ? several.Select(t => (string)t!) : [(string)word.Value!]).Any(t => IsOf(value, t)),
        "properties" => value is not JsonObject map || word.Value!.AsObject().All(p => !map.ContainsKey(p.Key) || Fits(map[p.Key], p.Value!)),
        "required" => value is not JsonObject map || word.Value!.AsArray().All(r => map.ContainsKey((string)r!)),
        "additionalProperties" => value is not JsonObject map || map.All(m => schema["properties"] is JsonObject own && own.ContainsKey(m.Key)
            || (word.Value is JsonObject of ? Fits(m.Value, of) : (bool)word.Value!)),
        "items" => value is not JsonArray items || items.All(i => Fits(i, word.Value!)),
        "enum" => word.Value!.AsArray().Any(c => JsonNode.DeepEquals(c, value)),
        "const" => JsonNode.DeepEquals(word.Value, value),
        "minimum" => value is not JsonValue number || !IsOf(value, "number") || (double)number >= (double)word.Value!,
        "maximum" => value is not JsonValue number || !IsOf(value, "number") || (double)number <= (double)word.Value!,
        "pattern" => value is not JsonValue text || System.Text.RegularExpressions.Regex.IsMatch((string)text!, (string)word.Value!),
        "anyOf" => word.Value!.AsArray().Any(s => Fits(value, s!)),
        "oneOf" => word.Value!.AsArray().Count(s => Fits(value, s!)) == 1,
        "allOf" => word.Value!.AsArray().All(s => Fits(value, s!)),
        "if" => !Fits(value, word.Value!) || Fits(value, schema["then"]!),
        _ => true,
    });

    private static bool IsOf(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        _ => value?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
    };
}
