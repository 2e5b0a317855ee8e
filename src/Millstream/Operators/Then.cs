using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each item and emits what it returns.</summary>
    /// <remarks>
    /// <para>Emits: one item for each item read, in the order read.</para>
    /// <para>Backpressure: reads the next item only when there is room for its result.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>; no later item is read.</para>
    /// </remarks>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            new CallTask<T, TResult, TResult>(MethodName.Of(task, "then"), TaskOptions.From(options), task, CallShapes.Item<TResult>()),
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Call(source, MethodName.Of(task, "then"), (item, _) => task(item), options);
    }

    /// <summary>Calls an asynchronous method with a token for each item. The token fires when the run ends without waiting for the call.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Call(source, MethodName.Of(task, "then"), task, options);
    }

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, ValueTask{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Call(source, MethodName.Of(task, "then"), (item, _) => new ValueTask<TResult>(task(item)), options);
    }

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, CancellationToken, ValueTask{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Call(source, MethodName.Of(task, "then"), (item, token) => new ValueTask<TResult>(task(item, token)), options);
    }

    private static Flow<TResult> Call<T, TResult>(
        Flow<T> source,
        string name,
        Func<T, CancellationToken, ValueTask<TResult>> task,
        Func<TaskOptions, TaskOptions>? options) =>
        new(new CallTask<T, TResult, TResult>(name, TaskOptions.From(options), task, CallShapes.Item<TResult>()), source.Input);
}
