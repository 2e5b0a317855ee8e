using System.Collections;
using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>Makes folds that run a body for each item.</summary>
internal static class ReduceTask
{
    /// <summary>The inlet of the task.</summary>
    private const string Items = "items";

    public static FlowValue<TState> Over<T, TState>(Flow<T> source, TaskDefinition task, TState seed, Func<TaskOptions, TaskOptions>? options) =>
        new(Fold<T, TState>(BodyOf<T, TState>(task), TaskOptions.From(options), seed), source.Input);

    /// <summary>Makes a task of a fold, with the inlet <c>items</c>.</summary>
    public static TaskDefinition Of<T, TState>(TaskDefinition task, TState seed)
    {
        Body body = BodyOf<T, TState>(task);
        return TaskDefinition.OfNode(
            new TaskDescriptor("reduce")
            {
                Inlets = [InletDescriptor.Of<T>(Items, InletKind.Stream)],
                Outlets = [OutletDescriptor.Of<TState>(ItemOutlets.DefaultName)],
            },
            place => Fold<T, TState>(body, place.Options, seed),
            isCalledOnce: true,
            givesValues: true);
    }

    private static Body BodyOf<T, TState>(TaskDefinition task)
    {
        var body = Body.Of(task);
        return body is { Inlets: [var state, var item], Outlets: [var outlet] }
            && outlet.ItemType == typeof(TState)
            && state.Port.Takes(Port.Of<TState>("state"))
            && item.Port.Takes(Port.Of<T>("item"))
            ? body
            : throw new ArgumentException(
                $"A body that folds {TypeName.Of(typeof(T))} into {TypeName.Of(typeof(TState))} takes the state and the item and gives the next state; {task} does not.", nameof(task));
    }

    private static FoldTask<T, TState> Fold<T, TState>(Body body, TaskOptions options, TState seed)
    {
        var fold = new FoldFunction<T, TState>(
            Synchronous: null, static (_, _, _) => throw new InvalidOperationException("The fold is made for each run."), Copy: null)
        {
            OfRun = FoldOf,
        };
        return new FoldTask<T, TState>(body.Name, options, () => seed, fold, isOrdered: true) { Runs = [body.Graph] };

        Func<TState, T, CancellationToken, ValueTask<TState>> FoldOf(StageWiring wiring)
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
