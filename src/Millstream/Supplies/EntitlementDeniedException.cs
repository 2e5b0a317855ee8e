using Millstream.Graphs;

namespace Millstream;

/// <summary>Thrown where a run's policy denies what tasks of its graph need. Before any task starts, but for needs that depend on settings changed since. Trying again cannot help.</summary>
public sealed class EntitlementDeniedException : MillstreamException
{
    internal EntitlementDeniedException(IReadOnlyList<EntitlementDenial> denials)
        : base(
            string.Join(" ", denials.Select(d => $"'{d.Path}' needs {d.Entitlement}, {d.Reason}."))
            + " Grant it in RunOptions.Entitlements, or leave the task out.") =>
        Denials = denials;

    /// <summary>Gets every denial, in the order of the graph's nodes; at least one.</summary>
    public IReadOnlyList<EntitlementDenial> Denials { get; }
}

/// <summary>Something that a task needs and may not have.</summary>
/// <param name="TaskId">The node.</param>
/// <param name="TaskName">Its task's name.</param>
/// <param name="Entitlement">What it needs.</param>
/// <param name="Reason">Why it is denied.</param>
public sealed record EntitlementDenial(NodeId TaskId, string TaskName, Entitlement Entitlement, string Reason)
{
    /// <summary>Gets where the node is: its id, with the ids of the tasks before it that run it inside them.</summary>
    public string Path { get; internal init; } = TaskId.ToString();
}
