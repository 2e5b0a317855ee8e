using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method with the value.</summary>
    /// <remarks>
    /// <para>Emits: what the method returns, once.</para>
    /// <para>Backpressure: none to speak of; there is one item.</para>
    /// <para>Completes: after the value.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static FlowValue<TResult> Then<T, TResult>(
        this FlowValue<T> source, Func<T, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new FlowValue<TResult>(
            Call(task, options, task), source.Input);
    }

    /// <summary>Calls an asynchronous method with the value.</summary>
    /// <inheritdoc cref="Then{T, TResult}(FlowValue{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TResult> Then<T, TResult>(
        this FlowValue<T> source, Func<T, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new FlowValue<TResult>(
            Call<T, TResult>(task, options, (item, _) => task(item)), source.Input);
    }

    /// <summary>Calls an asynchronous method with the value.</summary>
    /// <inheritdoc cref="Then{T, TResult}(FlowValue{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TResult> Then<T, TResult>(
        this FlowValue<T> source, Func<T, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new FlowValue<TResult>(
            Call<T, TResult>(task, options, (item, _) => new ValueTask<TResult>(task(item))), source.Input);
    }

    /// <summary>Calls an asynchronous method with the value.</summary>
    /// <inheritdoc cref="Then{T, TResult}(FlowValue{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TResult> Then<T, TResult>(
        this FlowValue<T> source, Func<T, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new FlowValue<TResult>(
            Call(task, options, task), source.Input);
    }

    /// <summary>Calls an asynchronous method with the value.</summary>
    /// <inheritdoc cref="Then{T, TResult}(FlowValue{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TResult> Then<T, TResult>(
        this FlowValue<T> source, Func<T, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new FlowValue<TResult>(
            Call<T, TResult>(task, options, (item, token) => new ValueTask<TResult>(task(item, token))), source.Input);
    }

    /// <summary>Calls a method with the value and begins a flow of the items of the sequence that it returns. A string, an array and a list are one item.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, IEnumerable{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TResult>(
        this FlowValue<T> source, Func<T, IEnumerable<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            SequenceCall(task, options, task), source.Input);
    }
}
