using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millstream.Tasks;

namespace Millstream;

public sealed partial class Region
{
    /// <summary>Spawns a source: a task without inputs, called again and again for the next item.</summary>
    /// <remarks>
    /// <para>Emits: what each call returns, one call after the other.</para>
    /// <para>Backpressure: is called only when there is room; with no consumer its items are discarded and counted.</para>
    /// <para>Completes: after <c>MaxEvaluations</c> calls, when a call says so, or when its consumers have ended.</para>
    /// <para>Fails: with what <paramref name="task"/> throws, by the policy in <paramref name="options"/>.</para>
    /// </remarks>
    /// <param name="task">The method.</param>
    /// <param name="options">How the task runs.</param>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<TOut> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, TOut>(_ => task()), CallShapes.Item<TOut>());
    }

    /// <summary>Spawns a source whose calls say themselves whether to emit, to emit nothing, or to end the task.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<Step<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, Step<TOut>>(_ => task()), CallShapes.Step<TOut>());
    }

    /// <summary>Spawns a source whose calls give any number of items.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<IEnumerable<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, IEnumerable<TOut>>(_ => task()), CallShapes.Sequence<TOut>());
    }

    /// <summary>Spawns an asynchronous source: the next call begins when the one before has ended, unless the options say otherwise.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, TOut>((_, _) => new ValueTask<TOut>(task())), CallShapes.Item<TOut>());
    }

    /// <inheritdoc cref="Spawn{TOut}(Func{Task{TOut}}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(1)]
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<ValueTask<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, TOut>((_, _) => task()), CallShapes.Item<TOut>());
    }

    /// <summary>Spawns an asynchronous source whose calls say themselves whether to emit, to emit nothing, or to end the task.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    [OverloadResolutionPriority(2)]
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<Task<Step<TOut>>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(task, options, Read(), new CallBody<Nothing, Step<TOut>>((_, _) => new ValueTask<Step<TOut>>(task())), CallShapes.Step<TOut>());
    }

    /// <summary>Spawns a source that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<TaskContext, TOut> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            task,
            options,
            Read(),
            CallBody<Nothing, Step<TOut>>.WithContext((_, context) => context.Close<TOut>(task(context))),
            CallShapes.Step<TOut>());
    }

    /// <summary>Spawns an asynchronous source that is given its context: the token and the clock of the run, and the way to finish.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<TaskContext, Task<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            task,
            options,
            Read(),
            CallBody<Nothing, Step<TOut>>.WithContext(async (_, context) => context.Close<TOut>(await task(context).ConfigureAwait(true))),
            CallShapes.Step<TOut>());
    }

    /// <summary>Spawns a source that is given its context, and whose calls say themselves whether to emit, to emit nothing, or to end the task.</summary>
    /// <inheritdoc cref="Spawn{TOut}(Func{TOut}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<TOut> Spawn<TOut>(Func<TaskContext, Step<TOut>> task, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Add(
            task, options, Read(), CallBody<Nothing, Step<TOut>>.WithContext((_, context) => context.Close(task(context))), CallShapes.Step<TOut>());
    }

    /// <summary>Spawns a source of items that are there, or that a sequence gives.</summary>
    /// <remarks>
    /// <para>Emits: the items, in order. An array or a list is read while the region runs, and not copied.</para>
    /// <para>Backpressure: asks for the next item only when there is room.</para>
    /// <para>Completes: after the last item, or when its consumers have ended.</para>
    /// <para>Fails: with what the sequence throws.</para>
    /// </remarks>
    public StreamTaskHandle<T> From<T>(IEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Source<T>("from", options, set => items is IReadOnlyList<T> list
            ? new SliceTask<T>("from", set, list)
            : new SequenceTask<T>("from", set, () => items));
    }

    /// <summary>Spawns a source of items that an asynchronous sequence gives. Its token fires when the task is told to end.</summary>
    /// <inheritdoc cref="From{T}(IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<T> From<T>(IAsyncEnumerable<T> items, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Source<T>("from", options, set => new AsyncSequenceTask<T>("from", set, _ => items));
    }

    /// <summary>Spawns a source that is fed from outside through a channel; it completes, or fails, with the channel.</summary>
    /// <inheritdoc cref="From{T}(IEnumerable{T}, Func{TaskOptions, TaskOptions}?)"/>
    public StreamTaskHandle<T> From<T>(ChannelReader<T> items, Func<TaskOptions, TaskOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        return From(items.ReadAllAsync(), options);
    }
}
