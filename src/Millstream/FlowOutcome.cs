using Millstream.Graphs;

namespace Millstream;

/// <summary>What a run can give, whatever its type: so that one run can be asked for several.</summary>
public abstract class FlowOutcome
{
    private protected FlowOutcome(FlowNode node, int outlet)
    {
        Node = node;
        OutletIndex = outlet;
    }

    internal FlowNode Node { get; }

    internal int OutletIndex { get; }

    /// <summary>What an engine made of this outcome alone, so that running it again costs no second plan.</summary>
    internal TaskGraph? Graph { get; set; }

    internal abstract OutputKind Kind { get; }
}

/// <summary>What a run can give: the list of a flow's items, or the value of a <see cref="FlowValue{T}"/>.</summary>
public abstract class FlowOutcome<TResult> : FlowOutcome
{
    private protected FlowOutcome(FlowNode node, int outlet)
        : base(node, outlet)
    {
    }
}
