using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method with the parts of each pair and emits what it returns.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2), TResult>(task, options, parts => task(parts.Item1, parts.Item2), items: 2),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each pair and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2), TResult>(task, options, (parts, _) => task(parts.Item1, parts.Item2), items: 2),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each pair and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2), TResult>(task, options, (parts, _) => new ValueTask<TResult>(task(parts.Item1, parts.Item2)), items: 2),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each pair and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2), TResult>(task, options, (parts, token) => task(parts.Item1, parts.Item2, token), items: 2),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each pair and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2), TResult>(task, options, (parts, token) => new ValueTask<TResult>(task(parts.Item1, parts.Item2, token)), items: 2),
            source.Input);
    }

    /// <summary>Calls a method with the parts of each pair and emits the items of the sequence that it returns.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, IEnumerable{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, IEnumerable<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            SequenceCall<(T1, T2), TResult>(task, options, parts => task(parts.Item1, parts.Item2), items: 2),
            source.Input);
    }

    /// <summary>Calls a method with the parts of each pair that says itself whether to emit.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, Step{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, TResult>(
        this Flow<(T1, T2)> source, Func<T1, T2, Step<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            StepCall<(T1, T2), TResult>(task, options, parts => task(parts.Item1, parts.Item2), items: 2),
            source.Input);
    }

    /// <summary>Calls a method with the parts of each triple and emits what it returns.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, TResult> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2, T3), TResult>(task, options, parts => task(parts.Item1, parts.Item2, parts.Item3), items: 3),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each triple and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2, T3), TResult>(task, options, (parts, _) => task(parts.Item1, parts.Item2, parts.Item3), items: 3),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each triple and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2, T3), TResult>(task, options, (parts, _) => new ValueTask<TResult>(task(parts.Item1, parts.Item2, parts.Item3)), items: 3),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each triple and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2, T3), TResult>(task, options, (parts, token) => task(parts.Item1, parts.Item2, parts.Item3, token), items: 3),
            source.Input);
    }

    /// <summary>Calls an asynchronous method with the parts of each triple and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<(T1, T2, T3), TResult>(task, options, (parts, token) => new ValueTask<TResult>(task(parts.Item1, parts.Item2, parts.Item3, token)), items: 3),
            source.Input);
    }

    /// <summary>Calls a method with the parts of each triple and emits the items of the sequence that it returns.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, IEnumerable{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, IEnumerable<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            SequenceCall<(T1, T2, T3), TResult>(task, options, parts => task(parts.Item1, parts.Item2, parts.Item3), items: 3),
            source.Input);
    }

    /// <summary>Calls a method with the parts of each triple that says itself whether to emit.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, Step{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T1, T2, T3, TResult>(
        this Flow<(T1, T2, T3)> source, Func<T1, T2, T3, Step<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            StepCall<(T1, T2, T3), TResult>(task, options, parts => task(parts.Item1, parts.Item2, parts.Item3), items: 3),
            source.Input);
    }
}
