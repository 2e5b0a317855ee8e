using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task called for each item that gives an asynchronous sequence, whose items it emits.</summary>
/// <remarks>One sequence at a time. Nothing of what it emitted can be taken back, so a call is not repeated.</remarks>
internal sealed class AsyncFlattenTask<TIn, TOut> : TaskBody
{
    private readonly Func<TIn, IAsyncEnumerable<TOut>> _function;

    public AsyncFlattenTask(string name, TaskOptions options, Func<TIn, IAsyncEnumerable<TOut>> function)
        : base(name, options.InOrder(name), [In<TIn>()], [Out<TOut>()]) =>
        _function = function;

    public override bool IsFusable => false;

    public override bool SetsItemsAside => true;

    public override StageHead CreateHead(StageWiring wiring)
    {
        SynchronizationContext? context = wiring.Task.Run.UserContext;
        return new AsyncFlattenHead<TIn, TOut>(
            wiring.Task, wiring.Inlet<TIn>(), item => UserCode.Under(context, _function(item)), wiring.Outlet<TOut>());
    }
}
