namespace Millstream.Generators.Reading;

/// <summary>A parameter of a task method.</summary>
internal sealed record ParameterModel
{
    /// <summary>Gets the name as C# writes it, with an <c>@</c> where it needs one.</summary>
    public string Name { get; init; } = "";

    public ParameterRole Role { get; init; }

    public string Type { get; init; } = "";

    /// <summary>Gets the inlet's name, or the parameter's.</summary>
    public string Port { get; init; } = "";

    /// <summary>Gets the type of the items of an inlet or outlet.</summary>
    public string ItemType { get; init; } = "";

    /// <summary>Gets what an optional inlet gives when nothing feeds it, as it is written; null for one that must be fed.</summary>
    public string? Default { get; init; }

    /// <summary>Gets the key of a keyed service, as it is written.</summary>
    public string? Key { get; init; }

    /// <summary>Gets who goes first among items of equal time.</summary>
    public int Priority { get; init; }

    /// <summary>Gets how several edges to an inlet are read, as the enumeration has it; null for its default.</summary>
    public string? Merge { get; init; }

    /// <summary>Gets whether the class of a state says that calls may share it.</summary>
    public bool IsThreadSafe { get; init; }

    /// <summary>Gets the credential that a secret is known by, as it is written.</summary>
    public string? Credential { get; init; }

    /// <summary>Gets whether a secret that the run does not know is null.</summary>
    public bool IsOptional { get; init; }

    public string Documentation { get; init; } = "";

    /// <summary>Gets how the pieces of an outlet become values, as it is written; null where each item is a value.</summary>
    public string? Growth { get; init; }

    /// <summary>Gets whether the method is called for each piece of an inlet's values.</summary>
    public bool TakesPieces { get; init; }

    /// <summary>Gets whether the method is first called when the inlet has ended.</summary>
    public bool Waits { get; init; }

    /// <summary>Gets whether an outlet gives its last item to who comes late.</summary>
    public bool ReplaysLast { get; init; }

    /// <summary>Gets whether a stream is read as an <c>Inlet</c>, which tells pauses and times too.</summary>
    public bool ReadsSignals { get; init; }

    /// <summary>Gets which pieces the method can do with, as it is written; null for any.</summary>
    public string? Mode { get; init; }

    /// <summary>Gets what the port says besides its type, as it is written; null for nothing.</summary>
    public string? Says { get; init; }

    /// <summary>Gets what a person is shown of the port, as it is written; null for the name in words.</summary>
    public string? PortLabel { get; init; }

    /// <summary>Gets whether a service may be missing.</summary>
    public bool MayBeMissing { get; init; }

    public EquatableList<SettingModel> Settings { get; init; }

    public bool IsInlet => Role is ParameterRole.Item or ParameterRole.Stream or ParameterRole.List;
}

/// <summary>What a parameter of a task method is (acceptance statement TG-197).</summary>
internal enum ParameterRole
{
    /// <summary>An inlet, one item for each call.</summary>
    Item,

    /// <summary>An inlet, read live.</summary>
    Stream,

    /// <summary>An inlet, all of it.</summary>
    List,
    Token,
    Context,
    Time,
    Logger,
    Service,
    State,
    Settings,

    /// <summary>The newest time of the items that a call is given; of a source, the clock's.</summary>
    Timestamp,

    /// <summary>A secret that the run supplies, as text.</summary>
    SecretText,

    /// <summary>A secret that the run supplies, in its holder.</summary>
    Secret,

    /// <summary>An outlet that the method gives items to by hand.</summary>
    Outlet,
}

/// <summary>A property of a settings type, as it is written.</summary>
internal sealed record SettingModel
{
    public string Name { get; init; } = "";

    public string Type { get; init; } = "";

    public bool IsInitOnly { get; init; }

    public string? Minimum { get; init; }

    public string? Maximum { get; init; }

    /// <summary>Gets what else is set of its descriptor, as it is written: <c>Unit = "Hz", </c>.</summary>
    public string Also { get; init; } = "";

    public string Documentation { get; init; } = "";
}
