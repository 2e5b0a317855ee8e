using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A task whose method is called once, reads its inlets by itself and gives items to its outlets by hand.</summary>
internal sealed class EmittingTask(TaskPlace place, Func<TaskActivation, Func<Task>> bind)
    : TaskBody(
        place.Name,
        place.Options.InOneCall(place.Name),
        [.. place.Definition.Descriptor.Inlets.Select(i => i.Port)],
        [.. place.Definition.Descriptor.Outlets.Select(o => o.MadePort)])
{
    public override bool IsFusable => false;

    public override bool IsLive => true;

    public override bool ReadsTime => place.Definition.Descriptor.ReadsSignals;

    // A task that hears of pauses and alarms has something to say before its first item.
    public override bool BeginsWithRun => ReadsTime;

    public override string BoundaryReason => Inlets.Count == 0 ? "source" : "live stream";

    public override StageHead CreateHead(StageWiring wiring)
    {
        var emissions = new Emissions(wiring.Stage);
        emissions.Outlets = [.. place.Definition.Descriptor.Outlets.Select((outlet, i) => outlet.Port.Accept(new Opening(emissions, i, wiring, outlet.Growth is not null)))];
        var activation = new TaskActivation(wiring, place) { Emissions = emissions };
        Func<Task> method = bind(activation);
        wiring.Task.TakesWhole = activation.Readers.Count > 0;
        return new AsyncSequenceHead<int>(
            wiring.Task,
            _ => UserCode.Under(wiring.Task.Run.UserContext, emissions.RunAsync(method)),
            new EmissionSink(wiring.Task, emissions.Outlets),
            activation.Readers,
            Options.TimeLimit)
        {
            IsOneCall = true,
            Closing = emissions.Close,
        };
    }

    private sealed class Opening(Emissions emissions, int number, StageWiring wiring, bool isOfPieces) : IPortVisitor<EmissionOutlet>
    {
        public EmissionOutlet Visit<T>(Port port) => new EmissionOutlet<T>(
            port.Name, number, emissions, wiring.Times, isOfPieces ? new PieceSink<T>(wiring.Outlet<Piece<T>>(number)) : wiring.Outlet<T>(number));
    }
}
