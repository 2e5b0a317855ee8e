using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task of a function that the compiler knows by its type: the loop over the items is compiled for it alone.</summary>
internal sealed class FunctionTask<T, TResult, TFunction>(string name, TaskOptions options, string inlet = "in", string outlet = "out")
    : TaskBody(name, options, [In<T>(inlet)], [Out<TResult>(outlet)])
    where TFunction : struct, IItemFunction<T, TResult>
{
    public override bool IsFusable => true;

    public override string BoundaryReason => "explicit";

    public override StageHead CreateHead(StageWiring wiring) => new PumpHead<T>(wiring.Inlet<T>(), (SpanSink<T>)CreateSink(wiring));

    public override bool SetsItemsAside => true;

    public override SpanSink CreateSink(StageWiring wiring) => wiring.Task.Run.WatchOf(wiring.Task) is null
        ? new ThenStep<T, TResult, TFunction>(wiring.Task, wiring.Outlet<TResult>())
        : new CallTask<T, TResult, TResult>(Name, Options, TFunction.Invoke, CallShapes.Item<TResult>()).CreateSink(wiring);

    public override TaskBody Lift() => new FunctionTask<Marked<T>, Marked<TResult>, Carrying>(Name, Options, Inlets[0].Name, Outlets[0].Name);

    public override TaskBody WithoutOrder() => this;

    /// <summary>The same function of items that carry marks.</summary>
    private readonly struct Carrying : IItemFunction<Marked<T>, Marked<TResult>>
    {
        public static Marked<TResult> Invoke(Marked<T> item) => item.With(TFunction.Invoke(item.Item));
    }
}
