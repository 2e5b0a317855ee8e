namespace Millstream;

/// <summary>A reference to a secret by its name: what a graph, a setting or a document holds in the secret's place.</summary>
/// <remarks>
/// Immutable, compared by value. The run's <see cref="CredentialSource"/> knows the secret. As a setting it is looked for before any task starts;
/// the method gets the secret by <see cref="TaskContext.Reveal"/>.
/// </remarks>
public sealed record Credential
{
    /// <summary>Refers to a secret.</summary>
    /// <param name="name">The name that the run's source knows it by; never the secret.</param>
    public Credential(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Gets the name that the run's source knows the secret by.</summary>
    public string Name { get; }

    /// <summary>Gives the name, as errors show it.</summary>
    public override string ToString() => $"credential '{Name}'";
}

/// <summary>Has a parameter of a task method get a secret that the run supplies: <c>[Credential("mail")] string key</c>.</summary>
/// <remarks>
/// The parameter is a <see cref="string"/> or a <see cref="Secret"/>, and no inlet. Where it may be null, a run that does not know the secret gives null. The
/// place may name another credential than the attribute does.
/// </remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class CredentialAttribute : Attribute
{
    /// <summary>Takes the secret of the parameter's own name.</summary>
    public CredentialAttribute()
    {
    }

    /// <summary>Takes the secret of another name.</summary>
    /// <param name="name">The credential's name, where the place names no other.</param>
    public CredentialAttribute(string name) => Name = name;

    /// <summary>Gets the credential's name, where the place names no other; <see langword="null"/> for the parameter's.</summary>
    public string? Name { get; }
}

/// <summary>A secret that a task needs.</summary>
/// <param name="Parameter">The parameter that gets it.</param>
/// <param name="Name">The credential's name, where the place names no other.</param>
public sealed record CredentialDescriptor(string Parameter, string Name)
{
    /// <summary>Gets whether the task does without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Gets what the XML comment says of the parameter, as text; empty without one.</summary>
    public string Documentation { get; init; } = "";

    /// <summary>Gets the credential as text.</summary>
    public override string ToString() => $"{Parameter}: credential '{Name}'";
}
