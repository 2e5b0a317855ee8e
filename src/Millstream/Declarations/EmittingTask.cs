using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A task whose method is called once, reads its inlets by itself and gives items to its outlets by hand.</summary>
internal sealed class EmittingTask : TaskBody
{
    private readonly TaskPlace _place;
    private readonly Func<TaskActivation, Func<Task>> _bind;

    public EmittingTask(TaskPlace place, Func<TaskActivation, Func<Task>> bind)
        : base(
            place.Name,
            place.Options.InOrder(place.Name),
            [.. place.Definition.Descriptor.Inlets.Select(i => i.Port)],
            [.. place.Definition.Descriptor.Outlets.Select(o => o.MadePort)])
    {
        _place = place;
        _bind = bind;
    }

    public override bool IsFusable => false;

    public override string BoundaryReason => Inlets.Count == 0 ? "source" : "live stream";

    public override StageHead CreateHead(StageWiring wiring)
    {
        var emissions = new Emissions();
        for (int i = 0; i < Outlets.Count; i++)
        {
            OutletDescriptor outlet = _place.Definition.Descriptor.Outlets[i];
            emissions.Add(outlet.Port.Accept(new Opening(emissions, i, outlet.Growth is not null)));
        }

        foreach (EmissionOutlet outlet in emissions.Outlets)
        {
            outlet.Open(wiring);
        }

        var activation = new TaskActivation(wiring, _place) { Emissions = emissions };
        Func<Task> method = _bind(activation);
        IReadOnlyList<InletReader> readers = activation.Readers;
        return new AsyncSequenceHead<int>(
            wiring.Task,
            _ => UserCode.Under(wiring.Task.Run.UserContext, emissions.RunAsync(method)),
            new EmissionSink(wiring.Task, emissions.Outlets),
            isSource: readers.Count == 0,
            leave: () =>
            {
                foreach (InletReader reader in readers)
                {
                    reader.Leave();
                }
            },
            abandon: () =>
            {
                foreach (InletReader reader in readers)
                {
                    reader.Abandon();
                }
            },
            upstreamFault: () => readers.Select(static reader => reader.Fault).FirstOrDefault(static fault => fault is not null));
    }

    private sealed class Opening(Emissions emissions, int number, bool isOfPieces) : IPortVisitor<EmissionOutlet>
    {
        public EmissionOutlet Visit<T>(Port port) => new EmissionOutlet<T>(port.Name, number, emissions, isOfPieces);
    }
}
