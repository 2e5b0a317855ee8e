using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Folds items into several states at once, and those into one at the end.</summary>
internal sealed class MergeFoldTask<T, TState>(
    string name, TaskOptions options, Func<TState> seed, FoldFunction<T, TState> fold, Func<TState, TState, TState> combine)
    : TaskBody(name, options, [In<T>()], [Out<TState>()])
{
    public override bool IsFusable => false;

    public override string BoundaryReason => Options.Calls > 1 ? "parallel" : "explicit";

    public override bool EmitsAtEnd => true;

    public override bool TakesAnyOrder => true;

    public override StageHead CreateHead(StageWiring wiring)
    {
        var states = new Accumulators<TState>(seed, combine);
        return TaskCalls.Head(
            wiring.Task,
            wiring.Inlet<T>(),
            Options.Unordered(),
            new FoldCall<T, TState>(fold.Call(wiring, Options), states),
            new FoldEnd<TState>(wiring.Task.MakeTail(), states.Merge, wiring.Outlet<TState>()),
            mayBlock: true);
    }
}
