using Millstream.Graphs;
using Millstream.Stages;

namespace Millstream.Tasks;

/// <summary>A fold as the user gave it, and what makes a copy of its state before it is changed.</summary>
internal sealed record FoldFunction<T, TState>(
    Func<TState, T, TState>? Synchronous,
    Func<TState, T, CancellationToken, ValueTask<TState>> Asynchronous,
    Func<TState, TState>? Copy)
{
    /// <summary>Says whether something is around each call: a policy, or a copy of the state that a failed call cannot spoil.</summary>
    public bool Surrounded(TaskOptions options) => options.HasPolicy || (Copy is not null && options.ErrorPolicy != ItemErrorPolicy.Fail);

    public ItemCall<(TState State, T Item), TState> Call(TaskScope task, TaskOptions options)
    {
        if (options.FallbackValue is not null)
        {
            throw new GraphConfigurationException(
                FaultKind.BadSetting, $"Reduce: '{task.Name}' has no Fallback. Leave the item out with SkipErrors, or catch the error in the fold.");
        }

        Func<TState, T, CancellationToken, ValueTask<TState>> fold = Asynchronous;
        Func<TState, TState>? copy = Surrounded(options) ? Copy : null;
        return TaskCalls.Create<(TState State, T Item), TState>(
            task,
            options,
            copy is null
                ? (work, token) => fold(work.State, work.Item, token)
                : (work, token) => fold(copy(work.State), work.Item, token));
    }
}
