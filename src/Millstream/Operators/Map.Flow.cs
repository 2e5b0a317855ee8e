using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

// As an extension of a flow: the same words as Then, for those who look for a map.
public static partial class Flow
{
    /// <summary>Calls a method for each item: <c>flow.Map(f)</c> is <c>flow.Then(f)</c>.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, TResult> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, IEnumerable<TResult>> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, Step<TResult>> task, Func<TaskOptions, TaskOptions>? options = null) => source.Then(task, options);

    /// <summary>Calls a method with each item and its number; how many there are nobody knows of a stream.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-1)]
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, Iteration, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(long Index, T Item), TResult>(task, options, numbered => task(numbered.Item, new Iteration(numbered.Index))), source.Index().Input);
    }

    /// <summary>Calls an asynchronous method with each item and its number; how many there are nobody knows of a stream.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Map<T, TResult>(
        this Flow<T> source, Func<T, Iteration, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(long Index, T Item), TResult>(task, options, (numbered, token) => task(numbered.Item, new Iteration(numbered.Index), token)), source.Index().Input);
    }
}
