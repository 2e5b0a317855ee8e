using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each item, with the same argument beside it, and emits what it returns.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, TResult> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<T, TResult>(task, options, item => task(item, argument), items: 1, argument),
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item, with the same argument beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, ValueTask<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<T, TResult>(task, options, (item, _) => task(item, argument), items: 1, argument),
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item, with the same argument beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, Task<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<T, TResult>(task, options, (item, _) => new ValueTask<TResult>(task(item, argument)), items: 1, argument),
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item, with the same argument beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, CancellationToken, ValueTask<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<T, TResult>(task, options, (item, token) => task(item, argument, token), items: 1, argument),
            source.Input);
    }

    /// <summary>Calls an asynchronous method for each item, with the same argument beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, CancellationToken, Task<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<T, TResult>(
                task, options, (item, token) => new ValueTask<TResult>(task(item, argument, token)), items: 1, argument),
            source.Input);
    }

    /// <summary>Calls a method for each item, with the same argument beside it, and emits the items of the sequence that it returns.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, IEnumerable{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, IEnumerable<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            SequenceCall<T, TResult>(task, options, item => task(item, argument), items: 1, argument),
            source.Input);
    }

    /// <summary>Calls a method for each item, with the same argument beside it, that says itself whether to emit.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, Step{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, Step<TResult>> task,
        TArgument argument,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            StepCall<T, TResult>(task, options, item => task(item, argument), items: 1, argument),
            source.Input);
    }
}
