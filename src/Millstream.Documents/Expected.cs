using System.Text.Json.Nodes;
using Millstream.Declarations;

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

    /// <summary>Gives what values of a type are, in words; of those types too that no setting has.</summary>
    public static string Of(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var plain when plain == typeof(Uri) => "an address",
        var plain when plain == typeof(Guid) => "an id such as 0f8fad5b-d9cb-469f-a165-70867728950e",
        var plain when plain == typeof(object) => "a value",
        var plain when plain == typeof(Credential) || plain == typeof(Secret) => "the name of a secret",
        var plain when typeof(JsonNode).IsAssignableFrom(plain) => "a value of JSON",
        { Name: "Row" } => "a row",
        { IsArray: true } => "a list",
        _ => ValueWords.Of(type),
    };

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
