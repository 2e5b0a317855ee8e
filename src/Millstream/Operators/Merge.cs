using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Joins flows into one, in the order in which their items come.</summary>
    /// <remarks>
    /// <para>Emits: every item of every flow; each flow's own order is kept.</para>
    /// <para>Backpressure: reads from whichever flow has items while there is room; a busy one does not starve the others.</para>
    /// <para>Completes: when all flows have completed.</para>
    /// <para>Fails: when one of the flows fails.</para>
    /// </remarks>
    public static Flow<T> Merge<T>(params IReadOnlyList<Flow<T>> flows)
    {
        ThrowIfAnyNull(flows);
        if (flows.Count == 0)
        {
            return From<T>();
        }

        Port[] inlets = [.. flows.Select((_, i) => Port.Of<T>($"in{i + 1}"))];
        return new Flow<T>(
            new CombineTask<T>("merge", TaskOptions.None, inlets, wiring => new MergeReader<T>(Inlets<T>(wiring, inlets.Length))),
            [.. flows.Select(f => f.Input)]);
    }

    /// <inheritdoc cref="Merge{T}(IReadOnlyList{Flow{T}})"/>
    public static Flow<T> Merge<T>(this Flow<T> source, Flow<T> other)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(other);
        return Merge<T>([source, other]);
    }

    private static void ThrowIfAnyNull<T>(IReadOnlyList<Flow<T>> flows)
    {
        ArgumentNullException.ThrowIfNull(flows);
        for (int i = 0; i < flows.Count; i++)
        {
            ArgumentNullException.ThrowIfNull(flows[i], $"flows[{i}]");
        }
    }

    private static InletReader<T>[] Inlets<T>(StageWiring wiring, int count) =>
        [.. Enumerable.Range(0, count).Select(i => wiring.Inlet<T>(i))];
}
