using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A fold as the user gave it, and what makes a copy of its state before it is changed.</summary>
internal sealed record FoldFunction<T, TState>(
    Func<TState, T, TState>? Synchronous,
    Func<TState, T, CancellationToken, ValueTask<TState>> Asynchronous,
    Func<TState, TState>? Copy)
{
    /// <summary>Gets what makes the fold for one run, where it is not the same for all.</summary>
    public Func<StageWiring, Func<TState, T, CancellationToken, ValueTask<TState>>>? OfRun { get; init; }

    /// <summary>Says whether something is around each call: a policy, or a copy of the state that a failed call cannot spoil.</summary>
    public bool Surrounded(TaskOptions options) => options.HasPolicy || (Copy is not null && options.ErrorPolicy != ItemErrorPolicy.Fail);

    public ItemCall<(TState State, T Item), TState> Call(StageWiring wiring, TaskOptions options)
    {
        TaskScope task = wiring.Task;
        if (options.FallbackValue is not null)
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting, $"Reduce: '{task.Name}' has no Fallback. Leave the item out with SkipErrors, or catch the error in the fold.");
        }

        Func<TState, T, CancellationToken, ValueTask<TState>> fold = OfRun?.Invoke(wiring) ?? Asynchronous;
        Func<TState, TState>? copy = Surrounded(options) ? Copy : null;
        return TaskCalls.Create<(TState State, T Item), TState>(
            task,
            options,
            copy is null
                ? (work, token) => fold(work.State, work.Item, token)
                : (work, token) => fold(copy(work.State), work.Item, token));
    }
}
