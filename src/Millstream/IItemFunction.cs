namespace Millstream;

/// <summary>A function of one item that the compiler knows by its type: what the generator writes for a task method.</summary>
/// <remarks>The loop that calls it is compiled once for each function, with the call inlined.</remarks>
public interface IItemFunction<in TIn, out TOut>
{
    /// <summary>Makes one item of another.</summary>
    static abstract TOut Invoke(TIn item);
}

/// <summary>A fold that the compiler knows by its type.</summary>
public interface IFoldFunction<TState, in T>
{
    /// <summary>Takes one item into the state.</summary>
    static abstract TState Invoke(TState state, T item);
}
