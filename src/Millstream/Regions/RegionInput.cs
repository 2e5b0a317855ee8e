using Millstream.Stages;

namespace Millstream.Regions;

/// <summary>One thing that a task of a region reads: a node of the region's graph, and how its items come.</summary>
/// <param name="Node">The node whose one outlet is read.</param>
/// <param name="IsConstant">Whether it gives one value, which stands beside every item of the others.</param>
internal readonly record struct RegionInput<T>(FlowNode Node, bool IsConstant)
{
    public FlowInput Edge => new(Node, 0);

    public InletReader<T> Open(StageWiring wiring, int inlet) => IsConstant
        ? new ConstantReader<T>(wiring.Stage, wiring.Inlet<T>(inlet))
        : wiring.Inlet<T>(inlet);
}
