using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each item: the end of a flow whose point is what the method does.</summary>
    /// <remarks>
    /// <para>Emits: the number of items that the method took, once, when the source has ended.</para>
    /// <para>Backpressure: reads the next item when the method has taken the one before, or as many at once as told.</para>
    /// <para>Completes: after the number.</para>
    /// <para>Fails: with what <paramref name="action"/> throws, by the policy in <paramref name="options"/>; no later item is read.</para>
    /// </remarks>
    public static FlowValue<long> ForEach<T>(
        this Flow<T> source, Action<T> action, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(action);
        return new FlowValue<long>(
            new CallTask<T, Nothing, long>(
                MethodName.Of(action, "forEach"),
                TaskOptions.From(options),
                item =>
                {
                    action(item);
                    return default;
                },
                CallShapes.CountedSink()),
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="ForEach{T}(Flow{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<long> ForEach<T>(
        this Flow<T> source, Func<T, ValueTask> action, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(action);
        return Sink(source, MethodName.Of(action, "forEach"), (item, _) => action(item), options);
    }

    /// <summary>Calls an asynchronous method with a token for each item. The token fires when the run ends without waiting for the call.</summary>
    /// <inheritdoc cref="ForEach{T}(Flow{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<long> ForEach<T>(
        this Flow<T> source, Func<T, CancellationToken, ValueTask> action, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(action);
        return Sink(source, MethodName.Of(action, "forEach"), action, options);
    }

    /// <inheritdoc cref="ForEach{T}(Flow{T}, Func{T, ValueTask}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<long> ForEach<T>(
        this Flow<T> source, Func<T, Task> action, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(action);
        return Sink(source, MethodName.Of(action, "forEach"), (item, _) => new ValueTask(action(item)), options);
    }

    /// <inheritdoc cref="ForEach{T}(Flow{T}, Func{T, CancellationToken, ValueTask}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<long> ForEach<T>(
        this Flow<T> source, Func<T, CancellationToken, Task> action, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(action);
        return Sink(source, MethodName.Of(action, "forEach"), (item, token) => new ValueTask(action(item, token)), options);
    }

    private static FlowValue<long> Sink<T>(
        Flow<T> source, string name, Func<T, CancellationToken, ValueTask> action, Func<TaskOptions, TaskOptions>? options)
    {
        return new FlowValue<long>(
            new CallTask<T, Nothing, long>(name, TaskOptions.From(options), CallAsync, CallShapes.CountedSink()), source.Input);

        async ValueTask<Nothing> CallAsync(T item, CancellationToken cancellationToken)
        {
            // On the context that the user's own code comes back to: away from it, a run that is driven by one thread would look idle.
            await action(item, cancellationToken).ConfigureAwait(true);
            return default;
        }
    }
}
