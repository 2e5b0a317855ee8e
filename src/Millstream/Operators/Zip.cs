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
    /// <param name="first">The one flow.</param>
    /// <param name="second">The other.</param>
    /// <param name="strict">Whether flows of different lengths are an error that names the shorter one.</param>
    public static Flow<(T1 First, T2 Second)> Zip<T1, T2>(this Flow<T1> first, Flow<T2> second, bool strict = false)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return ZipOf(first, second, static (a, b) => (a, b), strict);
    }

    /// <summary>Pairs two flows to the end of the longer one, with a value in place of each item that the shorter has not.</summary>
    /// <remarks>
    /// <para>Emits: one pair for each two items that have come, then one for each item of the longer flow.</para>
    /// <para>Backpressure: reads from both in step; the slower one governs.</para>
    /// <para>Completes: when both have completed.</para>
    /// <para>Fails: when either fails; after the pairs before it.</para>
    /// </remarks>
    /// <param name="first">The one flow.</param>
    /// <param name="second">The other.</param>
    /// <param name="padFirst">What stands for an item that <paramref name="first"/> has not.</param>
    /// <param name="padSecond">What stands for an item that <paramref name="second"/> has not.</param>
    public static Flow<(T1 First, T2 Second)> Zip<T1, T2>(this Flow<T1> first, Flow<T2> second, T1 padFirst, T2 padSecond)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new Flow<(T1 First, T2 Second)>(
            new CombineTask<(T1 First, T2 Second)>(
                "zip",
                TaskOptions.None,
                [Port.Of<T1>("first"), Port.Of<T2>("second")],
                wiring => new PaddedZipReader<T1, T2>(wiring.Inlet<T1>(0), wiring.Inlet<T2>(1), padFirst, padSecond)),
            first.Input,
            second.Input);
    }

    /// <summary>Makes one item of each two, the k-th of one flow with the k-th of the other.</summary>
    /// <inheritdoc cref="Zip{T1, T2}(Flow{T1}, Flow{T2}, bool)"/>
    public static Flow<TResult> Zip<T1, T2, TResult>(this Flow<T1> first, Flow<T2> second, Func<T1, T2, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(combine);
        return ZipOf(first, second, combine, isStrict: false);
    }

    /// <summary>Makes one item of each set of three.</summary>
    /// <inheritdoc cref="Zip{T1, T2}(Flow{T1}, Flow{T2}, bool)"/>
    public static Flow<TResult> Zip<T1, T2, T3, TResult>(
        Flow<T1> first, Flow<T2> second, Flow<T3> third, Func<T1, T2, T3, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(combine);
        return new Flow<TResult>(
            new CombineTask<TResult>(
                "zip",
                TaskOptions.None,
                [Port.Of<T1>("first"), Port.Of<T2>("second"), Port.Of<T3>("third")],
                wiring => new ZipReader<T1, T2, T3, TResult>(wiring.Inlet<T1>(0), wiring.Inlet<T2>(1), wiring.Inlet<T3>(2), combine, uneven: null)),
            first.Input,
            second.Input,
            third.Input);
    }

    /// <summary>Makes one item of each set of four.</summary>
    /// <inheritdoc cref="Zip{T1, T2}(Flow{T1}, Flow{T2}, bool)"/>
    public static Flow<TResult> Zip<T1, T2, T3, T4, TResult>(
        Flow<T1> first, Flow<T2> second, Flow<T3> third, Flow<T4> fourth, Func<T1, T2, T3, T4, TResult> combine)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentNullException.ThrowIfNull(third);
        ArgumentNullException.ThrowIfNull(fourth);
        ArgumentNullException.ThrowIfNull(combine);
        return new Flow<TResult>(
            new CombineTask<TResult>(
                "zip",
                TaskOptions.None,
                [Port.Of<T1>("first"), Port.Of<T2>("second"), Port.Of<T3>("third"), Port.Of<T4>("fourth")],
                wiring => new ZipReader<T1, T2, T3, T4, TResult>(
                    wiring.Inlet<T1>(0), wiring.Inlet<T2>(1), wiring.Inlet<T3>(2), wiring.Inlet<T4>(3), combine, uneven: null)),
            first.Input,
            second.Input,
            third.Input,
            fourth.Input);
    }

    private static Flow<TResult> ZipOf<T1, T2, TResult>(
        Flow<T1> first, Flow<T2> second, Func<T1, T2, TResult> combine, bool isStrict)
    {
        string[] names = [first.Node.Task.Name, second.Node.Task.Name];
        Func<int, int, long, Exception>? uneven = isStrict
            ? (shorter, _, index) => new UnequalLengthsException(names[shorter], index)
            : null;
        return new Flow<TResult>(
            new CombineTask<TResult>(
                "zip",
                TaskOptions.None,
                [Port.Of<T1>("first"), Port.Of<T2>("second")],
                wiring => new ZipReader<T1, T2, TResult>(wiring.Inlet<T1>(0), wiring.Inlet<T2>(1), combine, uneven)),
            first.Input,
            second.Input);
    }
}
