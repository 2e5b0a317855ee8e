using System.Globalization;

namespace Millstream.Documents;

/// <summary>The kinds of values in a document.</summary>
public enum DocumentValueKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A number, as JSON writes it.</summary>
    Number,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>Values one after the other.</summary>
    List,

    /// <summary>Values by their names.</summary>
    Map,
}

/// <summary>A value in a document: of a setting, of a constant, of a default.</summary>
/// <remarks>Immutable, compared by value; a number as it is written. Texts may hold references: <c>${parameter}</c> and <c>${env:NAME}</c>.</remarks>
public sealed record DocumentValue
{
    private DocumentValue(DocumentValueKind kind, string text)
    {
        Kind = kind;
        Text = text;
    }

    /// <summary>Gets nothing.</summary>
    public static DocumentValue Null { get; } = new(DocumentValueKind.Null, "null");

    /// <summary>Gets the kind.</summary>
    public DocumentValueKind Kind { get; }

    /// <summary>Gets a text, or a number or truth as it is written; empty for lists and maps.</summary>
    public string Text { get; }

    /// <summary>Gets the items of a list.</summary>
    public ValueList<DocumentValue> Items { get; private init; } = [];

    /// <summary>Gets the members of a map, in the order in which they are written.</summary>
    public ValueList<DocumentMember> Members { get; private init; } = [];

    /// <summary>Makes a text.</summary>
    public static implicit operator DocumentValue(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(DocumentValueKind.Text, text);
    }

    /// <summary>Makes a number.</summary>
    public static implicit operator DocumentValue(long number) => Number(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes a number.</summary>
    public static implicit operator DocumentValue(double number) => Number(number.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>Makes a truth.</summary>
    public static implicit operator DocumentValue(bool truth) => new(DocumentValueKind.Truth, truth ? "true" : "false");

    /// <summary>Makes a list.</summary>
    public static DocumentValue List(params ReadOnlySpan<DocumentValue> items) => new(DocumentValueKind.List, "") { Items = [.. items] };

    /// <summary>Makes a map.</summary>
    public static DocumentValue Map(params ReadOnlySpan<DocumentMember> members) => new(DocumentValueKind.Map, "") { Members = [.. members] };

    /// <summary>Refers to a secret by the name that the run's source of credentials knows it by.</summary>
    public static DocumentValue Credential(string name) => Map(new DocumentMember("credential", name));

    /// <summary>Gets the name of the secret that the value refers to; null where it is another value.</summary>
    internal string? CredentialName =>
        Members is [{ Name: "credential", Value: { Kind: DocumentValueKind.Text, Text.Length: > 0 } name }] ? name.Text : null;

    /// <summary>Gives the value as JSON.</summary>
    public override string ToString() => JsonText.Write(this, isIndented: false);

    internal static DocumentValue Number(string text) => new(DocumentValueKind.Number, text);

    /// <summary>Gives a number as the smallest type that holds it whole.</summary>
    internal object NumberValue() =>
        long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? whole
        : decimal.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal exact) ? exact
        : double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);
}

/// <summary>A value and its name in a map.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
public sealed record DocumentMember(string Name, DocumentValue Value);
