using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>What values of a type are, and what a value is, in the words of whoever writes them as text.</summary>
internal static class ValueWords
{
    private const int LongestShown = 60;

    /// <summary>Gives what values of a type are: <c>a whole number</c>.</summary>
    public static string Of(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "a text"
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(TimeSpan) ? "a duration such as 500ms, 30s, 1h30m or 00:01:00"
            : plain == typeof(DateTime) || plain == typeof(DateTimeOffset) ? "a time such as 2026-03-01T10:15:00Z"
            : plain == typeof(Uri) ? "an address"
            : plain == typeof(Credential) || plain == typeof(Secret) ? "the name of a secret"
            : plain == typeof(Guid) ? "an id such as 0f8fad5b-d9cb-469f-a165-70867728950e"
            : plain == typeof(object) ? "a value"
            : typeof(JsonNode).IsAssignableFrom(plain) ? "a value of JSON"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain).Select(DescriptorJson.Camel))}"
            : Type.GetTypeCode(plain) switch
            {
                >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
                TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
                TypeCode.Char => "one character",
                _ when SettingLists.Makes(plain) && plain.GetGenericArguments().Length == 2 => "a map",
                _ when SettingLists.Makes(plain) || plain.IsArray => "a list",
                _ => plain.GetCustomAttribute<DisplayNameAttribute>() is { } named ? $"a {named.DisplayName}" : TypeName.Of(plain),
            };
    }

    /// <summary>Shows a value that was given, at most a short line of it.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "nothing",
        Credential => "a secret",
        TimeSpan time => $"'{Durations.Text(time)}'",
        bool truth => truth ? "'true'" : "'false'",
        IReadOnlyDictionary<string, object?> => "a map",
        IReadOnlyList<object?> => "a list",
        IEnumerable<string> texts => $"'{Short(string.Join(",", texts))}'",
        _ => $"'{Short(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}'",
    };

    /// <summary>Cuts a text to its first line, and that to what fits into a message.</summary>
    public static string Short(string text)
    {
        string line = text.Split('\n', 2)[0].TrimEnd('\r');
        string cut = line.Length > LongestShown ? line[..LongestShown] : line;
        return cut.Length < text.Length ? cut + "…" : cut;
    }
}
