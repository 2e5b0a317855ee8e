namespace Millstream.Benchmarks.Peers;

/// <summary>User code that the JIT puts into the loop.</summary>
internal readonly struct InlinedCode<T, TWork> : ICode<T>
    where TWork : struct, IWork<T>
{
    public T Step(T item) => TWork.Step(item);

    public long Add(long sum, T item) => sum + TWork.Value(item);
}
