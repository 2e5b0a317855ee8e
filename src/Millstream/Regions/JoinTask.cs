using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Regions;

/// <summary>Stands in a region for a task of another one that runs already: gives on its items, from the start of this region on.</summary>
/// <remarks>The connection is two edges: from the other task to this one, which takes the loss of the beginning, and from here on.</remarks>
internal sealed class JoinTask<T>(string name, Func<TaskRun> producer) : TaskBody(name, TaskOptions.None, [], [Port.Of<T>("out")])
{
    public override bool IsFusable => false;

    public override string BoundaryReason => "joined";

    public override StageHead CreateHead(StageWiring wiring)
    {
        wiring.Task.KeepsNumbers = true;
        var reader = new JoinReader<T>(wiring.Stage, wiring.Join<T>(producer()));
        return new PumpHead<T>(reader, new PassSink<T>(wiring.Task, wiring.Outlet<T>()));
    }
}
