using System.Runtime.CompilerServices;
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

    public override bool ReadsTime => _input.ReadsTime;

    /// <summary>One sequence at a time: each of its items has the time of what it was made of.</summary>
    public override TaskBody? LiftTimes()
    {
        if (!_input.IsPlain && !_input.CarriesTimes)
        {
            return null;
        }

        return new AsyncFlattenTask<Marked<TIn>, Marked<TOut>>(Name, Options, _input.Lift(), wiring =>
        {
            Func<TIn, IAsyncEnumerable<TOut>> function = _bind(wiring);
            return item => MarkAsync(function(item.Item), item.Marks);
        });

        static async IAsyncEnumerable<Marked<TOut>> MarkAsync(
            IAsyncEnumerable<TOut> items, ItemMarks marks, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            // On the context that the user's own code comes back to, as everywhere.
            await foreach (TOut item in items.WithCancellation(cancellationToken).ConfigureAwait(true))
            {
                yield return new Marked<TOut>(item, marks);
            }
        }
    }

    public override StageHead CreateHead(StageWiring wiring)
    {
        SynchronizationContext? context = wiring.Task.Run.UserContext;
        Func<TIn, IAsyncEnumerable<TOut>> function = _bind(wiring);
        return new AsyncFlattenHead<TIn, TOut>(
            wiring.Task, _input.Open(wiring), item => UserCode.Under(context, function(item)), wiring.Outlet<TOut>());
    }
}
