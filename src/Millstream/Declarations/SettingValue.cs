using System.Globalization;

namespace Millstream.Declarations;

/// <summary>Makes values of settings of what documents, command lines and fields of ports give: texts, numbers of other types, and lists and maps of those.</summary>
internal static class SettingValue
{
    /// <summary>Makes a value of a type; nothing of it may be lost.</summary>
    public static bool TryConvert(object? value, Type type, out object? converted)
    {
        Type wanted = Nullable.GetUnderlyingType(type) ?? type;
        converted = null;
        string? text = PortFields.Text(value);
        if (text is null)
        {
            return !type.IsValueType || wanted != type;
        }

        if (SettingLists.Makes(wanted))
        {
            converted = SettingLists.Make(value!, wanted);
            return converted is not null;
        }

        if (value is IReadOnlyList<object?> or IReadOnlyDictionary<string, object?>)
        {
            return false;
        }

        if (wanted.IsEnum)
        {
            return Enum.TryParse(wanted, text, ignoreCase: true, out converted) && Enum.IsDefined(wanted, converted!);
        }

        converted = Parse(text, wanted);
        return converted is not null;
    }

    private static object? Parse(string text, Type type)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        const NumberStyles Whole = NumberStyles.AllowLeadingSign, Any = NumberStyles.Float;
        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => text,
            TypeCode.Boolean => bool.TryParse(text, out bool b) ? b : null,
            TypeCode.SByte => sbyte.TryParse(text, Whole, culture, out sbyte n) ? n : null,
            TypeCode.Byte => byte.TryParse(text, Whole, culture, out byte n) ? n : null,
            TypeCode.Int16 => short.TryParse(text, Whole, culture, out short n) ? n : null,
            TypeCode.UInt16 => ushort.TryParse(text, Whole, culture, out ushort n) ? n : null,
            TypeCode.Int32 => int.TryParse(text, Whole, culture, out int n) ? n : null,
            TypeCode.UInt32 => uint.TryParse(text, Whole, culture, out uint n) ? n : null,
            TypeCode.Int64 => long.TryParse(text, Whole, culture, out long n) ? n : null,
            TypeCode.UInt64 => ulong.TryParse(text, Whole, culture, out ulong n) ? n : null,
            TypeCode.Single => float.TryParse(text, Any, culture, out float n) ? n : null,
            TypeCode.Double => double.TryParse(text, Any, culture, out double n) ? n : null,
            TypeCode.Decimal => decimal.TryParse(text, Any, culture, out decimal n) ? n : null,
            TypeCode.Char => char.TryParse(text, out char c) ? c : null,
            TypeCode.DateTime => DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out DateTime t) ? t : null,
            _ when type == typeof(TimeSpan) => Durations.TryParse(text, out TimeSpan t) ? t : null,
            _ when type == typeof(DateTimeOffset) => DateTimeOffset.TryParse(text, culture, DateTimeStyles.RoundtripKind, out DateTimeOffset t) ? t : null,
            _ when type == typeof(Guid) => Guid.TryParse(text, culture, out Guid g) ? g : null,
            _ when type == typeof(Uri) => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? u) ? u : null,
            _ => null,
        };
    }
}
