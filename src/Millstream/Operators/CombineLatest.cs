using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Joins two flows by their latest items.</summary>
    /// <remarks>
    /// <para>Emits: for each item of either flow, once both have given one, what <paramref name="combine"/> makes of the latest of both.</para>
    /// <para>Backpressure: reads from both while there is room, one item at a time from each in turn.</para>
    /// <para>Completes: when both have completed, or one without an item.</para>
    /// <para>Fails: when either fails, and with what <paramref name="combine"/> throws.</para>
    /// </remarks>
    public static Flow<TResult> CombineLatest<T1, T2, TResult>(
        this Flow<T1> first, Flow<T2> second, Func<T1, T2, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(combine);
        return new Flow<TResult>(
            new CombineTask<TResult>(
                "combineLatest",
                TaskOptions.None,
                [Port.Of<T1>("first"), Port.Of<T2>("second")],
                wiring =>
                {
                    var ones = new HeldInlet<T1>("first", priority: 0, isValue: false, wiring.Inlet<T1>(0));
                    var twos = new HeldInlet<T2>("second", priority: 0, isValue: false, wiring.Inlet<T2>(1));
                    return new LatestReader<TResult>([ones, twos], () => combine(ones.Item, twos.Item));
                }),
            first.Input,
            second.Input);
    }

    /// <summary>Joins three flows by their latest items.</summary>
    /// <inheritdoc cref="CombineLatest{T1, T2, TResult}(Flow{T1}, Flow{T2}, Func{T1, T2, TResult})"/>
    public static Flow<TResult> CombineLatest<T1, T2, T3, TResult>(
        this Flow<T1> first, Flow<T2> second, Flow<T3> third, Func<T1, T2, T3, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        return first.CombineLatest(second, static (a, b) => (a, b)).CombineLatest(third, (ab, c) => combine(ab.a, ab.b, c));
    }
}
