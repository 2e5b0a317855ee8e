using System.Runtime.CompilerServices;
using Millstream.Regions;
using Millstream.Stages;
using Millstream.Tasks;

namespace Millstream;

/// <summary>Spawns ordinary tasks: each runs once, as soon as the tasks that it takes as arguments have ended.</summary>
public static class TaskSpawning
{
    /// <summary>Spawns a task that runs once.</summary>
    /// <param name="spawner">The engine, or a block with an order of its own.</param>
    /// <param name="task">The method.</param>
    /// <param name="options">How it runs.</param>
    public static TaskHandle<T> Spawn<T>(this ITaskSpawner spawner, Func<T> task, Func<TaskOptions, TaskOptions>? options = null) =>
        spawner.Hand<T>(task, options, [], () => Task.FromResult(new CallBody<Nothing, T>(_ => task())));

    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<T> Spawn<T>(this ITaskSpawner spawner, Func<Task<T>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        spawner.Hand<T>(task, options, [], () => Task.FromResult(new CallBody<Nothing, T>((_, _) => new ValueTask<T>(task()))));

    /// <summary>Spawns a task that runs once and is given its context: the token and the clock of the run.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle<T> Spawn<T>(
        this ITaskSpawner spawner, Func<TaskContext, Task<T>> task, Func<TaskOptions, TaskOptions>? options = null) =>
        spawner.Hand<T>(
            task,
            options,
            [],
            () => Task.FromResult(CallBody<Nothing, T>.WithContext((_, context) => new ValueTask<T>(task(context)))));

    /// <summary>Spawns a task that runs once and gives nothing.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle Spawn(this ITaskSpawner spawner, Action task, Func<TaskOptions, TaskOptions>? options = null) =>
        spawner.HandAction(
            task,
            options,
            new CallBody<Nothing, Nothing>(_ =>
            {
                task();
                return default;
            }));

    /// <inheritdoc cref="Spawn(ITaskSpawner, Action, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle Spawn(this ITaskSpawner spawner, Func<Task> task, Func<TaskOptions, TaskOptions>? options = null) =>
        spawner.HandAction(
            task,
            options,
            new CallBody<Nothing, Nothing>(async (_, _) =>
            {
                await task().ConfigureAwait(false);
                return default;
            }));

    /// <summary>Spawns a task that runs once, with the value of another, after that has ended.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle<TOut> Spawn<T, TOut>(
        this ITaskSpawner spawner, TaskHandle<T> input, Func<T, TOut> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return spawner.Hand<TOut>(task, options, [input], async () =>
        {
            T value = await input.ValueAsync(CancellationToken.None).ConfigureAwait(false);
            return new CallBody<Nothing, TOut>(_ => task(value));
        });
    }

    /// <inheritdoc cref="Spawn{T, TOut}(ITaskSpawner, TaskHandle{T}, Func{T, TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public static TaskHandle<TOut> Spawn<T, TOut>(
        this ITaskSpawner spawner, TaskHandle<T> input, Func<T, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return spawner.Hand<TOut>(task, options, [input], async () =>
        {
            T value = await input.ValueAsync(CancellationToken.None).ConfigureAwait(false);
            return new CallBody<Nothing, TOut>((_, _) => new ValueTask<TOut>(task(value)));
        });
    }

    /// <summary>Spawns a task that runs once, with the values of two others, after both have ended.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle<TOut> Spawn<T1, T2, TOut>(
        this ITaskSpawner spawner,
        TaskHandle<T1> first,
        TaskHandle<T2> second,
        Func<T1, T2, TOut> task,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return spawner.Hand<TOut>(task, options, [first, second], async () =>
        {
            T1 a = await first.ValueAsync(CancellationToken.None).ConfigureAwait(false);
            T2 b = await second.ValueAsync(CancellationToken.None).ConfigureAwait(false);
            return new CallBody<Nothing, TOut>(_ => task(a, b));
        });
    }

    /// <summary>Spawns a task that runs once, with the values of a list of others, after all have ended.</summary>
    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle<TOut> Spawn<T, TOut>(
        this ITaskSpawner spawner,
        IEnumerable<TaskHandle<T>> inputs,
        Func<IReadOnlyList<T>, TOut> task,
        Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        TaskHandle<T>[] all = [.. inputs];
        return spawner.Hand<TOut>(task, options, all, async () =>
        {
            var values = new T[all.Length];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = await all[i].ValueAsync(CancellationToken.None).ConfigureAwait(false);
            }

            return new CallBody<Nothing, TOut>(_ => task(values));
        });
    }

    /// <summary>
    /// Spawns a task that runs once, after a streaming task has ended, with the result that this gave. If that fails, is cancelled or killed, the task does not
    /// run, and whoever waits for it gets that error.
    /// </summary>
    /// <inheritdoc cref="Spawn{T}(ITaskSpawner, Func{T}, Func{TaskOptions, TaskOptions}?)"/>
    public static TaskHandle<TOut> Spawn<TOut>(
        this ITaskSpawner spawner, StreamTaskHandle input, Func<object?, TOut> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return spawner.Hand<TOut>(task, options, [input], async () =>
        {
            object? result = await input.ResultAsync(CancellationToken.None).ConfigureAwait(false);
            return new CallBody<Nothing, TOut>(_ => task(result));
        });
    }

    private static TaskHandle<TOut> Hand<TOut>(
        this ITaskSpawner spawner,
        Delegate task,
        Func<TaskOptions, TaskOptions>? options,
        IReadOnlyList<SpawnedTask> inputs,
        Func<Task<CallBody<Nothing, TOut>>> bind)
    {
        ArgumentNullException.ThrowIfNull(spawner);
        ArgumentNullException.ThrowIfNull(task);
        TaskOptions set = Once(options);
        string name = MethodName.Of(task, "task");
        var handle = new TaskHandle<TOut>(set.Name ?? name, inputs, async () =>
        {
            CallBody<Nothing, TOut> body = await bind().ConfigureAwait(false);
            return new CallTask<Nothing, TOut, TOut>(name, set, Calls(), body, CallShapes.Item<TOut>());
        });
        spawner.Hand(new QueuedSingle(spawner.Engine, handle));
        return handle;
    }

    private static ActionHandle HandAction(
        this ITaskSpawner spawner, Delegate task, Func<TaskOptions, TaskOptions>? options, CallBody<Nothing, Nothing> body)
    {
        ArgumentNullException.ThrowIfNull(spawner);
        ArgumentNullException.ThrowIfNull(task);
        TaskOptions set = Once(options);
        string name = MethodName.Of(task, "task");
        var call = new CallTask<Nothing, Nothing, Nothing>(name, set, Calls(), body, CallShapes.Sink());
        var handle = new ActionHandle(call.Name, [], () => Task.FromResult<TaskBody>(call));
        spawner.Hand(new QueuedSingle(spawner.Engine, handle));
        return handle;
    }

    private static TaskOptions Once(Func<TaskOptions, TaskOptions>? options) => TaskOptions.From(options).MaxEvaluations(1);

    private static CallInput<Nothing> Calls() => new([], static wiring => new EvaluationReader(wiring.Stage));
}
