using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A fan-in: several inlets read as one, whose items go on as they are.</summary>
internal sealed class CombineTask<T>(
    string name, TaskOptions options, IReadOnlyList<Port> inlets, Func<StageWiring, InletReader<T>> combine)
    : TaskBody(name, options, inlets, [Out<T>()])
{
    /// <summary>Gets whether the task stands for no more than the edges to it.</summary>
    public bool IsCarrier { get; init; }

    public override bool IsPassThrough => IsCarrier;

    public override bool IsFusable => false;

    public override string BoundaryReason => "fan-in";

    public override StageHead CreateHead(StageWiring wiring) =>
        new PumpHead<T>(combine(wiring), new PassSink<T>(wiring.Task, wiring.Outlet<T>()), wiring.Task);
}
