using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Folds all items, one after the other, into one.</summary>
/// <remarks>Synchronous folds without a policy are fused; the others are called by a head, as any task that may wait.</remarks>
internal sealed class FoldTask<T, TState> : TaskBody
{
    private readonly Func<TState> _seed;
    private readonly FoldFunction<T, TState> _fold;
    private readonly bool _isOrdered;

    public FoldTask(string name, TaskOptions options, Func<TState> seed, FoldFunction<T, TState> fold, bool isOrdered)
        : base(name, options, [In<T>()], [Out<TState>()])
    {
        options.OneByOne("Reduce", "A fold takes one item after the other; give 'combine' to fold several parts at once.");
        _seed = seed;
        _fold = fold;
        _isOrdered = isOrdered;
    }

    /// <summary>Gets the graphs that a call may run.</summary>
    public IReadOnlyList<TaskGraph> Runs { get; init; } = [];

    public override IReadOnlyList<TaskGraph> Bodies => Runs;

    public override bool IsFusable => IsPlain && Options.Calls is null;

    public override string BoundaryReason => IsPlain ? "explicit" : Options.HasPolicy ? "policy" : "asynchronous";

    public override bool EmitsAtEnd => true;

    public override bool TakesAnyOrder => !_isOrdered;

    private bool IsPlain => _fold.Synchronous is not null && !_fold.Surrounded(Options) && Options.Evaluations is null;

    public override SpanSink CreateSink(StageWiring wiring) =>
        new FoldStep<T, TState>(wiring.Task, _seed, _fold.Synchronous!, wiring.Outlet<TState>());

    public override StageHead CreateHead(StageWiring wiring)
    {
        if (IsPlain)
        {
            return new PumpHead<T>(wiring.Inlet<T>(), (SpanSink<T>)CreateSink(wiring));
        }

        var state = new Accumulators<TState>(_seed, combine: null);
        return TaskCalls.Head(
            wiring.Task,
            wiring.Inlet<T>(),
            Options,
            new FoldCall<T, TState>(_fold.Call(wiring, Options), state),
            new FoldEnd<TState>(wiring.Task.MakeTail(), state.Merge, wiring.Outlet<TState>()),
            mayBlock: false);
    }
}
