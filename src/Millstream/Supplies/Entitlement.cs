using Millstream.Graphs;
using Millstream.Supplies;

namespace Millstream;

/// <summary>Something that a task does beyond its items, and that whoever runs it may refuse: a name, and what it concerns.</summary>
/// <remarks>
/// Names are hierarchical: <c>network</c> covers <c>network:http</c>, not <c>networking</c>. A resource is a pattern in which <c>*</c> stands for any text without
/// <c>/</c>, and <c>**</c> for any text. Those of files (<c>filesystem</c>) are paths: a policy compares them as full paths, with slashes. Immutable, compared by value.
/// </remarks>
public sealed record Entitlement
{
    /// <summary>Names what a task does.</summary>
    /// <param name="name">Words of letters, digits and <c>-</c>, joined by <c>:</c>.</param>
    /// <param name="resource">What it concerns; everything unless given. In what a task declares, <c>{Setting}</c> stands for the value of its setting.</param>
    /// <exception cref="FormatException">The name is none.</exception>
    public Entitlement(string name, string? resource = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
        {
            throw new FormatException($"'{name}' is no name of an entitlement. Use words of letters, digits and '-', joined by ':', as in 'network:http'.");
        }

        Name = name;
        Resource = resource;
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets what it concerns, as a pattern; <see langword="null"/> for everything.</summary>
    public string? Resource { get; }

    /// <summary>Gets whether the task does without it when it is denied.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Gets the entitlement as text.</summary>
    public override string ToString() => Resource is null ? $"'{Name}'" : $"'{Name}' for '{Resource}'";

    /// <summary>Gives it as it is compared: files by their full paths.</summary>
    internal Entitlement Canonical() => Resource is not null && FileResource.IsMeantBy(Name) ? new Entitlement(Name, FileResource.OfPattern(Resource)) { IsOptional = IsOptional } : this;

    /// <summary>Says whether this includes all of another.</summary>
    internal bool Covers(Entitlement other) =>
        HasName(other.Name) && (Resource is null || (other.Resource is { } resource && ResourcePattern.Covers(Resource, resource)));

    /// <summary>Says whether this and another have anything in common.</summary>
    internal bool Overlaps(Entitlement other) =>
        (HasName(other.Name) || other.HasName(Name))
        && (Resource is null || other.Resource is null || ResourcePattern.Overlap(Resource, other.Resource));

    internal static bool IsName(string name) =>
        name.Split(':').All(word => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));

    private bool HasName(string name) =>
        name.StartsWith(Name, StringComparison.Ordinal) && (name.Length == Name.Length || name[Name.Length] == ':');
}

/// <summary>Declares an entitlement that the task of a method needs: <c>[Needs("network:http", "https://api.example.com/**")]</c>.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class NeedsAttribute : Attribute
{
    /// <summary>Declares an entitlement.</summary>
    /// <param name="entitlement">Its name.</param>
    /// <param name="resource">What it concerns; everything unless given. <c>{Setting}</c> stands for the value of a setting of the task.</param>
    public NeedsAttribute(string entitlement, string? resource = null)
    {
        Entitlement = entitlement;
        Resource = resource;
    }

    /// <summary>Gets the entitlement's name.</summary>
    public string Entitlement { get; }

    /// <summary>Gets what it concerns; <see langword="null"/> for everything.</summary>
    public string? Resource { get; }

    /// <summary>Gets or sets whether the task does without it when it is denied: it asks by <see cref="TaskContext.IsEntitled"/>.</summary>
    public bool IsOptional { get; set; }
}

/// <summary>What somebody is asked to grant.</summary>
/// <param name="Entitlement">What the task needs.</param>
/// <param name="TaskId">The node.</param>
/// <param name="TaskName">Its task's name.</param>
/// <param name="Graph">The graph's name.</param>
public sealed record EntitlementRequest(Entitlement Entitlement, NodeId TaskId, string TaskName, string Graph);
