using Millstream.Graphs;

namespace Millstream.Documents;

/// <summary>What an inlet reads.</summary>
internal sealed record InletEdge(string Inlet, Spot At)
{
    /// <summary>Gets the outlet at its beginning, in full; null where it has none.</summary>
    public string? From { get; init; }

    public Port? Outlet { get; init; }

    public string? Input { get; init; }

    public Resolved? Constant { get; init; }

    /// <summary>Gets how a constant is shown.</summary>
    public string Shown { get; init; } = "";

    public Transform? Transform { get; init; }

    public DocumentCondition? When { get; init; }

    public EdgeOptions? Options { get; init; }

    /// <summary>Gets what comes to the inlet; null where that could not be made.</summary>
    public Port? Given { get; init; }

    /// <summary>Gets whether something says, or would say, of what type the items are.</summary>
    public bool IsTyped { get; init; }

    /// <summary>Gets whether all of it could be made.</summary>
    public bool IsWhole { get; init; } = true;
}
