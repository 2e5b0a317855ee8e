using System.Collections;
using System.Text.Json.Nodes;
using Millstream.Data;
using Millstream.Graphs;

namespace Millstream.Cli.Running;

/// <summary>Types in the words of documents.</summary>
internal static class TypeWords
{
    public static string Of(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) || plain == typeof(Uri) ? "string"
            : plain == typeof(bool) ? "boolean"
            : plain == typeof(TimeSpan) ? "duration"
            : plain == typeof(Credential) || plain == typeof(Secret) ? "credential"
            : plain == typeof(object) || plain == typeof(OpenItem) ? "any"
            : plain == typeof(Row) ? "row"
            : plain.IsEnum ? "choice"
            : typeof(JsonNode).IsAssignableFrom(plain) ? "json"
            : Type.GetTypeCode(plain) switch
            {
                TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Int64 or TypeCode.UInt64 => "integer",
                TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "number",
                TypeCode.DateTime => "time",
                _ when plain == typeof(DateTimeOffset) => "time",
                _ when IsList(plain) => "list",
                _ => TypeName.Of(plain),
            };
    }

    /// <summary>Says whether a value of the type is made of several.</summary>
    public static bool IsList(Type type) => type != typeof(string) && type != typeof(Row) && !typeof(IDictionary).IsAssignableFrom(type)
        && !typeof(JsonObject).IsAssignableFrom(type) && typeof(IEnumerable).IsAssignableFrom(type);
}
