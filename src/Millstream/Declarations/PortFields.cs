using System.Globalization;

namespace Millstream;

/// <summary>What a port says of its items besides their type: fields with values, like <c>content=video codec=raw rate=30</c>.</summary>
/// <remarks>Immutable. Two with the same fields are equal, in whatever order they were written. Values are compared as texts, written as in code (<c>0.5</c>).</remarks>
public sealed class PortFields : IEquatable<PortFields>
{
    private readonly SortedDictionary<string, string> _fields;

    private PortFields(SortedDictionary<string, string> fields) => _fields = fields;

    /// <summary>Gets the fields of a port that says nothing.</summary>
    public static PortFields None { get; } = new(new(StringComparer.Ordinal));

    /// <summary>Gets how many there are.</summary>
    public int Count => _fields.Count;

    /// <summary>Gets their names, in order.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <summary>Gets the value of a field.</summary>
    /// <exception cref="KeyNotFoundException">It is not there.</exception>
    public string this[string field] => _fields[field];

    /// <summary>Reads fields as they are written: <c>name=value</c>, with spaces between them.</summary>
    /// <exception cref="FormatException">A part is no field, or one is there twice.</exception>
    public static PortFields Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == part.Length - 1 || !fields.TryAdd(part[..equals], part[(equals + 1)..]))
            {
                throw new FormatException(
                    $"'{part}' in '{text}' is {(equals > 0 && fields.ContainsKey(part[..equals]) ? "a field that is there already" : "no field")}. Write each once, as name=value, with spaces between them.");
            }
        }

        return fields.Count == 0 ? None : new PortFields(fields);
    }

    /// <summary>Gives the fields with another value of one of them, or with one more.</summary>
    public PortFields With(string field, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(field);
        ArgumentNullException.ThrowIfNull(value);
        return new PortFields(new(_fields, StringComparer.Ordinal) { [field] = value });
    }

    /// <summary>Gives these fields and those of others, which win.</summary>
    public PortFields With(PortFields others)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.Count == 0 || Count == 0)
        {
            return Count == 0 ? others : this;
        }

        var fields = new SortedDictionary<string, string>(_fields, StringComparer.Ordinal);
        foreach ((string field, string value) in others)
        {
            fields[field] = value;
        }

        return new PortFields(fields);
    }

    /// <summary>Gives a field's value, or null when it is not there.</summary>
    public string? Find(string field) => _fields.GetValueOrDefault(field);

    /// <summary>Says whether a field is there.</summary>
    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>Goes through the fields, in the order of their names.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(PortFields? other) => other is not null && _fields.SequenceEqual(other._fields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortFields);

    /// <inheritdoc/>
    public override int GetHashCode() => _fields.Aggregate(0, (hash, field) => HashCode.Combine(hash, field.Key, field.Value));

    /// <summary>Writes the fields as <see cref="Parse"/> reads them, in the order of their names.</summary>
    public override string ToString() => string.Join(' ', _fields.Select(f => $"{f.Key}={f.Value}"));

    /// <summary>Says whether a format is another, or narrower: <c>model:text</c> is <c>model</c>.</summary>
    internal static bool IsOfFormat(string format, string wanted) =>
        format == wanted || (format.StartsWith(wanted, StringComparison.Ordinal) && format[wanted.Length] == ':');

    /// <summary>Gives what is known of the items of a type: they may have a time, and have a content.</summary>
    internal static PortFields OfType(Type type) => ContentOf(Nullable.GetUnderlyingType(type) ?? type) is { } content
        ? Parse($"type=ts content={content}")
        : Parse("type=ts");

    /// <summary>Writes a setting's value as the value of a field.</summary>
    internal static string? Text(object? value) => value switch
    {
        null => null,
        bool truth => truth ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    private static string? ContentOf(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => $"object:{type.Name}",
        TypeCode.String => "text",
        TypeCode.Boolean => "boolean",
        >= TypeCode.SByte and <= TypeCode.Decimal => "number",
        _ when type == typeof(byte[]) || type == typeof(object) || type == typeof(Graphs.OpenItem) => null,
        _ => "object:" + Graphs.TypeName.Of(type).Replace(" ", "", StringComparison.Ordinal),
    };
}
