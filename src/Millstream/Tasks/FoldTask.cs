using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>Folds all items, one after the other, into one.</summary>
internal sealed class FoldTask<T, TState>(string name, TaskOptions options, Func<TState> seed, Func<TState, T, TState> fold)
    : StepTask<T>(name, options, [Out<TState>()])
{
    public override SpanSink CreateSink(StageWiring wiring) =>
        new FoldStep<T, TState>(wiring.Task, seed, fold, wiring.Outlet<TState>());
}
