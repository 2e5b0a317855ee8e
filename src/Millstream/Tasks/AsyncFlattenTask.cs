using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A task called for each item that gives an asynchronous sequence, whose items it emits.</summary>
/// <remarks>One sequence at a time. Nothing of what it emitted can be taken back, so a call is not repeated.</remarks>
internal sealed class AsyncFlattenTask<TIn, TOut> : TaskBody
{
    private readonly CallInput<TIn> _input;
    private readonly Func<StageWiring, Func<TIn, IAsyncEnumerable<TOut>>> _bind;

    public AsyncFlattenTask(string name, TaskOptions options, Func<TIn, IAsyncEnumerable<TOut>> function)
        : this(name, options, CallInput<TIn>.Plain(), _ => function)
    {
    }

    /// <summary>Makes a task of what it reads, and of what makes its function for one run.</summary>
    public AsyncFlattenTask(
        string name, TaskOptions options, CallInput<TIn> input, Func<StageWiring, Func<TIn, IAsyncEnumerable<TOut>>> bind)
        : base(name, options.InOrder(name), input.Ports, [Out<TOut>()])
    {
        _input = input;
        _bind = bind;
    }

    public override bool IsFusable => false;

    public override bool SetsItemsAside => true;

    public override StageHead CreateHead(StageWiring wiring)
    {
        SynchronizationContext? context = wiring.Task.Run.UserContext;
        Func<TIn, IAsyncEnumerable<TOut>> function = _bind(wiring);
        return new AsyncFlattenHead<TIn, TOut>(
            wiring.Task, _input.Open(wiring), item => UserCode.Under(context, function(item)), wiring.Outlet<TOut>());
    }
}
