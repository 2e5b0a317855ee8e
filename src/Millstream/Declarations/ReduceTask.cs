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
    /// <param name="task">The body.</param>
    /// <param name="seed">The state before the first item.</param>
    /// <param name="stateInlet">Which inlet of the body gets the state; the other one gets the item.</param>
    public static TaskDefinition Of<T, TState>(TaskDefinition task, TState seed, int stateInlet)
    {
        Body body = BodyOf<T, TState>(task, stateInlet);
        return TaskDefinition.OfNode(
            new TaskDescriptor("reduce")
            {
                Inlets = [InletDescriptor.Of<T>(Items, InletKind.Stream)],
                Outlets = [OutletDescriptor.Of<TState>(ItemOutlets.DefaultName)],
            },
            place => Fold<T, TState>(body, place.Options, seed, stateInlet),
            isCalledOnce: true,
            givesValues: true);
    }

    private static Body BodyOf<T, TState>(TaskDefinition task, int stateInlet = 0)
    {
        var body = Body.Of(task);
        return body is { Inlets: { Count: 2 } inlets, Outlets: [var outlet] }
            && outlet.ItemType == typeof(TState)
            && inlets[stateInlet].Port.Takes(Port.Of<TState>("state"))
            && inlets[1 - stateInlet].Port.Takes(Port.Of<T>("item"))
            ? body
            : throw new ArgumentException(
                $"A body that folds {TypeName.Of(typeof(T))} into {TypeName.Of(typeof(TState))} takes the state and the item and gives the next state; {task} does not.", nameof(task));
    }

    private static FoldTask<T, TState> Fold<T, TState>(Body body, TaskOptions options, TState seed, int stateInlet = 0)
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
            Func<TState, object?> stateOf = body.Inlets[stateInlet].Port.Accept(Widening<TState>.Shared);
            Func<T, object?> itemOf = body.Inlets[1 - stateInlet].Port.Accept(Widening<T>.Shared);
            return async (before, one, token) =>
            {
                // A fold takes one item after the other: it is at the last that it has received.
                object?[] values = stateInlet == 0 ? [stateOf(before), itemOf(one)] : [itemOf(one), stateOf(before)];
                object[] given = await body.RunAsync(scope, values, new Iteration(scope.Received - 1), token).ConfigureAwait(true);
                return given[0] is IList { Count: > 0 and var count } items ? (TState)items[count - 1]! : before;
            };
        }
    }

    /// <summary>Makes of a value what an inlet takes that it fits.</summary>
    private sealed class Widening<TFrom> : IPortVisitor<Func<TFrom, object?>>
    {
        public static Widening<TFrom> Shared { get; } = new();

        public Func<TFrom, object?> Visit<T>(Port port)
        {
            if (typeof(T) == typeof(TFrom))
            {
                return static value => value;
            }

            Func<TFrom, T> widen = ItemTypes.Conversion<TFrom, T>();
            return value => widen(value);
        }
    }
}
