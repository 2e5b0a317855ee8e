namespace Millstream.Graphs;

/// <summary>Joins an outlet to an inlet. Its id reads <c>a.out->b.x</c>.</summary>
public sealed class GraphEdge
{
    internal GraphEdge(GraphNode from, int outlet, GraphNode to, int inlet, EdgeOptions options)
    {
        From = from;
        OutletIndex = outlet;
        To = to;
        InletIndex = inlet;
        Options = options;
    }

    /// <summary>Gets the node whose items travel here.</summary>
    public GraphNode From { get; }

    /// <summary>Gets the outlet of <see cref="From"/>.</summary>
    public Port Outlet => From.Task.Outlets[OutletIndex];

    /// <summary>Gets the node that reads here.</summary>
    public GraphNode To { get; }

    /// <summary>Gets the inlet of <see cref="To"/>.</summary>
    public Port Inlet => To.Task.Inlets[InletIndex];

    /// <summary>Gets the bounds and the overflow policy.</summary>
    public EdgeOptions Options { get; }

    /// <summary>Gets the id: <c>node.outlet->node.inlet</c>.</summary>
    public string Id => field ??= $"{From.Id}.{Outlet.Name}->{To.Id}.{Inlet.Name}";

    /// <summary>Gets the place in <see cref="TaskGraph.Edges"/>; set when the graph is built.</summary>
    internal int Index { get; set; }

    internal int OutletIndex { get; }

    internal int InletIndex { get; }

    /// <summary>Gives the id.</summary>
    public override string ToString() => Id;
}
