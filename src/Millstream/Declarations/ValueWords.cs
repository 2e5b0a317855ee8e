using Millstream.Graphs;

namespace Millstream.Declarations;

/// <summary>What values of a type are, in the words of whoever writes them as text.</summary>
internal static class ValueWords
{
    public static string Of(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(plain).Select(DescriptorJson.Camel))}" : Type.GetTypeCode(plain) switch
        {
            TypeCode.String => "a text",
            TypeCode.Boolean => "true or false",
            >= TypeCode.SByte and <= TypeCode.UInt64 => "a whole number",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a number",
            TypeCode.DateTime => "a time, 2026-02-03T04:05:06Z",
            _ when plain == typeof(DateTimeOffset) => "a time, 2026-02-03T04:05:06Z",
            _ when plain == typeof(TimeSpan) => "a time span with its unit, 500ms, 30s, 5m, 1h",
            _ when SettingLists.Makes(plain) => plain.GetGenericArguments().Length == 2 ? "a map" : "a list",
            _ => TypeName.Of(plain),
        };
    }

    /// <summary>A value as a message shows it.</summary>
    public static string Shown(object? value) => value switch
    {
        IReadOnlyDictionary<string, object?> => "a map",
        IReadOnlyList<object?> => "a list",
        _ => $"'{PortFields.Text(value)}'",
    };
}
