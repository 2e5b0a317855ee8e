using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

public sealed partial class Region
{
    /// <summary>Spawns a task that is called for the items of two others in step: the k-th of each together, never by time.</summary>
    /// <remarks>
    /// <para>Emits: what each call returns.</para>
    /// <para>Backpressure: reads all inputs in step; the slowest governs.</para>
    /// <para>Completes: when an input has ended and its last item was taken; an item without a partner that is made already counts as dropped.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, or as an input fails, after the calls before it.</para>
    /// </remarks>
    /// <param name="first">The first task that it reads.</param>
    /// <param name="second">The second task that it reads.</param>
    /// <param name="task">The method.</param>
    /// <param name="options">How the task runs, and how much the edges before it hold.</param>
    public StreamTaskHandle<TOut> Spawn<T1, T2, TOut>(
        ITaskInput<T1> first, ITaskInput<T2> second, Func<T1, T2, TOut> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, first, second), new CallBody<(T1, T2), TOut>(items => task(items.Item1, items.Item2)), CallShapes.Item<TOut>());

    /// <summary>Spawns a task that says for each such set of items whether to emit, to emit nothing, or to end itself.</summary>
    /// <inheritdoc cref="Spawn{T1, T2, TOut}(ITaskInput{T1}, ITaskInput{T2}, Func{T1, T2, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T1, T2, TOut>(
        ITaskInput<T1> first, ITaskInput<T2> second, Func<T1, T2, Step<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, first, second), new CallBody<(T1, T2), Step<TOut>>(items => task(items.Item1, items.Item2)), CallShapes.Step<TOut>());

    /// <summary>Spawns an asynchronous task: one call at a time, unless the options say otherwise.</summary>
    /// <inheritdoc cref="Spawn{T1, T2, TOut}(ITaskInput{T1}, ITaskInput{T2}, Func{T1, T2, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T1, T2, TOut>(
        ITaskInput<T1> first, ITaskInput<T2> second, Func<T1, T2, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, first, second),
            new CallBody<(T1, T2), TOut>((items, _) => new ValueTask<TOut>(task(items.Item1, items.Item2))),
            CallShapes.Item<TOut>());

    /// <inheritdoc cref="Spawn{T1, T2, TOut}(ITaskInput{T1}, ITaskInput{T2}, Func{T1, T2, Task{TOut}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public StreamTaskHandle<TOut> Spawn<T1, T2, TOut>(
        ITaskInput<T1> first, ITaskInput<T2> second, Func<T1, T2, ValueTask<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, first, second), new CallBody<(T1, T2), TOut>((items, _) => task(items.Item1, items.Item2)), CallShapes.Item<TOut>());

    /// <summary>Spawns a task of two inputs that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{T1, T2, TOut}(ITaskInput{T1}, ITaskInput{T2}, Func{T1, T2, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T1, T2, TOut>(
        ITaskInput<T1> first, ITaskInput<T2> second, Func<T1, T2, TaskContext, TOut> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, first, second),
            CallBody<(T1, T2), Step<TOut>>.WithContext((items, context) => context.Close<TOut>(task(items.Item1, items.Item2, context))),
            CallShapes.Step<TOut>());

    /// <summary>Spawns a sink of two inputs in step.</summary>
    /// <inheritdoc cref="Spawn{T1, T2, TOut}(ITaskInput{T1}, ITaskInput{T2}, Func{T1, T2, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T1, T2>(
        ITaskInput<T1> first, ITaskInput<T2> second, Action<T1, T2> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(
            task,
            options,
            Read(task, first, second),
            new CallBody<(T1, T2), Nothing>(items =>
            {
                task(items.Item1, items.Item2);
                return default;
            }),
            CallShapes.Sink());

    /// <summary>Spawns an asynchronous sink of two inputs in step.</summary>
    /// <inheritdoc cref="Spawn{T1, T2}(ITaskInput{T1}, ITaskInput{T2}, Action{T1, T2}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T1, T2>(
        ITaskInput<T1> first, ITaskInput<T2> second, Func<T1, T2, Task> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(task, options, Read(task, first, second), new CallBody<(T1, T2), Nothing>((items, _) => Done(task(items.Item1, items.Item2))), CallShapes.Sink());
}
