using System.Collections.Frozen;

namespace Millstream.Declarations;

/// <summary>Makes lists and maps of the plain types of settings, without making types at run time.</summary>
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
        IReadOnlyList<object?>? items = value switch
        {
            IReadOnlyList<object?> list => list,
            IReadOnlyDictionary<string, object?> => null,
            _ => PortFields.Text(value)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
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
        if (value is not IReadOnlyDictionary<string, object?> map)
        {
            return null;
        }

        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, object? item) in map)
        {
            if (item is null or IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>)
            {
                return null;
            }

            made.Add(key, PortFields.Text(item)!);
        }

        return made;
    }
}
