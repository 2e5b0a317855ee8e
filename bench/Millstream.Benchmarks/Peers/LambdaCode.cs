namespace Millstream.Benchmarks.Peers;

/// <summary>User code behind delegates: one call for each item at each step, and one for the sum.</summary>
internal readonly struct LambdaCode<T>(Func<T, T> step, Func<long, T, long> add) : ICode<T>
{
    public T Step(T item) => step(item);

    public long Add(long sum, T item) => add(sum, item);
}
