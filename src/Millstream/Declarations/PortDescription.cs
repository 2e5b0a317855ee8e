namespace Millstream;

/// <summary>What a port says besides its type: its fields, and which of them are settings, copies or of no matter.</summary>
/// <remarks>Immutable, compared by value. The default says nothing.</remarks>
public sealed record PortDescription
{
    internal static PortDescription None { get; } = new();

    /// <summary>Gets the fields that are declared; those that the type tells are not among them.</summary>
    public PortFields Fields { get; init; } = PortFields.None;

    /// <summary>Gets the fields that follow settings.</summary>
    public ValueList<SettingField> FromSettings { get; init; } = [];

    /// <summary>Gets the inlet whose fields an outlet copies, under its own; null for none.</summary>
    public string? Mirrors { get; init; }

    /// <summary>Gets whether an inlet takes items of any fields.</summary>
    public bool IsFree { get; init; }

    /// <summary>Gets the fields that an inlet does not look at, besides <c>label</c> and <c>key</c>.</summary>
    public ValueList<string> Ignores { get; init; } = [];

    /// <summary>Gets the setting that is given all fields of what an inlet reads, as text (<see cref="PortFields.ToString"/>), when the graph is built; null for none.</summary>
    public string? FieldsTo { get; init; }

    /// <summary>Gets whether the port says anything.</summary>
    internal bool IsEmpty => this == None;

    /// <summary>Gives the setting that a field follows; null for none.</summary>
    internal string? SettingOf(string field) => FromSettings.FirstOrDefault(f => f.Field == field)?.Setting;
}

/// <summary>A field that follows a setting, and is followed by it.</summary>
/// <param name="Field">The field of the port.</param>
/// <param name="Setting">The name of the setting.</param>
public sealed record SettingField(string Field, string Setting);
