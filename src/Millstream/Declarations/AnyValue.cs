using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>Values whose type only the run tells: JSON, dictionaries, lists and what is in them.</summary>
internal static class AnyValue
{
    /// <summary>Gives a value as a type, if nothing of it is lost.</summary>
    public static T To<T>(object? value)
    {
        object? bare = Bare(value);
        return bare is T found ? found
            : value is T whole ? whole
            : bare is null && default(T) is null ? default!
            : bare is not null && SettingValue.TryConvert(bare, typeof(T), out object? converted) ? (T)converted!
            : throw new FormatException(bare is null ? $"It is null, and no {TypeName.Of(typeof(T))}." : $"'{PortFields.Text(bare)}' is no {TypeName.Of(typeof(T))}.");
    }

    /// <summary>Follows a path of names and numbers: <c>user.names.0</c>.</summary>
    public static object? Pick(object? value, string path)
    {
        object? at = value;
        foreach (string step in path.Split('.'))
        {
            at = Bare(int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && IsList(at) ? At(at, index) : Member(at, step));
            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>Gives an element of a list, counted from 0, from the end if negative; null of null.</summary>
    public static object? At(object? value, int index)
    {
        if (value is null)
        {
            return null;
        }

        IList items = value switch
        {
            JsonArray array => array.ToArray(),
            JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray().ToArray(),
            string => throw new FormatException("A text is no list."),
            IList list => list,
            IEnumerable list => list.Cast<object?>().ToArray(),
            _ => throw new FormatException($"'{PortFields.Text(value) ?? "null"}' is no list."),
        };
        int at = index < 0 ? items.Count + index : index;
        return at >= 0 && at < items.Count ? Bare(items[at]) : null;
    }

    /// <summary>Says whether a value counts as true: not null, 0, empty, <c>false</c>, <c>no</c> or <c>off</c>.</summary>
    public static bool IsTrue(object? value) => Bare(value) switch
    {
        null => false,
        bool truth => truth,
        string text => !(text.Trim() is "" or "0" || new[] { "false", "no", "off" }.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase)),
        IConvertible number when Type.GetTypeCode(number.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal => number.ToDouble(CultureInfo.InvariantCulture) != 0,
        _ => true,
    };

    /// <summary>Writes a value as JSON.</summary>
    public static string Json(object? value) => NodeOf(value)?.ToJsonString() ?? "null";

    private static JsonNode? NodeOf(object? value) => value switch
    {
        JsonNode node => node.DeepClone(),
        JsonElement element => JsonNode.Parse(element.GetRawText()),
        IReadOnlyDictionary<string, object?> map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, NodeOf(p.Value)))),
        IDictionary map => new JsonObject(map.Cast<DictionaryEntry>().Select(p => KeyValuePair.Create(PortFields.Text(p.Key) ?? "", NodeOf(p.Value)))),
        byte[] or string => JsonTypes.ValueOf(value),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(NodeOf)]),
        _ => JsonTypes.ValueOf(value),
    };

    private static bool IsList(object? value) => value is JsonArray or JsonElement { ValueKind: JsonValueKind.Array } || (value is IEnumerable and not (string or IDictionary or JsonObject) && !IsMap(value));

    private static bool IsMap(object value) => value is IReadOnlyDictionary<string, object?>;

    private static object? Member(object? value, string name) => value switch
    {
        JsonObject map => map[name],
        JsonElement { ValueKind: JsonValueKind.Object } map => map.TryGetProperty(name, out JsonElement member) ? member : null,
        IReadOnlyDictionary<string, object?> map => map.GetValueOrDefault(name),
        IDictionary map => map[name],
        _ => throw new FormatException($"'{PortFields.Text(value) ?? "null"}' has no '{name}': it is neither JSON nor a dictionary."),
    };

    /// <summary>Says whether a number has more digits than a floating-point number keeps.</summary>
    private static bool IsLong(decimal number) => (decimal)(double)number != number;

    /// <summary>Gives what a JSON value holds.</summary>
    private static object? Bare(object? value) => value switch
    {
        JsonValue json => json.GetValueKind() switch
        {
            JsonValueKind.String => json.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => json.TryGetValue(out long whole) ? (object)whole : json.TryGetValue(out int small) ? (object)(long)small : json.TryGetValue(out decimal exact) && IsLong(exact) ? (object)exact : json.GetValue<double>(),
            _ => null,
        },
        JsonElement json => json.ValueKind switch
        {
            JsonValueKind.String => json.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => json.TryGetInt64(out long whole) ? (object)whole : json.TryGetDecimal(out decimal exact) && IsLong(exact) ? (object)exact : json.GetDouble(),
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => json,
        },
        _ => value,
    };
}
