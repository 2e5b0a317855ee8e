namespace Millstream.Documents;

/// <summary>What a document may have besides the tasks of the catalogue, and how large it may be.</summary>
public sealed record DocumentRules
{
    /// <summary>Gets the rules that hold where none are given.</summary>
    public static DocumentRules Standard { get; } = new();

    /// <summary>Gets the transforms that edges may name.</summary>
    /// <value>Those that come with Millstream unless set.</value>
    public TransformCatalogue Transforms { get; init; } = TransformCatalogue.BuiltIn;

    /// <summary>Gets the only tasks of the catalogue that documents may name.</summary>
    /// <value><see langword="null"/>, the default, for all of them.</value>
    public IReadOnlySet<string>? AllowedTasks { get; init; }

    /// <summary>Gets what knows the variables that <c>${env:NAME}</c> refers to; null for one that is not set.</summary>
    /// <value>The environment of the process unless set.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Gets how large a document may be.</summary>
    public DocumentLimits Limits { get; init; } = new();
}
