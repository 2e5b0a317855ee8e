using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>What a value must be, as it is said to people: <c>expects a whole number; got 'x'</c>.</summary>
internal static class Expected
{
    private const int LongestShown = 60;

    /// <summary>Says why a value is refused of which another type was wanted.</summary>
    public static string Instead(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choice
        ? Instead([.. Enum.GetNames(choice).Select(DescriptorJson.Camel)], value)
        : $"expects {Of(type)}; got {Shown(value)}.";

    /// <summary>Says why a value is refused that is none of some words.</summary>
    public static string Instead(IReadOnlyCollection<string> choices, object? value) =>
        $"expects one of {string.Join(", ", choices)}; got {Shown(value)}.{Suggestions.For(value as string ?? "", choices)}";

    /// <summary>Gives what values of a type are, in words.</summary>
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
            : typeof(System.Text.Json.Nodes.JsonNode).IsAssignableFrom(plain) ? "a value of JSON"
            : plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain).Select(DescriptorJson.Camel))}"
            : Type.GetTypeCode(plain) switch
            {
                >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
                TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
                TypeCode.Char => "one character",
                _ when Declarations.SettingLists.Makes(plain) || plain.IsArray => "a list",
                _ when plain.Name == "Row" => "a row",
                _ => TypeName.Of(plain),
            };
    }

    /// <summary>Shows a value that was given, at most a short line of it.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "nothing",
        Credential => "a secret",
        TimeSpan time => $"'{Declarations.Durations.Text(time)}'",
        bool truth => truth ? "'true'" : "'false'",
        IReadOnlyDictionary<string, object?> => "a map",
        IReadOnlyList<object?> => "a list",
        IEnumerable<string> texts => $"'{Short(string.Join(",", texts))}'",
        _ => $"'{Short(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "")}'",
    };

    /// <summary>Cuts a text to its first line, and that to what fits into a message.</summary>
    public static string Short(string text)
    {
        string line = text.Split('\n', 2)[0].TrimEnd('\r');
        string cut = line.Length > LongestShown ? line[..LongestShown] : line;
        return cut.Length < text.Length ? cut + "…" : cut;
    }
}
