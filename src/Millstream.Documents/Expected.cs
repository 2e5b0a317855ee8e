using Millstream.Declarations;

namespace Millstream.Documents;

/// <summary>Why a value is refused, as it is said to people: <c>expects a whole number; got 'x'</c>.</summary>
internal static class Expected
{
    /// <summary>Says why a value is refused of which another type was wanted.</summary>
    public static string Instead(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } choice
        ? Instead([.. Enum.GetNames(choice).Select(DescriptorJson.Camel)], value)
        : $"expects {ValueWords.Of(type)}; got {ValueWords.Shown(value)}.";

    /// <summary>Says why a value is refused that is none of some words.</summary>
    public static string Instead(IReadOnlyCollection<string> choices, object? value) =>
        $"expects one of {string.Join(", ", choices)}; got {ValueWords.Shown(value)}.{Suggestions.For(value as string ?? "", choices)}";
}
