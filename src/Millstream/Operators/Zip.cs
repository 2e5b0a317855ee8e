using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Pairs two flows, the k-th item of one with the k-th of the other.</summary>
    /// <remarks>
    /// <para>Emits: one pair for each two items that have come, never by time.</para>
    /// <para>Backpressure: reads from both in step; the slower one governs.</para>
    /// <para>Completes: when either has completed and its last item was paired; an unpaired item already made counts as dropped.</para>
    /// <para>Fails: when either fails; after the pairs before it.</para>
    /// </remarks>
    public static Flow<(T1 First, T2 Second)> Zip<T1, T2>(this Flow<T1> first, Flow<T2> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return Zip(first, second, static (a, b) => (a, b));
    }

    /// <summary>Makes one item of each two, the k-th of one flow with the k-th of the other.</summary>
    /// <inheritdoc cref="Zip{T1, T2}(Flow{T1}, Flow{T2})"/>
    public static Flow<TResult> Zip<T1, T2, TResult>(this Flow<T1> first, Flow<T2> second, Func<T1, T2, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(combine);
        return new Flow<TResult>(
            new CombineTask<TResult>(
                "zip",
                TaskOptions.None,
                [Port.Of<T1>("first"), Port.Of<T2>("second")],
                wiring => new ZipReader<T1, T2, TResult>(wiring.Inlet<T1>(0), wiring.Inlet<T2>(1), combine)),
            first.Input,
            second.Input);
    }
}
