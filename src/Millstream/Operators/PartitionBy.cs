using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Divides a flow in two: the items for which <paramref name="predicate"/> holds, and the rest.</summary>
    /// <inheritdoc cref="PartitionBy{T}(Flow{T}, int, Func{T, int})"/>
    public static (Flow<T> Matching, Flow<T> Others) PartitionBy<T>(this Flow<T> source, Func<T, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        IReadOnlyList<Flow<T>> parts = source.PartitionBy(2, item => predicate(item) ? 0 : 1);
        return (parts[0], parts[1]);
    }

    /// <summary>Divides a flow into several: each item goes to the one whose number <paramref name="part"/> gives.</summary>
    /// <remarks>
    /// <para>Emits: each item on one of the flows, in order. Items of a part that nobody reads in the run are discarded and counted.</para>
    /// <para>Backpressure: reads while there is room on every part that is read: the fullest governs.</para>
    /// <para>Completes: when the source completes, or when nobody reads any part any more.</para>
    /// <para>Fails: with what <paramref name="part"/> throws, and when it gives a number that is no part's.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is below 1.</exception>
    public static IReadOnlyList<Flow<T>> PartitionBy<T>(this Flow<T> source, int parts, Func<T, int> part)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentNullException.ThrowIfNull(part);
        var node = new FlowNode(new PartitionTask<T>(parts, part), [source.Input]);
        return [.. Enumerable.Range(0, parts).Select(i => new Flow<T>(node, i))];
    }

    private sealed class PartitionTask<T>(int parts, Func<T, int> part) : StepTask<T>(
        MethodName.Of(part, "partitionBy"), TaskOptions.None, [.. Enumerable.Range(1, parts).Select(i => Port.Of<T>($"out{i}"))])
    {
        public override SpanSink CreateSink(StageWiring wiring) => new PartitionSink<T>(
            wiring.Task, [.. Enumerable.Range(0, parts).Select(i => new PartitionOutlet<T>(wiring.Outlet<T>(i)))], part);
    }
}
