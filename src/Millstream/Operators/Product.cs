using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow of every combination of the items of two lists.</summary>
    /// <remarks>
    /// <para>Emits: every pair; the right-most list varies fastest.</para>
    /// <para>Backpressure: emits when there is room.</para>
    /// <para>Completes: after the last pair; at once when a list is empty.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    /// <param name="first">A list, or a sequence, which is read once, by the first run that needs it.</param>
    /// <param name="second">Likewise.</param>
    public static Flow<(T1 First, T2 Second)> Product<T1, T2>(IEnumerable<T1> first, IEnumerable<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (one, two) = (new GivenList<T1>(first), new GivenList<T2>(second));
        return new Flow<(T1, T2)>(
            new SequenceTask<(T1, T2)>("product", TaskOptions.None, () => ListPairing.Cross(one.Items, two.Items)));
    }

    /// <summary>Begins a flow of every combination of the items of three lists.</summary>
    /// <inheritdoc cref="Product{T1, T2}(IEnumerable{T1}, IEnumerable{T2})"/>
    /// <param name="first">A list, or a sequence, which is read once, by the first run that needs it.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="third">Likewise.</param>
    public static Flow<(T1 First, T2 Second, T3 Third)> Product<T1, T2, T3>(
        IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        var (one, two, three) = (new GivenList<T1>(first), new GivenList<T2>(second), new GivenList<T3>(third));
        return new Flow<(T1, T2, T3)>(new SequenceTask<(T1, T2, T3)>(
            "product",
            TaskOptions.None,
            () => ListPairing.Cross(ListPairing.Cross(one.Items, two.Items), three.Items).Select(p => (p.Item1.Item1, p.Item1.Item2, p.Item2))));
    }

    /// <summary>Begins a flow of every combination of the items of two lists that the run computes.</summary>
    /// <inheritdoc cref="Product{T1, T2}(IEnumerable{T1}, IEnumerable{T2})"/>
    /// <param name="first">A list.</param>
    /// <param name="second">Another.</param>
    public static Flow<(T1 First, T2 Second)> Product<T1, T2>(
        FlowValue<IReadOnlyList<T1>> first, FlowValue<IReadOnlyList<T2>> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Flow<(T1, T2)>(new ListsTask<T1, T2, (T1, T2)>("product", ListPairing.Cross), first.Input, second.Input);
    }

    /// <summary>Pairs each item of a flow with every item of a list.</summary>
    /// <remarks>
    /// <para>Emits: for each item read, one pair for each item of the list.</para>
    /// <para>Backpressure: reads the next item when all pairs of the one before have gone on.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    /// <param name="source">The items.</param>
    /// <param name="items">A list, or a sequence, which is read once, by the first run that needs it.</param>
    public static Flow<(T1 First, T2 Second)> Product<T1, T2>(this Flow<T1> source, IEnumerable<T2> items)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(items);
        var list = new GivenList<T2>(items);
        return new Flow<(T1, T2)>(
            new CallTask<T1, IEnumerable<(T1, T2)>, (T1, T2)>(
                "product", TaskOptions.None, item => ListPairing.Cross([item], list.Items), CallShapes.Sequence<(T1, T2)>()),
            source.Input);
    }
}
