using Millstream.Tasks;

namespace Millstream.Declarations;

/// <summary>How what a task method returns becomes items on its outlets. The generator puts it together.</summary>
/// <typeparam name="TMade">What one call returns.</typeparam>
public abstract class TaskOutlets<TMade>
{
    private protected TaskOutlets()
    {
    }

    /// <summary>Gets whether each call gives one item.</summary>
    internal abstract bool IsOneToOne { get; }

    /// <summary>Gives the same where what one call gives are the pieces of its value; null where a call gives one item at most.</summary>
    internal virtual TaskOutlets<TMade>? OfPieces() => null;

    internal abstract TaskBody Make<TIn>(string name, TaskOptions options, CallInput<TIn> input, CallBody<TIn, TMade> body);
}

/// <summary>The outlets that a task method may have.</summary>
public static class TaskOutlets
{
    /// <summary>A call returns an item.</summary>
    /// <param name="outlets">Where it goes.</param>
    public static TaskOutlets<T> Item<T>(ItemOutlets<T> outlets) => new Shaped<T, T>(CallShapes.Item<T>(), outlets);

    /// <summary>A call says whether to emit, to leave out, or to end the task.</summary>
    /// <param name="outlets">Where the items go.</param>
    public static TaskOutlets<Step<T>> Step<T>(ItemOutlets<T> outlets) => new Shaped<Step<T>, T>(CallShapes.Step<T>(), outlets);

    /// <summary>A call returns any number of items.</summary>
    /// <param name="outlets">Where they go.</param>
    public static TaskOutlets<IEnumerable<T>> Sequence<T>(ItemOutlets<T> outlets)
    {
        ArgumentNullException.ThrowIfNull(outlets);
        return new Shaped<IEnumerable<T>, T>(
            CallShapes.Sequence<T>(), outlets, () => new Shaped<IEnumerable<T>, Piece<T>>(CallShapes.Pieces<T>(), outlets.OfPieces()));
    }

    /// <summary>A call returns nothing: the task is a sink.</summary>
    public static TaskOutlets<Nothing> None { get; } = new Shaped<Nothing, Nothing>(CallShapes.Sink(), outlets: null);

    private sealed class Shaped<TMade, TOut>(CallShape<TMade, TOut> shape, ItemOutlets<TOut>? outlets, Func<TaskOutlets<TMade>>? ofPieces = null)
        : TaskOutlets<TMade>
    {
        internal override bool IsOneToOne => typeof(TMade) == typeof(TOut);

        internal override TaskOutlets<TMade>? OfPieces() => ofPieces?.Invoke();

        internal override TaskBody Make<TIn>(string name, TaskOptions options, CallInput<TIn> input, CallBody<TIn, TMade> body)
        {
            var task = new CallTask<TIn, TMade, TOut>(name, options, input, body, shape);
            return outlets is null ? task : outlets.Of(task);
        }
    }
}
