using Millstream.Tasks;

namespace Millstream;

/// <summary>Begins flows, and turns them into other flows. Operators are extension methods, one file each.</summary>
public static partial class Flow
{
    /// <summary>Begins a flow with items that are there already.</summary>
    /// <remarks>
    /// <para>Emits: the items of <paramref name="items"/>, in order. The list is read while the flow runs and is not copied.</para>
    /// <para>Backpressure: emits when there is room.</para>
    /// <para>Completes: after the last item.</para>
    /// <para>Fails: never by itself.</para>
    /// </remarks>
    public static Flow<T> From<T>(params IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new Flow<T>(new SliceTask<T>("from", TaskOptions.None, items));
    }
}
