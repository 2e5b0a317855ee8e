using Millstream.Graphs;

namespace Millstream;

/// <summary>Thrown where a run does not know a secret that its tasks need; before any task starts where the graph says which. Trying again cannot help.</summary>
public sealed class CredentialNotFoundException : MillstreamException
{
    internal CredentialNotFoundException(IReadOnlyList<MissingCredential> missing, bool hasSource)
        : base(
            string.Join(" ", missing.Select(m => $"The credential '{m.Name}', which '{m.Path}' needs for '{m.Parameter}', is unknown."))
            + (hasSource ? " Add it to the source of RunOptions.Credentials, or name another." : " The run has no credentials: set RunOptions.Credentials.")) =>
        Missing = missing;

    /// <summary>Gets every credential that is missing, in the order of the graph's nodes; at least one.</summary>
    public IReadOnlyList<MissingCredential> Missing { get; }

    /// <summary>Gets the name of the first.</summary>
    public string Name => Missing[0].Name;
}

/// <summary>A credential that nobody knows.</summary>
/// <param name="TaskId">The node that needs it.</param>
/// <param name="Parameter">The parameter or setting that would have got it.</param>
/// <param name="Name">The credential's name.</param>
public sealed record MissingCredential(NodeId TaskId, string Parameter, string Name)
{
    /// <summary>Gets where the node is: its id, with the ids of the tasks before it that run it inside them.</summary>
    public string Path { get; internal init; } = TaskId.ToString();
}
