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
        return new Flow<TResult>(Call(task, options, task), source.Input);
    }

    /// <summary>Calls an asynchronous method for each item and emits what it gives, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(Call<T, TResult>(task, options, (item, _) => task(item)), source.Input);
    }

    /// <summary>Calls an asynchronous method with a token for each item. The token fires when the run ends without waiting for the call.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, ValueTask<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(Call(task, options, task), source.Input);
    }

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, ValueTask{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(Call<T, TResult>(task, options, (item, _) => new ValueTask<TResult>(task(item))), source.Input);
    }

    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, CancellationToken, ValueTask{TResult}}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, CancellationToken, Task<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(
            Call<T, TResult>(task, options, (item, token) => new ValueTask<TResult>(task(item, token))), source.Input);
    }

    /// <summary>Calls a method once with the live stream, at its first item or its empty end, and emits what it yields.</summary>
    /// <remarks>
    /// <para>Emits: what <paramref name="task"/> yields.</para>
    /// <para>Backpressure: the task reads at its own pace; it is asked for an item only when there is room.</para>
    /// <para>Completes: when the task ends; a source that it has not read to the end is left.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, without an item index. A failure of the source is raised from the stream it reads.</para>
    /// </remarks>
    /// <exception cref="Graphs.GraphConfigurationException">The options are of calls for single items.</exception>
    // Looked at last: `x => x` would otherwise fit the item and the stream alike.
    [OverloadResolutionPriority(-1)]
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source,
        Func<IAsyncEnumerable<T>, IAsyncEnumerable<TResult>> task,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        string name = MethodName.Of(task, "then");
        return new Flow<TResult>(LiveTask.Of(name, TaskOptions.From(options).OnStream(name), task), source.Input);
    }

    /// <summary>Calls a method for each item that says itself whether to emit, to leave the item out, or to end the task.</summary>
    /// <remarks>
    /// <para>Emits: the items that the steps hold.</para>
    /// <para>Backpressure: reads the next item only when there is room for its result.</para>
    /// <para>Completes: when the source completes, or with the first step that finishes.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, Step<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(StepCall(task, options, task), source.Input);
    }

    /// <summary>Calls a method for each item and emits the items of the sequence that it returns. A string, an array and a list are one item.</summary>
    /// <remarks>
    /// <para>Emits: every item of every sequence, in order.</para>
    /// <para>Backpressure: takes the next item of a sequence only when there is room; keeps its place in between.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="task"/> or its sequence throws; what that sequence had given goes on first.</para>
    /// </remarks>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, IEnumerable<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return new Flow<TResult>(SequenceCall(task, options, task), source.Input);
    }

    /// <summary>Calls a method for each item and emits the items of the asynchronous sequence that it returns, one sequence after the other.</summary>
    /// <remarks>
    /// <para>Emits: every item of every sequence, in order; what is there without waiting goes on together.</para>
    /// <para>Backpressure: asks a sequence for an item only when there is room.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>
    /// Fails: with what <paramref name="task"/> or its sequence throws, by the policy in <paramref name="options"/>; what that sequence had given goes on first.
    /// The sequence's enumerator gets a token that fires when the run ends early, and is disposed in every case.
    /// </para>
    /// </remarks>
    /// <exception cref="Graphs.GraphConfigurationException">
    /// The options repeat calls, limit their time, or run several at once: what a sequence gave cannot be taken back.
    /// </exception>
    public static Flow<TResult> Then<T, TResult>(
        this Flow<T> source, Func<T, IAsyncEnumerable<TResult>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        return ManyAsync(source, MethodName.Of(task, "then"), task, options);
    }

    /// <summary>Calls a task method by its type: what the generator writes. The loop is compiled for this method, with the call inlined.</summary>
    /// <inheritdoc cref="Then{T, TResult}(Flow{T}, Func{T, TResult}, Func{TaskOptions, TaskOptions}?)"/>
    public static Flow<TResult> Then<T, TResult, TFunction>(this Flow<T> source, string name)
        where TFunction : struct, IItemFunction<T, TResult>
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Flow<TResult>(new FunctionTask<T, TResult, TFunction>(name, TaskOptions.None), source.Input);
    }

    /// <summary>Makes the task of a synchronous method.</summary>
    /// <param name="method">What the user gave.</param>
    /// <param name="options">The user's options.</param>
    /// <param name="function">The method as a function of the item.</param>
    /// <param name="items">How many parameters of the method take the item.</param>
    /// <param name="after">The values of the parameters behind those.</param>
    private static CallTask<T, TResult, TResult> Call<T, TResult>(
        Delegate method,
        Func<TaskOptions, TaskOptions>? options,
        Func<T, TResult> function,
        int items = 1,
        params object?[] after) =>
        new(MethodName.Of(method, "then"), TaskOptions.From(options), function, CallShapes.Item<TResult>())
        {
            Called = new TaskMethod(method, items, after),
        };

    /// <summary>Makes the task of an asynchronous method.</summary>
    /// <inheritdoc cref="Call{T, TResult}(Delegate, Func{TaskOptions, TaskOptions}, Func{T, TResult}, int, object[])"/>
    private static CallTask<T, TResult, TResult> Call<T, TResult>(
        Delegate method,
        Func<TaskOptions, TaskOptions>? options,
        Func<T, CancellationToken, ValueTask<TResult>> function,
        int items = 1,
        params object?[] after) =>
        new(MethodName.Of(method, "then"), TaskOptions.From(options), function, CallShapes.Item<TResult>())
        {
            Called = new TaskMethod(method, items, after),
        };

    /// <summary>Makes the task of a method that returns steps.</summary>
    /// <inheritdoc cref="Call{T, TResult}(Delegate, Func{TaskOptions, TaskOptions}, Func{T, TResult}, int, object[])"/>
    private static CallTask<T, Step<TResult>, TResult> StepCall<T, TResult>(
        Delegate method,
        Func<TaskOptions, TaskOptions>? options,
        Func<T, Step<TResult>> function,
        int items = 1,
        params object?[] after) =>
        new(MethodName.Of(method, "then"), TaskOptions.From(options), function, CallShapes.Step<TResult>())
        {
            Called = new TaskMethod(method, items, after),
        };

    /// <summary>Makes the task of a method that returns sequences.</summary>
    /// <inheritdoc cref="Call{T, TResult}(Delegate, Func{TaskOptions, TaskOptions}, Func{T, TResult}, int, object[])"/>
    private static CallTask<T, IEnumerable<TResult>, TResult> SequenceCall<T, TResult>(
        Delegate method,
        Func<TaskOptions, TaskOptions>? options,
        Func<T, IEnumerable<TResult>> function,
        int items = 1,
        params object?[] after) =>
        new(MethodName.Of(method, "then"), TaskOptions.From(options), function, CallShapes.Sequence<TResult>())
        {
            Called = new TaskMethod(method, items, after),
        };
}
