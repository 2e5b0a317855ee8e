namespace Millstream;

public static partial class Flow
{
    /// <summary>Leaves out items that came before.</summary>
    /// <remarks>
    /// <para>Emits: the first of all items that are equal, in the order read; they keep their index at the source.</para>
    /// <para>Backpressure: reads while there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="comparer"/> throws; when there are more different items than <paramref name="memory"/> allows (100,000 unless set).</para>
    /// <para>Buffers: one copy of each different item, up to that bound.</para>
    /// </remarks>
    public static Flow<T> Distinct<T>(
        this Flow<T> source, IEqualityComparer<T>? comparer = null, DistinctOptions? memory = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Flow<T>(
            new DistinctTask<T, T>("distinct", Tasks.TaskOptions.None, static item => item, comparer, memory ?? DistinctOptions.Default),
            source.Input);
    }
}
