using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A task that a graph knows by its contract; the engine finds the method when a run starts.</summary>
internal sealed class ContractTask(TaskDescriptor contract)
    : TaskBody(contract.Name, TaskOptions.None, [.. contract.Inlets.Select(i => i.Port)], [.. contract.Outlets.Select(o => o.Port)])
{
    public TaskDescriptor Contract => contract;

    public override bool IsFusable => false;

    public override string BoundaryReason => Inlets.Count == 0 ? "source" : "contract";

    public override StageHead CreateHead(StageWiring wiring)
    {
        TaskDefinition task = wiring.Task.Run.Implementations?.Find(contract.Name)
            ?? throw new InvalidOperationException($"The run was started without an implementation of '{contract.Name}'.");
        TaskBody body = task.Make(TaskOptions.From(task.Options).Named(contract.Name), settings: null, new bool[task.Descriptor.Inlets.Count]);
        return body.CreateHead(new Wiring(wiring, contract, task));
    }

    /// <summary>Finds the contract's ports by the names that the method knows them by.</summary>
    private sealed class Wiring(StageWiring inner, TaskDescriptor contract, TaskDefinition implementation) : StageWiringOver(inner)
    {
        private readonly TaskDescriptor _task = implementation.Descriptor;

        public override InletReader<T> Inlet<T>(int index = 0) => Waiting(Inner.Inlet<T>(InletOf(index)), index);

        public override LiveInlet<T> LiveInlet<T>(int index = 0)
        {
            LiveInlet<T> live = Inner.LiveInlet<T>(InletOf(index));
            return live with { Reader = Waiting(live.Reader, index) };
        }

        // What a contract gives are values, whole: how a method makes them is its own affair.
        public override SpanSink<T> Outlet<T>(int index = 0) => _task.Outlets[index].Growth is { } growth
            ? (SpanSink<T>)growth.WholeSink(Inner, OutletOf(index), implementation.IsCalledOnce)
            : Inner.Outlet<T>(OutletOf(index));

        public override bool IsRead(int outlet) => Inner.IsRead(OutletOf(outlet));

        private InletReader<T> Waiting<T>(InletReader<T> reader, int index) =>
            contract.Inlets[InletOf(index)].Waits ? new WholeReader<T>(reader) : reader;

        private int InletOf(int index) => IndexOf(contract.Inlets.Select(i => i.OwnName), _task.Inlets[index].Name);

        private int OutletOf(int index) => contract.Outlets.Count == 1 ? 0 : IndexOf(contract.Outlets.Select(o => o.OwnName), _task.Outlets[index].Name);

        private static int IndexOf(IEnumerable<string> names, string name) => names.TakeWhile(n => n != name).Count();
    }
}
