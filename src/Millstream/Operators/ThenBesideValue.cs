using System.Runtime.CompilerServices;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

public static partial class Flow
{
    /// <summary>Calls a method for each item, with a value of the run beside it, and emits what it returns.</summary>
    /// <remarks>
    /// <para>The value is computed once in a run, before the first call; meanwhile items wait on their edge, which is bounded.</para>
    /// <para>Emits: one item for each item read, in the order read.</para>
    /// <para>Backpressure: reads the next item only when there is room for its result.</para>
    /// <para>Completes: when the source completes.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>; when the value fails.</para>
    /// </remarks>
    /// <param name="source">The items.</param>
    /// <param name="task">What is called.</param>
    /// <param name="argument">Its second argument. One that needs the whole of the same stream is refused: neither could go on.</param>
    /// <param name="options">Options of the calls.</param>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, TResult> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, item => task(item, cell.Value)), isValue: false), outlet: 0);

    /// <summary>Calls an asynchronous method for each item, with a value of the run beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, ValueTask<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, (item, _) => task(item, cell.Value)), isValue: false), outlet: 0);

    /// <summary>Calls an asynchronous method for each item, with a value of the run beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, Task<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, (item, _) => new ValueTask<TResult>(task(item, cell.Value))), isValue: false), outlet: 0);

    /// <summary>Calls an asynchronous method for each item, with a value of the run beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, CancellationToken, ValueTask<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, (item, token) => task(item, cell.Value, token)), isValue: false), outlet: 0);

    /// <summary>Calls an asynchronous method for each item, with a value of the run beside it, one call at a time unless told otherwise.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, CancellationToken, Task<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, (item, token) => new ValueTask<TResult>(task(item, cell.Value, token))), isValue: false), outlet: 0);

    /// <summary>Calls a method for each item, with a value of the run beside it, and emits the items of the sequence that it returns.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, IEnumerable<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => SequenceCall<T, TResult>(task, options, item => task(item, cell.Value)), isValue: false), outlet: 0);

    /// <summary>Calls a method for each item, with a value of the run beside it, that says itself whether to emit.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static Flow<TResult> Then<T, TArgument, TResult>(
        this Flow<T> source,
        Func<T, TArgument, Step<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => StepCall<T, TResult>(task, options, item => task(item, cell.Value)), isValue: false), outlet: 0);

    /// <summary>Calls a method with two values of the run.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static FlowValue<TResult> Then<T, TArgument, TResult>(
        this FlowValue<T> source,
        Func<T, TArgument, TResult> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, item => task(item, cell.Value)), isValue: true), outlet: 0);

    /// <summary>Calls an asynchronous method with two values of the run.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(3)]
    public static FlowValue<TResult> Then<T, TArgument, TResult>(
        this FlowValue<T> source,
        Func<T, TArgument, ValueTask<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, (item, _) => task(item, cell.Value)), isValue: true), outlet: 0);

    /// <summary>Calls an asynchronous method with two values of the run.</summary>
    /// <inheritdoc cref="Then{T, TArgument, TResult}(Flow{T}, Func{T, TArgument, TResult}, FlowValue{TArgument}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public static FlowValue<TResult> Then<T, TArgument, TResult>(
        this FlowValue<T> source,
        Func<T, TArgument, Task<TResult>> task,
        FlowValue<TArgument> argument,
        Func<TaskOptions, TaskOptions>? options = null) =>
        new(Beside(source, task, argument, cell => Call<T, TResult>(task, options, (item, _) => new ValueTask<TResult>(task(item, cell.Value))), isValue: true), outlet: 0);

    /// <summary>Makes the node of a task that reads a value before its items.</summary>
    private static FlowNode Beside<TArgument>(
        FlowOutcome source, Delegate task, FlowValue<TArgument> argument, Func<ValueCell<TArgument>, TaskBody> make, bool isValue)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(argument);
        return new FlowNode(new BesideTask<TArgument>(argument.Node, make), [new FlowInput(source.Node, source.OutletIndex), argument.Input])
        {
            IsValue = isValue,
        };
    }
}
