using Millstream.Tasks;

namespace Millstream;

public sealed partial class Region
{
    /// <summary>Spawns a task that is called for the items of a list of others in step: the k-th of each together, in the order of the list.</summary>
    /// <remarks>
    /// <para>Emits: what each call returns.</para>
    /// <para>Backpressure: reads all inputs in step; the slowest governs.</para>
    /// <para>Completes: when an input has ended and its last item was taken; an item without a partner that is made already counts as dropped.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, or as an input fails, after the calls before it.</para>
    /// </remarks>
    /// <param name="inputs">The tasks that it reads, at least one; the same one may stand there twice.</param>
    /// <param name="task">The method. The list that it gets is its own.</param>
    /// <param name="options">How the task runs, and how much the edges before it hold.</param>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        IEnumerable<ITaskInput<T>> inputs, Func<IReadOnlyList<T>, TOut> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, inputs), new CallBody<IReadOnlyList<T>, TOut>(task), CallShapes.Item<TOut>());

    /// <summary>Spawns a task that says for each such list whether to emit, to emit nothing, or to end itself.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(IEnumerable{ITaskInput{T}}, Func{IReadOnlyList{T}, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        IEnumerable<ITaskInput<T>> inputs, Func<IReadOnlyList<T>, Step<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, inputs), new CallBody<IReadOnlyList<T>, Step<TOut>>(task), CallShapes.Step<TOut>());

    /// <summary>Spawns an asynchronous task: one call at a time, unless the options say otherwise.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(IEnumerable{ITaskInput{T}}, Func{IReadOnlyList{T}, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<T, TOut>(
        IEnumerable<ITaskInput<T>> inputs, Func<IReadOnlyList<T>, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, inputs),
            new CallBody<IReadOnlyList<T>, TOut>((items, _) => new ValueTask<TOut>(task(items))),
            CallShapes.Item<TOut>());

    /// <summary>Spawns a sink of a list of tasks in step.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(IEnumerable{ITaskInput{T}}, Func{IReadOnlyList{T}, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle Spawn<T>(
        IEnumerable<ITaskInput<T>> inputs, Action<IReadOnlyList<T>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(
            task,
            options,
            Read(task, inputs),
            new CallBody<IReadOnlyList<T>, Nothing>(items =>
            {
                task(items);
                return default;
            }),
            CallShapes.Sink());
}
