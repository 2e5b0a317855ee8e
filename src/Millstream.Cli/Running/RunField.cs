using Millstream.Documents;

namespace Millstream.Cli.Running;

/// <summary>Where the value of a field goes.</summary>
internal enum FieldKind
{
    /// <summary>To a parameter of the document.</summary>
    Parameter,

    /// <summary>To an input of the graph.</summary>
    Input,

    /// <summary>To a setting of a task.</summary>
    Setting,
}

/// <summary>What a field made of a value that it was given.</summary>
/// <param name="Value">The value, of the type of the field.</param>
/// <param name="Refusal">Why there is none; null where there is.</param>
internal readonly record struct FieldReading(object? Value, string? Refusal);

/// <summary>Something that whoever runs a graph may say, as an option or as a member of JSON.</summary>
/// <param name="Kind">Where the value goes.</param>
/// <param name="Name">Its name; a setting's has the node's before it, unless there is one node only.</param>
/// <param name="Type">What its values are, in words.</param>
internal sealed record RunField(FieldKind Kind, string Name, string Type)
{
    /// <summary>Gets the node and the name of a setting in it.</summary>
    public (string Node, string Setting) Setting { get; init; }

    /// <summary>Gets what is taken where nothing is given, as it is shown; null where something must be given.</summary>
    public string? Default { get; init; }

    public string Help { get; init; } = "";

    /// <summary>Gets the only values; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    public bool IsRequired { get; init; }

    /// <summary>Gets what makes of a text or a JSON value one of its type, or says why it cannot: <c>expects a whole number; got 'x'.</c></summary>
    public Func<object?, FieldReading> Read { get; init; } = value => new FieldReading(value, Refusal: null);

    /// <summary>Gets whether the option alone means true.</summary>
    public bool IsSwitch => Type == "boolean";

    /// <summary>Gets whether the value is the name of a secret.</summary>
    public bool IsCredential { get; init; }

    /// <summary>Gets whether the value is shown to nobody.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Gets the option: <c>--max-line-length</c>.</summary>
    public string Option => $"--{Kebab(Name)}";

    /// <summary>Writes a name as options are written.</summary>
    public static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 && name[i - 1] is not ('.' or '-' or '_') && !char.IsUpper(name[i - 1]) ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>Shows a value of a document.</summary>
    public static string Shown(DocumentValue value) =>
        value.CredentialName is not null ? "***"
        : value.Kind == DocumentValueKind.Text ? value.Text
        : value.Kind == DocumentValueKind.List && value.Items.All(i => i.Kind == DocumentValueKind.Text) ? string.Join(",", value.Items.Select(i => i.Text))
        : value.ToString();
}
