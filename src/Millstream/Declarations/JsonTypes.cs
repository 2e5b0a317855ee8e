using System.Text.Json.Nodes;
using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>.NET types and values as JSON schema and JSON, without reflection over their members.</summary>
internal static class JsonTypes
{
    public static JsonObject SchemaOf(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        JsonObject schema = bare.IsEnum
            ? new() { ["type"] = "string", ["enum"] = new JsonArray([.. Enum.GetNames(bare).Select(n => JsonValue.Create(DescriptorJson.Camel(n)))]) }
            : Plain(bare) ?? new() { ["type"] = "object", ["title"] = TypeName.Of(bare) };
        if (bare != type && schema["type"] is { } one)
        {
            schema["type"] = new JsonArray(one.DeepClone(), "null");
        }

        return schema;
    }

    /// <summary>Writes a value; one that JSON has no word for as text.</summary>
    public static JsonNode? ValueOf(object? value) => value switch
    {
        null => null,
        bool truth => JsonValue.Create(truth),
        string text => JsonValue.Create(text),
        Enum choice => JsonValue.Create(DescriptorJson.Camel(choice.ToString())),
        sbyte or byte or short or ushort or int or uint or long => JsonValue.Create(Convert.ToInt64(value, null)),
        ulong number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        float number when float.IsFinite(number) => JsonValue.Create(number),
        double number when double.IsFinite(number) => JsonValue.Create(number),
        byte[] bytes => JsonValue.Create(Convert.ToBase64String(bytes)),
        TimeSpan time => JsonValue.Create(time.ToString("c")),
        System.Collections.IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(ValueOf)]),
        _ => JsonValue.Create(PortFields.Text(value)),
    };

    private static JsonObject? Plain(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => Of("boolean"),
        TypeCode.String or TypeCode.Char => Of("string"),
        >= TypeCode.SByte and <= TypeCode.UInt64 => Of("integer"),
        TypeCode.Single or TypeCode.Double or TypeCode.Decimal => Of("number"),
        TypeCode.DateTime => Of("string", "date-time"),
        _ when type == typeof(DateTimeOffset) => Of("string", "date-time"),
        _ when type == typeof(DateOnly) => Of("string", "date"),
        _ when type == typeof(TimeSpan) => Of("string", "duration"),
        _ when type == typeof(Guid) => Of("string", "uuid"),
        _ when type == typeof(Uri) => Of("string", "uri"),
        _ when type == typeof(byte[]) => new() { ["type"] = "string", ["contentEncoding"] = "base64" },
        _ when type == typeof(object) || type == typeof(OpenItem) => [],
        _ when typeof(IReadOnlyDictionary<string, string>).IsAssignableFrom(type) || type == typeof(IDictionary<string, string>) => new() { ["type"] = "object", ["additionalProperties"] = Of("string") },
        _ when Element(type) is { } element => new() { ["type"] = "array", ["items"] = SchemaOf(element) },
        _ => null,
    };

    private static Type? Element(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() is var made
            && (made == typeof(IReadOnlyList<>) || made == typeof(List<>) || made == typeof(IReadOnlyCollection<>) || made == typeof(IEnumerable<>))
            ? type.GetGenericArguments()[0]
            : null;

    private static JsonObject Of(string type, string? format = null) =>
        format is null ? new() { ["type"] = type } : new() { ["type"] = type, ["format"] = format };
}
