using System.Runtime.CompilerServices;
using Millstream.Tasks;

namespace Millstream;

// An argument that is no task is a constant. Below all other overloads, so that a handle is never taken for one.
public sealed partial class Region
{
    /// <summary>Spawns a source that is called again and again with a constant.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-1)]
    public StreamTaskHandle<TOut> Spawn<T, TOut>(T constant, Func<T, TOut> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, TOut>(_ => task(constant)), CallShapes.Item<TOut>());
    }

    /// <summary>Spawns a source that is called again and again with two constants.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-2)]
    public StreamTaskHandle<TOut> Spawn<T1, T2, TOut>(
        T1 first, T2 second, Func<T1, T2, TOut> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, TOut>(_ => task(first, second)), CallShapes.Item<TOut>());
    }

    /// <summary>Spawns a task that is called for each item of another, and a constant.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-1)]
    public StreamTaskHandle<TOut> Spawn<T, TConstant, TOut>(
        ITaskInput<T> input, TConstant constant, Func<T, TConstant, TOut> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(task, options, Read(task, input), new CallBody<T, TOut>(item => task(item, constant)), CallShapes.Item<TOut>());

    /// <summary>Spawns an asynchronous task that is called for each item of another, and a constant.</summary>
    /// <inheritdoc cref="Spawn{T, TOut}(ITaskInput{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-1)]
    public StreamTaskHandle<TOut> Spawn<T, TConstant, TOut>(
        ITaskInput<T> input, TConstant constant, Func<T, TConstant, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        Add(
            task,
            options,
            Read(task, input),
            new CallBody<T, TOut>((item, _) => new ValueTask<TOut>(task(item, constant))),
            CallShapes.Item<TOut>());

    /// <summary>Spawns a sink that is called for each item of a task, and a constant.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskInput{T}, Action{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(-1)]
    public StreamTaskHandle Spawn<T, TConstant>(
        ITaskInput<T> input, TConstant constant, Action<T, TConstant> task, Func<TaskOptions, TaskOptions>? options = null) =>
        AddSink(
            task,
            options,
            Read(task, input),
            new CallBody<T, Nothing>(item =>
            {
                task(item, constant);
                return default;
            }),
            CallShapes.Sink());
}
