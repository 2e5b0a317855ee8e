using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Millstream;

/// <summary>Holds a text that nobody is shown: printed, formatted or written as JSON it is <c>***</c>.</summary>
/// <remarks>Immutable. Two are equal when their texts are; the comparison takes the same time wherever they differ. Not protected in memory.</remarks>
[DebuggerDisplay("***")]
[JsonConverter(typeof(HiddenConverter))]
public sealed class Secret : IEquatable<Secret>
{
    private const string Shown = "***";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _text;

    /// <summary>Hides a text.</summary>
    public Secret(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>Gives the text itself. What becomes of it then is the caller's affair.</summary>
    public string Reveal() => _text;

    /// <inheritdoc/>
    public bool Equals(Secret? other) =>
        other is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(_text), Encoding.UTF8.GetBytes(other._text));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>Gives <c>***</c>.</summary>
    public override string ToString() => Shown;

    private sealed class HiddenConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new JsonException("A secret is not read from JSON. Keep a reference to it there (its credential's name), and the secret in a CredentialSource.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Shown);
    }
}
