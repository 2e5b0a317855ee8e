using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method once, with the list of all items.</summary>
    /// <remarks>
    /// <para>Emits: what it returns, once, when the source has ended; the list is empty when there was no item.</para>
    /// <para>Backpressure: reads as fast as items come; all of them are kept in memory.</para>
    /// <para>Completes: after the value.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, without an item index, by the policy in <paramref name="options"/>; a repetition gets the same list.</para>
    /// </remarks>
    public static FlowValue<TResult> Join<T, TResult>(
        this Flow<T> source, Func<IReadOnlyList<T>, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, _) => new ValueTask<TResult>(task(items)));
    }

    /// <summary>Calls an asynchronous method once, with the list of all items.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TResult> Join<T, TResult>(
        this Flow<T> source, Func<IReadOnlyList<T>, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, _) => task(items));
    }

    /// <summary>Calls an asynchronous method once, with the list of all items.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TResult> Join<T, TResult>(
        this Flow<T> source, Func<IReadOnlyList<T>, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, _) => new ValueTask<TResult>(task(items)));
    }

    /// <summary>Calls an asynchronous method once, with the list of all items.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TResult> Join<T, TResult>(
        this Flow<T> source, Func<IReadOnlyList<T>, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, task);
    }

    /// <summary>Calls an asynchronous method once, with the list of all items.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TResult> Join<T, TResult>(
        this Flow<T> source, Func<IReadOnlyList<T>, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, token) => new ValueTask<TResult>(task(items, token)));
    }

    /// <summary>Calls a method once, with the list of all items and an argument beside it.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TResult> Join<T, TArgument, TResult>(
        this Flow<T> source,
        Func<IReadOnlyList<T>, TArgument, TResult> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, _) => new ValueTask<TResult>(task(items, argument)));
    }

    /// <summary>Calls a method once, with the list of all items and an argument beside it.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static FlowValue<TResult> Join<T, TArgument, TResult>(
        this Flow<T> source,
        Func<IReadOnlyList<T>, TArgument, ValueTask<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, _) => task(items, argument));
    }

    /// <summary>Calls a method once, with the list of all items and an argument beside it.</summary>
    /// <inheritdoc cref="Join{T, TResult}(Flow{T}, Func{IReadOnlyList{T}, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static FlowValue<TResult> Join<T, TArgument, TResult>(
        this Flow<T> source,
        Func<IReadOnlyList<T>, TArgument, Task<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return Joining<T, TResult>(source, task, options, (items, _) => new ValueTask<TResult>(task(items, argument)));
    }

    private static FlowValue<TResult> Joining<T, TResult>(
        Flow<T> source,
        Delegate method,
        Func<TaskOptions, TaskOptions>? options,
        Func<IReadOnlyList<T>, CancellationToken, ValueTask<TResult>> task) =>
        new(
            new JoinTask<T, TResult>(
                MethodName.Of(method, "join"),
                TaskOptions.From(options).OneByOne("Join", "It is called once, with all items."),
                task),
            source.Input);
}
