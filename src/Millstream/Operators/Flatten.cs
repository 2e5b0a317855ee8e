using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Gives the items of lists, one after the other.</summary>
    /// <remarks>
    /// <para>Emits: every item of every list, in order.</para>
    /// <para>Backpressure: takes the next item of a list only when there is room.</para>
    /// <para>Completes: when the source completes, after the last item.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static Flow<T> Flatten<T>(this Flow<IReadOnlyList<T>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Flattened<IReadOnlyList<T>, T>(source.Input);
    }

    /// <inheritdoc cref="Flatten{T}(Flow{IReadOnlyList{T}})"/>
    public static Flow<T> Flatten<T>(this Flow<T[]> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Flattened<T[], T>(source.Input);
    }

    /// <inheritdoc cref="Flatten{T}(Flow{IReadOnlyList{T}})"/>
    public static Flow<T> Flatten<T>(this Flow<List<T>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Flattened<List<T>, T>(source.Input);
    }

    /// <summary>Gives the items of a list that the run computes, one after the other.</summary>
    /// <inheritdoc cref="Flatten{T}(Flow{IReadOnlyList{T}})"/>
    public static Flow<T> Flatten<T>(this FlowValue<IReadOnlyList<T>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Flattened<IReadOnlyList<T>, T>(source.Input);
    }

    private static Flow<T> Flattened<TList, T>(FlowInput source)
        where TList : IEnumerable<T> =>
        new(new CallTask<TList, IEnumerable<T>, T>("flatten", TaskOptions.None, static list => list, CallShapes.Sequence<T>()), source);
}
