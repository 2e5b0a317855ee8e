using Millstream.Graphs;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Begins a flow of pairs, the k-th item of one list with the k-th of the other.</summary>
    /// <remarks>
    /// <para>Emits: one pair for each place, in order.</para>
    /// <para>Backpressure: emits when there is room.</para>
    /// <para>Completes: after the last pair.</para>
    /// <para>Fails: with <see cref="GraphConfigurationException"/> before the first pair, when lengths that were not known before turn out to differ.</para>
    /// </remarks>
    /// <param name="first">A list, or a sequence, which is read once, by the first run that needs it.</param>
    /// <param name="second">Likewise.</param>
    /// <exception cref="GraphConfigurationException">The lists are of different lengths.</exception>
    public static Flow<(T1 First, T2 Second)> Zip<T1, T2>(IEnumerable<T1> first, IEnumerable<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (one, two) = (new GivenList<T1>(first), new GivenList<T2>(second));
        ListPairing.Check((nameof(first), one.Length), (nameof(second), two.Length));
        return new Flow<(T1, T2)>(
            new SequenceTask<(T1, T2)>("zip", TaskOptions.None, () => ListPairing.Zip(one.Items, two.Items)));
    }

    /// <summary>Begins a flow of triples, of the k-th items of three lists.</summary>
    /// <inheritdoc cref="Zip{T1, T2}(IEnumerable{T1}, IEnumerable{T2})"/>
    /// <param name="first">A list, or a sequence, which is read once, by the first run that needs it.</param>
    /// <param name="second">Likewise.</param>
    /// <param name="third">Likewise.</param>
    public static Flow<(T1 First, T2 Second, T3 Third)> Zip<T1, T2, T3>(
        IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        var (one, two, three) = (new GivenList<T1>(first), new GivenList<T2>(second), new GivenList<T3>(third));
        ListPairing.Check((nameof(first), one.Length), (nameof(second), two.Length), (nameof(third), three.Length));
        return new Flow<(T1, T2, T3)>(
            new SequenceTask<(T1, T2, T3)>("zip", TaskOptions.None, () => ListPairing.Zip(one.Items, two.Items, three.Items)));
    }

    /// <summary>Begins a flow of pairs, the k-th item of one list with the k-th of the other, of lists that the run computes.</summary>
    /// <remarks>
    /// <para>Emits: one pair for each place, in order, when both lists are there.</para>
    /// <para>Backpressure: emits when there is room.</para>
    /// <para>Completes: after the last pair.</para>
    /// <para>Fails: with <see cref="GraphConfigurationException"/> before the first pair, when the lengths differ.</para>
    /// </remarks>
    public static Flow<(T1 First, T2 Second)> Zip<T1, T2>(FlowValue<IReadOnlyList<T1>> first, FlowValue<IReadOnlyList<T2>> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Flow<(T1, T2)>(new ListsTask<T1, T2, (T1, T2)>("zip", ListPairing.Zip), first.Input, second.Input);
    }
}
