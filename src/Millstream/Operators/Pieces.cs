using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the pieces of values that grow, each as it comes, in place of the whole values.</summary>
    /// <remarks>
    /// <para>Emits: each piece, with the number of its value. Of an outlet without a mode, each item as a value of one piece.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static Flow<Piece<T>> Pieces<T>(this Flow<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PiecesOf<T>(source.Input);
    }

    /// <inheritdoc cref="Pieces{T}(Flow{T})"/>
    public static Flow<Piece<T>> Pieces<T>(this FlowValue<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return PiecesOf<T>(source.Input);
    }

    private static Flow<Piece<T>> PiecesOf<T>(FlowInput source) => source.Node.Task is IWholeTask
        ? new Flow<Piece<T>>(new PiecesTask<T, Piece<T>>("pieces", static piece => piece), source.Node.Inputs[0])
        : new Flow<Piece<T>>(new ItemPiecesTask<T>(), source);
}
