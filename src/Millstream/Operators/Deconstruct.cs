namespace Millstream;

public static partial class Flow
{
    /// <summary>Takes a pair apart: <c>var (left, right) = pair</c>.</summary>
    /// <remarks>
    /// <para>Emits: each part once. In one run the pair is computed once, whichever parts are used; each run computes it anew.</para>
    /// <para>Backpressure: none to speak of; there is one item.</para>
    /// <para>Completes: after the part.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static void Deconstruct<T1, T2>(this FlowValue<(T1, T2)> pair, out FlowValue<T1> first, out FlowValue<T2> second)
    {
        ArgumentNullException.ThrowIfNull(pair);
        first = pair.Then(static parts => parts.Item1, o => o.Named("first"));
        second = pair.Then(static parts => parts.Item2, o => o.Named("second"));
    }

    /// <summary>Takes a triple apart.</summary>
    /// <inheritdoc cref="Deconstruct{T1, T2}(FlowValue{ValueTuple{T1, T2}}, out FlowValue{T1}, out FlowValue{T2})"/>
    public static void Deconstruct<T1, T2, T3>(
        this FlowValue<(T1, T2, T3)> triple, out FlowValue<T1> first, out FlowValue<T2> second, out FlowValue<T3> third)
    {
        ArgumentNullException.ThrowIfNull(triple);
        first = triple.Then(static parts => parts.Item1, o => o.Named("first"));
        second = triple.Then(static parts => parts.Item2, o => o.Named("second"));
        third = triple.Then(static parts => parts.Item3, o => o.Named("third"));
    }
}
