using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task with one inlet, and beside it a value of the run, which is there before the first item is read.</summary>
internal sealed class BesideTask<TValue> : TaskBody
{
    private const int ValueIndex = 1;

    private readonly FlowNode _source;
    private readonly Func<ValueCell<TValue>, TaskBody> _make;
    private readonly TaskBody _shape;

    /// <summary>Makes a task.</summary>
    /// <param name="source">What gives the value.</param>
    /// <param name="make">Makes the task itself for one run, which finds the value in the cell.</param>
    public BesideTask(FlowNode source, Func<ValueCell<TValue>, TaskBody> make)
        : this(source, make, make(new ValueCell<TValue>()))
    {
    }

    private BesideTask(FlowNode source, Func<ValueCell<TValue>, TaskBody> make, TaskBody shape)
        : base(shape.Name, shape.Options, [.. shape.Inlets, Port.Of<TValue>("value")], shape.Outlets)
    {
        _source = source;
        _make = make;
        _shape = shape;
    }

    public override TaskMethod? Method => _shape.Method;

    public override bool IsFusable => false;

    public override string BoundaryReason => "fan-in";

    public override int? ValueInlet => ValueIndex;

    public override bool EmitsAtEnd => _shape.EmitsAtEnd;

    public override bool TakesAnyOrder => _shape.TakesAnyOrder;

    public override EdgeOptions EdgeOf(int inlet) => inlet == ValueIndex ? EdgeOptions.Default : _shape.EdgeOf(inlet);

    public override StageHead CreateHead(StageWiring wiring)
    {
        var cell = new ValueCell<TValue>();
        return _make(cell).CreateHead(new Wiring(wiring, this, cell));
    }

    public override TaskBody? Lift() => With(static body => body.Lift());

    public override TaskBody? LiftTimes() => With(static body => body.LiftTimes());

    public override TaskBody? LiftCapturing(object origin) => With(body => body.LiftCapturing(origin));

    public override TaskBody? WithoutOrder() => With(static body => body.WithoutOrder());

    private BesideTask<TValue>? With(Func<TaskBody, TaskBody?> change) => change(_shape) is { } shape
        ? new BesideTask<TValue>(_source, cell => change(_make(cell))!, shape)
        : null;

    private sealed class Wiring(StageWiring inner, BesideTask<TValue> task, ValueCell<TValue> cell) : StageWiringOver(inner)
    {
        public override InletReader<T> Inlet<T>(int index = 0) => new ValueFirstReader<T, TValue>(
            Task,
            Inner.Inlet<T>(index),
            Inner.Inlet<TValue>(ValueIndex),
            cell,
            () => new EmptyStreamException(task.Name, task._source.Path()));
    }
}
