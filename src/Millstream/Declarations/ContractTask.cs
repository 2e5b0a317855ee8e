using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Supplies;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>A task that a graph knows by its contract; the engine finds the method when a run starts.</summary>
internal sealed class ContractTask(TaskDescriptor contract)
    : TaskBody(contract.Name, TaskOptions.None, [.. contract.Inlets.Select(i => i.Port)], [.. contract.Outlets.Select(o => o.Port)])
{
    public TaskDescriptor Contract => contract;

    public override bool IsFusable => false;

    public override string BoundaryReason => Inlets.Count == 0 ? "source" : "contract";

    public override bool MayNeed => true;

    public override SupplyNeeds NeedsWith(TaskImplementations? implementations) => implementations?.Find(contract) is { } task
        ? TaskOptions.From(task.Options).Supplied(SupplyNeeds.Of(task, settings: null)).Supplies
        : SupplyNeeds.None;

    /// <summary>An inlet that the method does not take is read only if the task waits for its end.</summary>
    public override bool Reads(int inlet, RunScope run) => contract.Inlets[inlet].Waits || Takes(Find(run).Descriptor, contract.Inlets[inlet]);

    public override StageHead CreateHead(StageWiring wiring)
    {
        TaskDefinition task = Find(wiring.Task.Run);
        TaskBody body = task.Make(TaskOptions.From(task.Options).Named(contract.Name), settings: null, new bool[task.Descriptor.Inlets.Count]);
        var named = new Wiring(wiring, contract, task);
        for (int inlet = 0; inlet < Inlets.Count; inlet++)
        {
            if (contract.Inlets[inlet].Waits && !Takes(task.Descriptor, contract.Inlets[inlet]))
            {
                named.Barriers.Add(Inlets[inlet].Accept(new Barrier(wiring, inlet)));
            }
        }

        StageHead head = body.CreateHead(named);
        if (named.Barriers.Count == 0)
        {
            return head;
        }

        bool isBegunByMethod = wiring.Task.BeginsWhole;
        wiring.Task.BeginsWhole = true;
        return new BarrierHead(isBegunByMethod ? null : wiring.Task, head, named.Barriers, named.Sinks);
    }

    internal override bool WaitsFor(int inlet) => contract.Inlets[inlet].Waits;

    private static bool Takes(TaskDescriptor task, InletDescriptor inlet) => task.Inlets.Any(i => i.Name == inlet.OwnName);

    private TaskDefinition Find(RunScope run) => run.Implementations?.Find(contract)
        ?? throw new InvalidOperationException($"The run was started without an implementation of '{contract.Name}'.");

    private sealed class Barrier(StageWiring wiring, int inlet) : IPortVisitor<InletReader>
    {
        public InletReader Visit<T>(Port port) => new DiscardingReader<T>(wiring.Inlet<T>(inlet));
    }

    /// <summary>Finds the contract's ports by the names that the method knows them by.</summary>
    private sealed class Wiring(StageWiring inner, TaskDescriptor contract, TaskDefinition implementation) : StageWiringOver(inner)
    {
        private readonly TaskDescriptor _task = implementation.Descriptor;

        /// <summary>Gets the readers whose inlets must have ended before the method begins.</summary>
        public List<InletReader> Barriers { get; } = [];

        /// <summary>Gets what takes the items of the outlets.</summary>
        public List<SpanSink> Sinks { get; } = [];

        public override InletReader<T> InletOn<T>(int index, StageSignal signal) => contract.Inlets[InletOf(index)].Waits
            ? Inlet<T>(index)
            : Inner.InletOn<T>(InletOf(index), signal);

        public override InletReader<T> Inlet<T>(int index = 0)
        {
            InletReader<T> reader = Inner.Inlet<T>(InletOf(index));
            if (!contract.Inlets[InletOf(index)].Waits)
            {
                return reader;
            }

            var whole = new WholeReader<T>(reader);
            Barriers.Add(whole);
            return whole;
        }

        // All of an inlet that is waited for is there when the method begins: nothing ever waits on its signal.
        public override LiveInlet<T> LiveInlet<T>(int index = 0) => contract.Inlets[InletOf(index)].Waits
            ? new LiveInlet<T>(Inlet<T>(index), Stage.Signal)
            : Inner.LiveInlet<T>(InletOf(index));

        public override SpanSink<T> Outlet<T>(int index = 0)
        {
            // What a contract gives are values, whole: how a method makes them is its own affair.
            SpanSink<T> sink = _task.Outlets[index].Growth is { } growth
                ? (SpanSink<T>)growth.WholeSink(Inner, OutletOf(index), implementation.IsCalledOnce)
                : Inner.Outlet<T>(OutletOf(index));
            Sinks.Add(sink);
            return sink;
        }

        public override bool IsRead(int outlet) => Inner.IsRead(OutletOf(outlet));

        private int InletOf(int index) => IndexOf(contract.Inlets.Select(i => i.OwnName), _task.Inlets[index].Name);

        private int OutletOf(int index) => contract.Outlets.Count == 1 ? 0 : IndexOf(contract.Outlets.Select(o => o.OwnName), _task.Outlets[index].Name);

        private static int IndexOf(IEnumerable<string> names, string name) => names.TakeWhile(n => n != name).Count();
    }
}
