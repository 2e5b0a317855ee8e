using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Stands for what an inlet will read: edges of the graph, made by the names of their ends. It is in no graph.</summary>
internal sealed class OpenInletTask(InletDescriptor inlet) : TaskBody(inlet.Name, TaskOptions.None, [], [inlet.Port])
{
    public InletDescriptor Inlet => inlet;

    public override bool IsFusable => false;

    public override bool IsOpen => true;

    public override StageHead CreateHead(StageWiring wiring) => throw new InvalidOperationException($"The inlet '{inlet.Name}' was left open.");
}
