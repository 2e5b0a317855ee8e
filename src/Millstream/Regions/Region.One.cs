using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public sealed partial class Region
{
    /// <summary>Spawns a task that is called for each item of another.</summary>
    /// <remarks>
    /// <para>Emits: what each call returns, in the order of the items.</para>
    /// <para>Backpressure: takes the next item only when there is room for its result; with no consumer its items are discarded and counted.</para>
    /// <para>Completes: when its input ends, after <c>MaxEvaluations</c> calls, when a call says so, or when its consumers have ended.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>, or as its input fails.</para>
    /// </remarks>
    /// <param name="input">The task that it reads.</param>
    /// <param name="task">The method.</param>
    /// <param name="options">How the task runs, and how much the edge before it holds.</param>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(ITaskInput<T> input, Func<T, TOut> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, input), new CallBody<T, TOut>(task), CallShapes.Item<TOut>());

    /// <summary>Spawns a task that says for each item whether to emit, to emit nothing, or to end itself.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, Step<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, input), new CallBody<T, Step<TOut>>(task), CallShapes.Step<TOut>());

    /// <summary>Spawns a task that gives any number of items for each item. A string, an array and a list are one item.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, IEnumerable<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, input), new CallBody<T, IEnumerable<TOut>>(task), CallShapes.Sequence<TOut>());

    /// <summary>Spawns an asynchronous task: one call at a time, unless the options say otherwise.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, input), new CallBody<T, TOut>((item, _) => new ValueTask<TOut>(task(item))), CallShapes.Item<TOut>());

    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, Task{TOut}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, ValueTask<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, input), new CallBody<T, TOut>((item, _) => task(item)), CallShapes.Item<TOut>());

    /// <summary>Spawns an asynchronous task that says for each item whether to emit, to emit nothing, or to end itself.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, Task<Step<TOut>>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, input),
            new CallBody<T, Step<TOut>>((item, _) => new ValueTask<Step<TOut>>(task(item))),
            CallShapes.Step<TOut>());

    /// <summary>Spawns a task that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, TaskContext, TOut> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, input),
            CallBody<T, Step<TOut>>.WithContext((item, context) => context.Close<TOut>(task(item, context))),
            CallShapes.Step<TOut>());

    /// <summary>Spawns an asynchronous task that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, TaskContext, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, input),
            CallBody<T, Step<TOut>>.WithContext(async (item, context) => context.Close<TOut>(await task(item, context).ConfigureAwait(true))),
            CallShapes.Step<TOut>());

    /// <summary>Spawns a task that is given its context, and says for each item whether to emit, to emit nothing, or to end itself.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        ITaskInput<T> input, Func<T, TaskContext, Step<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, input),
            CallBody<T, Step<TOut>>.WithContext((item, context) => context.Close(task(item, context))),
            CallShapes.Step<TOut>());

    /// <summary>Spawns a task that is called once and reads the live stream of another.</summary>
    /// <remarks>
    /// <para>Emits: what <paramref name="task"/> yields.</para>
    /// <para>Backpressure: the task reads at its own pace; it is asked for an item only when there is room.</para>
    /// <para>Completes: when the task ends; an input that it has not read to the end is left.</para>
    /// <para>Fails: with what <paramref name="task"/> throws. A failure of the input is raised from the stream that it reads.</para>
    /// </remarks>
    [OverloadResolutionPriority(-1)]
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        StreamTaskHandle<T> input, Func<IAsyncEnumerable<T>, IAsyncEnumerable<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddLive(task, options, Read(task, input));

    /// <summary>Spawns a sink: a task that is called for each item of another and gives nothing.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T>(ITaskInput<T> input, Action<T> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(
            task,
            options,
            Read(task, input),
            new CallBody<T, Nothing>(item =>
            {
                task(item);
                return default;
            }),
            CallShapes.Sink());

    /// <summary>Spawns an asynchronous sink.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskInput{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T>(ITaskInput<T> input, Func<T, Task> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(task, options, Read(task, input), new CallBody<T, Nothing>((item, _) => Done(task(item))), CallShapes.Sink());

    /// <inheritdoc cref="Spawn{T}(ITaskInput{T}, Func{T, Task}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public StreamTaskHandle Spawn<T>(ITaskInput<T> input, Func<T, ValueTask> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(task, options, Read(task, input), new CallBody<T, Nothing>((item, _) => Done(task(item))), CallShapes.Sink());

    /// <summary>Spawns a sink that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskInput{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T>(ITaskInput<T> input, Action<T, TaskContext> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(
            task,
            options,
            Read(task, input),
            CallBody<T, Step<Nothing>>.WithContext((item, context) =>
            {
                task(item, context);
                return context.Close<Nothing>(default);
            }),
            CallShapes.EndingSink());

    /// <summary>Spawns an asynchronous sink that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskInput{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T>(ITaskInput<T> input, Func<T, TaskContext, Task> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(
            task,
            options,
            Read(task, input),
            CallBody<T, Step<Nothing>>.WithContext(async (item, context) =>
            {
                await task(item, context).ConfigureAwait(true);
                return context.Close<Nothing>(default);
            }),
            CallShapes.EndingSink());
}
