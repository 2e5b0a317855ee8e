namespace Millstream.Benchmarks.Peers;

/// <summary>The user's code in a pipeline of batches, as an instance of a struct: either typed into the loop by hand,
/// or behind the delegates that a helper for all pipelines would take, as a flow of lambdas does.</summary>
internal interface ICode<T>
{
    T Step(T item);

    long Add(long sum, T item);
}
