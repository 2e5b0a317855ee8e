using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millstream.Declarations;

/// <summary>Makes lists and maps of the plain types of settings, without making types at run time. A text may be either: JSON, or <c>a, b</c> and <c>name=value</c>.</summary>
internal static class SettingLists
{
    private static readonly FrozenDictionary<Type, Func<object, object?>> Makers = Of<string>()
        .Concat(Of<int>()).Concat(Of<long>()).Concat(Of<double>()).Concat(Of<decimal>()).Concat(Of<bool>()).Concat(Of<TimeSpan>())
        .Concat(
        [
            new(typeof(Dictionary<string, string>), Map),
            new(typeof(IReadOnlyDictionary<string, string>), Map),
            new(typeof(IDictionary<string, string>), Map),
        ])
        .ToFrozenDictionary();

    /// <summary>Says whether a type is a list or map that can be made.</summary>
    public static bool Makes(Type type) => Makers.ContainsKey(type);

    /// <summary>Makes one of a list, or of a text with commas between the items; null where an item is none of its type.</summary>
    public static object? Make(object value, Type type) => type.IsInstanceOfType(value) ? value : Makers[type](value);

    /// <summary>Writes a list or a map of plain values as one text, <c>name, total: sum(price)</c>; what is neither stays as it is.</summary>
    public static object? Parts(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> map when map.Values.All(IsPlain) => string.Join(", ", map.Select(m => $"{m.Key}: {PortFields.Text(m.Value)}")),
        IReadOnlyList<object?> list when list.All(i => i is IReadOnlyDictionary<string, object?> map ? map.Values.All(IsPlain) : IsPlain(i)) =>
            string.Join(", ", list.Select(i => PortFields.Text(Parts(i)))),
        _ => value,
    };

    private static bool IsPlain(object? value) => value is not (null or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>);

    private static IEnumerable<KeyValuePair<Type, Func<object, object?>>> Of<T>() =>
    [
        new(typeof(T[]), static v => Array<T>(v)),
        new(typeof(List<T>), static v => Array<T>(v)?.ToList()),
        new(typeof(IList<T>), static v => Array<T>(v)?.ToList()),
        new(typeof(IReadOnlyList<T>), static v => Array<T>(v)),
        new(typeof(IReadOnlyCollection<T>), static v => Array<T>(v)),
        new(typeof(IEnumerable<T>), static v => Array<T>(v)),
        new(typeof(ValueList<T>), static v => Array<T>(v) is { } items ? ValueList.Create<T>(items) : null),
    ];

    private static T[]? Array<T>(object value)
    {
        IReadOnlyList<object?>? items = OfJson(value) switch
        {
            IReadOnlyList<object?> list => list,
            IReadOnlyDictionary<string, object?> => null,
            var one => PortFields.Text(one)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
        if (items is null)
        {
            return null;
        }

        var made = new T[items.Count];
        for (int i = 0; i < made.Length; i++)
        {
            if (items[i] is T item)
            {
                made[i] = item;
            }
            else if (items[i] is not null && SettingValue.TryConvert(items[i], typeof(T), out object? converted))
            {
                made[i] = (T)converted!;
            }
            else
            {
                return null;
            }
        }

        return made;
    }

    private static Dictionary<string, string>? Map(object value)
    {
        IEnumerable<(string Key, object? Item)>? members = OfJson(value) switch
        {
            IReadOnlyDictionary<string, object?> map => map.Select(m => (m.Key, m.Value)),
            IReadOnlyList<object?> list => list.Select(Member),
            var one => [Member(one)],
        };
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, object? item) in members)
        {
            if (!IsPlain(item) || !made.TryAdd(key, PortFields.Text(item)!))
            {
                return null;
            }
        }

        return made;
    }

    /// <summary>Takes a member of a map apart that is written <c>name=value</c>.</summary>
    private static (string Key, object? Item) Member(object? written) =>
        written is string text && text.IndexOf('=', StringComparison.Ordinal) is > 0 and int at ? (text[..at], text[(at + 1)..]) : ("", null);

    /// <summary>Gives what a text that is a list or an object in JSON says; what is none stays as it is.</summary>
    private static object OfJson(object value)
    {
        if (value is not string text || !(text.StartsWith('[') || text.StartsWith('{')))
        {
            return value;
        }

        try
        {
            return JsonNode.Parse(text) switch
            {
                JsonArray list => list.Select(Plain).ToList(),
                JsonObject map => map.ToDictionary(m => m.Key, m => Plain(m.Value), StringComparer.Ordinal),
                _ => value,
            };
        }
        catch (Exception cause) when (cause is JsonException or ArgumentException or InvalidOperationException)
        {
            // No JSON, a name twice, or half of a surrogate pair.
            return value;
        }

        static object? Plain(JsonNode? node) => node switch
        {
            JsonValue one when one.TryGetValue(out string? word) => word,
            JsonValue one when one.TryGetValue(out bool truth) => truth,
            JsonValue one => one.ToJsonString(),
            null => null,
            _ => new List<object?>(),
        };
    }
}
