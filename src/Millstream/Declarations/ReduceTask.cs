using System.Collections;
using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Makes folds that run a body for each item.</summary>
internal static class ReduceTask
{
    public static FlowValue<TState> Over<T, TState>(Flow<T> source, TaskDefinition task, TState seed, Func<TaskOptions, TaskOptions>? options)
    {
        var body = Body.Of(task);
        if (body is not { Inlets: [var state, var item], Outlets: [var outlet] }
            || outlet.ItemType != typeof(TState)
            || !state.Port.Takes(Port.Of<TState>("state"))
            || !item.Port.Takes(Port.Of<T>("item")))
        {
            throw new ArgumentException(
                $"A body that folds {TypeName.Of(typeof(T))} into {TypeName.Of(typeof(TState))} takes the state and the item and gives the next state; {task} does not.", nameof(task));
        }

        var fold = new FoldFunction<T, TState>(
            Synchronous: null, static (_, _, _) => throw new InvalidOperationException("The fold is made for each run."), Copy: null)
        {
            OfRun = Fold,
        };
        return new FlowValue<TState>(new FoldTask<T, TState>(body.Name, TaskOptions.From(options), () => seed, fold, isOrdered: true) { Runs = [body.Graph] }, source.Input);

        Func<TState, T, CancellationToken, ValueTask<TState>> Fold(StageWiring wiring)
        {
            TaskScope scope = wiring.Task;
            scope.Run.CheckChild(body.Graph);
            return async (before, one, token) =>
            {
                // A fold takes one item after the other: it is at the last that it has received.
                object[] given = await body.RunAsync(scope, [before, one], new Iteration(scope.Received - 1), token).ConfigureAwait(true);
                return given[0] is IList { Count: > 0 and var count } items ? (TState)items[count - 1]! : before;
            };
        }
    }
}
