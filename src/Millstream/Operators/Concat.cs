using Millstream.Graphs;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Joins flows into one: first all items of the first, then all of the second, and so on.</summary>
    /// <remarks>
    /// <para>Emits: every item of every flow, in that order.</para>
    /// <para>Backpressure: reads one flow at a time, while there is room. The others begin with the run and wait once their edges are full.</para>
    /// <para>Completes: when the last flow has completed.</para>
    /// <para>Fails: when one of the flows fails.</para>
    /// </remarks>
    public static Flow<T> Concat<T>(params IReadOnlyList<Flow<T>> flows)
    {
        ThrowIfAnyNull(flows);
        if (flows.Count == 0)
        {
            return From<T>();
        }

        Port[] inlets = [.. flows.Select((_, i) => Port.Of<T>($"in{i + 1}"))];
        return new Flow<T>(
            new CombineTask<T>("concat", TaskOptions.None, inlets, wiring => new ConcatReader<T>(Inlets<T>(wiring, inlets.Length))),
            [.. flows.Select(f => f.Input)]);
    }

    /// <inheritdoc cref="Concat{T}(IReadOnlyList{Flow{T}})"/>
    public static Flow<T> Concat<T>(this Flow<T> source, Flow<T> other)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(other);
        return Concat<T>([source, other]);
    }
}
