using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each item and emits what it returns as it is, a sequence too: <c>Then</c> for LINQ hands and query syntax.</summary>
    /// <remarks>
    /// <para>Emits: one item for each item read, in the order read. A sequence is one item; <c>Then</c> and <c>SelectMany</c> emit its items instead.</para>
    /// <para>Backpressure: reads the next item only when there is room for its result.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="selector"/> throws, by the policy in <paramref name="options"/>; no later item is read.</para>
    /// </remarks>
    public static Flow<TResult> Select<T, TResult>(
        this Flow<T> source, Func<T, TResult> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return new Flow<TResult>(
            new CallTask<T, TResult, TResult>(
                MethodName.Of(selector, "select"), TaskOptions.From(options), selector, CallShapes.Item<TResult>())
            {
                Called = new TaskMethod(selector, items: 1),
            },
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Select<T, TResult>(
        this Flow<T> source, Func<T, ValueTask<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return Selecting<T, TResult>(source, selector, (item, _) => selector(item), options);
    }

    /// <summary>Calls an asynchronous method with a token for each item. The token fires when the run ends without waiting for the call.</summary>
    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Select<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, ValueTask<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return Selecting<T, TResult>(source, selector, selector, options);
    }

    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, ValueTask{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Select<T, TResult>(
        this Flow<T> source, Func<T, Task<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return Selecting<T, TResult>(source, selector, (item, _) => new ValueTask<TResult>(selector(item)), options);
    }

    /// <inheritdoc cref="Select{T, TResult}(Flow{T}, Func{T, CancellationToken, ValueTask{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Select<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, Task<TResult>> selector, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(selector);
        return Selecting<T, TResult>(source, selector, (item, token) => new ValueTask<TResult>(selector(item, token)), options);
    }

    private static Flow<TResult> Selecting<T, TResult>(
        Flow<T> source,
        Delegate method,
        Func<T, CancellationToken, ValueTask<TResult>> selector,
        Func<TaskOptions, TaskOptions>? options) =>
        new(
            new CallTask<T, TResult, TResult>(
                MethodName.Of(method, "select"), TaskOptions.From(options), selector, CallShapes.Item<TResult>())
            {
                Called = new TaskMethod(method, items: 1),
            },
            source.Input);
}
