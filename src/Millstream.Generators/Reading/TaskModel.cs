namespace Millstream.Generators.Reading;

/// <summary>A task method or class, as the writers need it: text only, no symbol of the compiler's.</summary>
internal sealed record TaskModel
{
    /// <summary>Gets the class that contains the method.</summary>
    public ClassModel Class { get; init; } = new();

    /// <summary>Gets the type of a task that is a class; null for a method.</summary>
    public string? ClassType { get; init; }

    /// <summary>Gets what the task is called in C#: its definition and the methods that place it.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>Gets the method's name.</summary>
    public string Method { get; init; } = "";

    /// <summary>Gets the name of the task.</summary>
    public string Name { get; init; } = "";

    public string? Label { get; init; }

    public string? Version { get; init; }

    public string Documentation { get; init; } = "";

    /// <summary>Gets whether the task may be run again; null where the attribute does not say.</summary>
    public bool? IsReplayable { get; init; }

    public bool IsPublic { get; init; }

    public bool IsStatic { get; init; }

    /// <summary>Gets the type parameters of the class and of the method, which the definition and its placing have.</summary>
    public EquatableList<TypeParameterModel> TypeParameters { get; init; }

    /// <summary>Gets the type parameters that are written behind the method's name.</summary>
    public EquatableList<string> MethodTypeArguments { get; init; }

    public EquatableList<ParameterModel> Parameters { get; init; }

    /// <summary>Gets the entitlements that the method declares.</summary>
    public EquatableList<EntitlementModel> Entitlements { get; init; }

    public ResultModel Result { get; init; } = new();

    /// <summary>Gets what is chained to the options: <c>.Retry(2)</c>; empty for nothing.</summary>
    public string Options { get; init; } = "";

    public bool HasTimeout { get; init; }

    /// <summary>Gets how several inlets are read, as the attribute's enumeration has it; null for in step.</summary>
    public string? Combine { get; init; }

    public IEnumerable<ParameterModel> Secrets => Parameters.Where(p => p.Role is ParameterRole.SecretText or ParameterRole.Secret);

    public IEnumerable<ParameterModel> Inlets => Parameters.Where(p => p.IsInlet);

    public bool IsSource => !Inlets.Any();

    public bool HasStream => Parameters.Any(p => p.Role == ParameterRole.Stream);

    /// <summary>Gets whether the method gives items to its outlets by hand.</summary>
    public bool Emits => Parameters.Any(p => p.Role == ParameterRole.Outlet);

    public ParameterModel? Timestamp => Parameters.FirstOrDefault(p => p.Role == ParameterRole.Timestamp);

    public ParameterModel? Settings => Parameters.FirstOrDefault(p => p.Role == ParameterRole.Settings);

    /// <summary>Gets the state that calls at the same time would spoil; null where they may be made.</summary>
    public ParameterModel? SharedState => Parameters.FirstOrDefault(p => p.Role == ParameterRole.State && !p.IsThreadSafe);

    /// <summary>Gets whether single values on the inlets make a single value.</summary>
    public bool GivesValues => (Result.Shape == ResultShape.Item || Result.HasPieces) && !HasStream && !Emits && !Parameters.Any(p => p.TakesPieces);

    public bool IsGeneric => TypeParameters.Count > 0;

    /// <summary>Gets whether there is a task for any one type of items: a catalogue then has all of them.</summary>
    public bool IsFamily => TypeParameters.OnlyOne() is { } only && (only.Constraint.Length == 0 || only.Constraint.EndsWith(": notnull", System.StringComparison.Ordinal));

    /// <summary>Gets the name of the family, where there is one.</summary>
    public string FamilyIdentifier => Identifier.TrimStart('@') + "Family";

    /// <summary>Gets the type arguments in angle brackets, or nothing.</summary>
    public string TypeArguments => IsGeneric ? $"<{string.Join(", ", TypeParameters.Select(t => t.Name))}>" : "";

    public IEnumerable<string> Constraints => TypeParameters.Select(t => t.Constraint).Where(c => c.Length > 0);
}

/// <summary>A class that contains task methods.</summary>
internal sealed record ClassModel
{
    /// <summary>Gets the namespace; empty for none.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Gets the name, with those of the classes around it before it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Gets how it is written from anywhere.</summary>
    public string FullName { get; init; } = "";

    /// <summary>Gets how a comment names it.</summary>
    public string Reference { get; init; } = "";
}

/// <summary>An entitlement that a method declares, as it is written.</summary>
internal sealed record EntitlementModel(string Name, string? Resource, bool IsOptional);

/// <summary>A type parameter, and its constraint as it is written.</summary>
internal sealed record TypeParameterModel(string Name, string Constraint);
